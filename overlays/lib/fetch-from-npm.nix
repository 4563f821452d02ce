# `fetchFromNpm { pname; version; hash; }`: the tarball that was published as `pname@version`, byte for byte.
#
# npm finds its registry by itself, as on the command line: from `.npmrc` and from the environment (of the
# Nix daemon, where there is one), for scoped packages the scope's. It runs no script of the package.
{
  lib,
  runCommand,
  buildPackages,
}:

{
  # The package's name on npm, with its scope: `@scope/name`.
  pname,
  # An exact version.
  version,
  # SRI hash of the tarball: the `integrity` that npm states.
  hash,
  name ? lib.strings.sanitizeDerivationName "${baseNameOf pname}-${version}.tgz",
  meta ? { },
}:

runCommand name
  {
    nativeBuildInputs = [ buildPackages.nodejs ];

    outputHashMode = "flat";
    outputHash = hash;
    preferLocalBuild = true;

    spec = "${pname}@${version}";

    impureEnvVars = lib.fetchers.proxyImpureEnvVars ++ [
      # Where `.npmrc` is, and what it may refer to.
      "HOME"
      "NPM_CONFIG_GLOBALCONFIG"
      "NPM_CONFIG_USERCONFIG"
      "npm_config_globalconfig"
      "npm_config_userconfig"
      "NODE_AUTH_TOKEN"
      "NPM_TOKEN"

      "NPM_CONFIG_REGISTRY"
      "npm_config_registry"

      "NPM_CONFIG_CAFILE"
      "npm_config_cafile"
      "NIX_SSL_CERT_FILE"
      "NODE_EXTRA_CA_CERTS"
      "SSL_CERT_FILE"
    ];

    inherit meta;
  }
  ''
    userconfig="''${NPM_CONFIG_USERCONFIG:-''${npm_config_userconfig:-''${HOME:-}/.npmrc}}"
    if [ -r "$userconfig" ]; then
      export NPM_CONFIG_USERCONFIG="$userconfig"
    else
      unset NPM_CONFIG_USERCONFIG
    fi
    unset npm_config_userconfig

    # Node has certificates of its own and takes more from this variable alone.
    for file in "''${NODE_EXTRA_CA_CERTS:-}" "''${NIX_SSL_CERT_FILE:-}" "''${SSL_CERT_FILE:-}"; do
      if [ -r "$file" ]; then
        export NODE_EXTRA_CA_CERTS="$file"
        break
      fi
    done

    export HOME="$TMPDIR/home"
    mkdir -p "$HOME" packed
    npm pack "$spec" \
      --pack-destination=packed \
      --cache="$HOME/cache" \
      --ignore-scripts \
      --fetch-retries=5 \
      --loglevel=error \
      --no-progress \
      --no-update-notifier
    mv packed/*.tgz "$out"
  ''
