# A secret as mkMcpWrapper takes it: what is null left out, and what only the Home-Manager configuration knows put in.
{ lib, home }:
let
  inherit (home) config;
  cfg = config.programs.mcp-nixgen;
  withoutNulls = lib.filterAttrs (_: value: value != null);
  simplified = value: if lib.isAttrs value then withoutNulls value else value;
  perProvider = {
    # Where sops-nix and agenix put the value is theirs to say.
    sops =
      value:
      if lib.isString value then
        { file = config.sops.secrets.${value}.path; }
      else
        { sops = simplified value; };
    agenix = value: { file = config.age.secrets.${value}.path; };
    keepassxc = value: {
      keepassxc =
        if lib.isString value then
          withoutNulls cfg.keepassxc // { entry = value; }
        else
          withoutNulls cfg.keepassxc
          // withoutNulls value
          // {
            noPassword = value.noPassword || cfg.keepassxc.noPassword;
          };
    };
  };
in
secret:
let
  provider = lib.head (import ./given.nix { inherit lib; } secret);
  value = secret.${provider};
in
(perProvider.${provider} or (value: { ${provider} = simplified value; })) value
// {
  inherit (secret) optional exact;
}
// lib.optionalAttrs (secret.timeout != null) { inherit (secret) timeout; }
