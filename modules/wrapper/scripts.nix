# The text of `start` and `check-secrets`: the parts of the bash library that a server needs, then its data.
# One file each, so that starting a server opens one script.
{
  lib,
  bash,
  coreutils,
  cacert,
  providers,
  programs,
}:
arguments:
let
  inherit (lib) escapeShellArg escapeShellArgs;
  secrets = lib.attrValues arguments.secrets;
  used = map (name: providers.table.${name}) (lib.unique (map (secret: secret.provider) secrets));
  uses = name: lib.findFirst (secret: secret.provider == name) null secrets != null;
  known = builtins.filter (name: programs ? ${name}) (
    lib.unique (lib.concatMap (provider: provider.programs) used)
  );

  library = [
    ./lib/own-names.sh
    ./lib/say.sh
    ./lib/surroundings.sh
    ./lib/locale.sh
    ./lib/prepare.sh
    ./lib/secrets.sh
    ./lib/read.sh
  ]
  ++ lib.optionals (secrets != [ ]) [
    ./lib/paths.sh
    ./lib/terminal.sh
    ./lib/program.sh
    ./lib/leftovers.sh
    ./lib/command.sh
    ./lib/installed.sh
  ]
  ++ lib.optional (uses "envFile") ./lib/env-file.sh
  ++ map (provider: provider.script) used;

  exportLine =
    name: value:
    if name == "LC_ALL" then
      # Set at the very end; until then the script reads bytes.
      "export LC_ALL; _mcp_locale_set=set; _mcp_locale=${escapeShellArg value}"
    else
      "export ${name}=${escapeShellArg value}";

  secretLine =
    name: secret:
    escapeShellArgs (
      [
        "_mcp_secret"
        name
        secret.provider
        (if secret.optional then "optional" else "required")
        (if secret.exact then "exact" else "trimmed")
        (toString (if secret.timeout == null then arguments.secretTimeout else secret.timeout))
      ]
      ++ providers.table.${secret.provider}.arguments secret.settings
    );

  body = name: lines: "${name}() {\n  :\n${lib.concatMapStrings (line: "  ${line}\n") lines}}\n";

  script =
    main:
    lib.concatStrings (
      [ "#!${bash}/bin/bash -p\n" ]
      ++ map builtins.readFile (library ++ [ main ])
      ++ [
        "_mcp_name=${escapeShellArg arguments.name}\n"
        "_mcp_coreutils=${coreutils}\n"
        "_mcp_certificates=${lib.optionalString (cacert != null) "${cacert}/etc/ssl/certs/ca-bundle.crt"}\n"
        "declare -A _mcp_programs=(${
          lib.concatMapStringsSep " " (name: "[${name}]=${escapeShellArg programs.${name}}") known
        })\n"
        (body "_mcp_environment" (lib.mapAttrsToList exportLine arguments.env))
        (body "_mcp_secrets" (lib.mapAttrsToList secretLine arguments.secrets))
        "_mcp_server=(${escapeShellArgs ([ arguments.binary ] ++ arguments.args)})\n"
        "_mcp_main \"$@\"\n"
      ]
    );
in
{
  start = script ./lib/start.sh;
  check = script ./lib/check.sh;
}
