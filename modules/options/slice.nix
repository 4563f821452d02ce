{ lib, ... }:
{
  options.programs.mcp-nixgen.slice = lib.mkOption {
    type = lib.types.submodule (
      import ./limits.nix { of = "all MCP servers of this user together ({file}`mcp-servers.slice`)"; }
    );
    default = { };
    example = {
      memoryMax = "4G";
      cpuQuota = "200%";
      tasksMax = 200;
    };
    description = ''
      What all servers together may use. The limits are set on the unit {file}`mcp-servers.slice`, in which the scope
      of every stdio server and the service of every HTTP server lies; each server can have tighter ones of its own in
      [](#opt-programs.mcp-nixgen.servers._name_.limits). Needs a systemd user manager: without one (macOS, most
      containers) there are no limits.
    '';
  };
}
