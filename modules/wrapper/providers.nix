# The table of secret providers, and how a secret is written. The Home-Manager module and mkMcpWrapper both
# read it, so there is one meaning of every provider.
#
#   providers = import ./providers.nix { inherit lib; defaults = { keepassxc = { database = "~/x.kdbx"; }; }; };
#   providers.names                     the providers, sorted
#   providers.problems where secret     everything wrong with what was written; [ ] when nothing is
#   providers.problemsAt place secret   the same; `place` gives the place's name, from a provider or null
#   providers.normalise where secret    { provider; settings; optional; exact; timeout; }, or an error
#   providers.written normal            the normal form as one would write it (`normalise` takes it again)
#
# `where` names the place for messages (`secrets.API_KEY`). An attribute that is null counts as not written,
# as a submodule's unset options are. `defaults.<provider>.<field>` fills fields that were left out.
#
# A new provider: a file here and one in `lib`'s language beside it (providers/<name>.nix and .sh), and a line
# in this table. The Nix file has
#   script      the .sh file; it defines _mcp_provider_<name>
#   programs    names of the programs it runs; mkMcpWrapper fills in store paths where it has them
#   read        defaults → what was written → { settings; problems; } (shape.nix makes one from fields)
#   arguments   settings → the list of strings that _mcp_provider_<name> gets
{
  lib,
  defaults ? { },
}:
let
  shape = import ./shape.nix { inherit lib; };
  table = builtins.mapAttrs (_: file: import file { inherit lib shape; }) {
    agenix = ./providers/agenix.nix;
    bitwarden = ./providers/bitwarden.nix;
    command = ./providers/command.nix;
    envFile = ./providers/env-file.nix;
    file = ./providers/file.nix;
    keepassxc = ./providers/keepassxc.nix;
    onePassword = ./providers/one-password.nix;
    pass = ./providers/pass.nix;
    secretService = ./providers/secret-service.nix;
    sops = ./providers/sops.nix;
    systemdCredential = ./providers/systemd-credential.nix;
  };
  names = builtins.attrNames table;

  modifiers = {
    optional = false;
    exact = false;
    timeout = null;
  };
  modifierChecks = {
    optional = shape.flag;
    exact = shape.flag;
    timeout = shape.positive;
  };

  inspect =
    secret:
    let
      given = lib.filterAttrs (_: value: value != null) secret;
      chosen = builtins.filter (name: given ? ${name}) names;
      provider = lib.head chosen;
      read = table.${provider}.read (defaults.${provider} or { }) given.${provider};
      set = modifiers // builtins.intersectAttrs modifiers given;
      unknown = lib.subtractLists (names ++ builtins.attrNames modifiers) (builtins.attrNames given);
    in
    {
      problems =
        if !(builtins.isAttrs secret) then
          ofSecret [
            "must be a set with one provider, such as { pass = \"mcp/key\"; } (a value itself would be readable in the Nix store)"
          ]
        else
          ofSecret (
            map (
              name:
              "${name} is not known (providers: ${list names}; modifiers: ${list (builtins.attrNames modifiers)})"
            ) unknown
            ++ lib.optional (chosen == [ ] && unknown == [ ]) "has no provider (one of: ${list names})"
            ++ lib.optional (
              builtins.length chosen > 1
            ) "has ${toString (builtins.length chosen)} providers (${list chosen}): exactly one is needed"
            ++ lib.concatLists (
              lib.mapAttrsToList (
                name: check:
                lib.optionals (set.${name} != null) (map (problem: "${name} ${problem}") (check set.${name}))
              ) modifierChecks
            )
          )
          ++ lib.optionals (builtins.length chosen == 1) (
            map (text: { inherit provider text; }) read.problems
          );
      normal = set // {
        inherit provider;
        inherit (read) settings;
      };
    };

  list = lib.concatStringsSep ", ";

  # Problems of the secret as a whole, not of what its provider was given.
  ofSecret = map (text: {
    provider = null;
    inherit text;
  });

  problemsAt =
    place: secret: map ({ provider, text }: "${place provider}: ${text}") (inspect secret).problems;

  problems =
    where: problemsAt (provider: where + lib.optionalString (provider != null) ": ${provider}");
in
{
  inherit
    names
    table
    problems
    problemsAt
    ;

  normalise =
    where: secret:
    let
      inspected = inspect secret;
    in
    if inspected.problems == [ ] then
      inspected.normal
    else
      throw (lib.concatStringsSep "\n" (problems where secret));

  written = normal: {
    ${normal.provider} = normal.settings;
    inherit (normal) optional exact timeout;
  };
}
