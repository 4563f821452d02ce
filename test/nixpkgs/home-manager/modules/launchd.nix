# Agents of macOS' launchd: taken, and never built, since the stand-in's packages are Linux'.
{ lib, ... }:
{
  options.launchd = {
    enable = lib.mkEnableOption "launchd agents";
    agents = lib.mkOption {
      default = { };
      description = "Agents by name.";
      type = lib.types.attrsOf (
        lib.types.submodule {
          options = {
            enable = lib.mkEnableOption "the agent";
            config = lib.mkOption {
              type = lib.types.attrsOf lib.types.anything;
              default = { };
              description = "The agent's property list.";
            };
          };
        }
      );
    };
  };
}
