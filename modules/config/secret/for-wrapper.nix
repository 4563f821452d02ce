# A secret as mkMcpWrapper takes it: `{ PROVIDER = settings; optional; exact; timeout; }`, with what only the
# Home-Manager configuration knows put in. `where` is its option's path.
{ lib, home }:
where: secret:
let
  inherit (home) config;
  providers = import ./providers.nix { inherit lib config; };
  normal = providers.normalise where secret;
  name = normal.settings.name or null;
  # Where sops-nix and agenix put a file is theirs to say.
  paths = {
    sops = lib.optionalAttrs (name != null) { inherit (config.sops.secrets.${name}) path; };
    agenix = { inherit (config.age.secrets.${name}) path; };
  };
in
providers.written (
  normal
  // {
    settings = normal.settings // paths.${normal.provider} or { };
  }
)
