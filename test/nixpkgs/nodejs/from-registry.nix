# A package's tarball from the npm registry that the host's npm is configured for, checked by its hash.
# The registry's address stands nowhere here: `npm pack` knows it.
{ lib, system }:
{
  package,
  version,
  hash,
}:
derivation {
  name = "${lib.last (lib.splitString "/" package)}-${version}.tgz";
  inherit system;
  builder = "/bin/bash";
  args = [
    "-e"
    ./from-registry.sh
  ];
  spec = "${package}@${version}";
  outputHashMode = "flat";
  outputHash = hash;
  preferLocalBuild = true;
  # PATH finds the host's npm; HOME and the rest are where its configuration is.
  impureEnvVars = import ../fetch/impure-env.nix { inherit lib; } ++ [
    "PATH"
    "HOME"
    "npm_config_registry"
    "NPM_CONFIG_REGISTRY"
    "npm_config_userconfig"
    "NPM_CONFIG_USERCONFIG"
  ];
}
