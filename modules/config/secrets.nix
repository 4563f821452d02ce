# Declares the sops-nix secrets that servers name. agenix' ones need a file, so only the user can.
{
  lib,
  config,
  options,
  ...
}:
let
  enabled = import ./enabled.nix { inherit lib config; };
  named = import ./secret/named.nix { inherit lib; } "sops";
  names = lib.concatMap named (lib.attrValues enabled.servers);
in
{
  # Not mkIf: where sops-nix is not imported there is no such option to define.
  config = lib.optionalAttrs (options ? sops) {
    sops.secrets = lib.mkIf config.programs.mcp-nixgen.enable (lib.genAttrs names (_: { }));
  };
}
