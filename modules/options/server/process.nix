{ lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options = {
    limits = mkOption {
      type = types.submodule (import ../limits.nix { of = "this server with everything it starts"; });
      default = { };
      example = {
        memoryMax = "1G";
        tasksMax = 50;
      };
      description = ''
        What this server may use, within what [](#opt-programs.mcp-nixgen.slice) leaves for all of them. A stdio server
        started twice (by two clients) has them for each of the two.
      '';
    };

    parentDeath = mkOption {
      type = types.enum [
        "guard"
        "pdeathsig"
        "none"
      ];
      default = "guard";
      example = "none";
      description = ''
        How a stdio server learns that its client is gone. `guard`: a small program watches the client's process and
        takes the server's whole process tree down with it. `pdeathsig`: the kernel's
        [`PR_SET_PDEATHSIG`](https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html), which also fires when
        only the client's *thread* that started the server ends, and reaches only the first process. `none`: not at all.
        HTTP servers have no client to watch.
      '';
    };

    scope = mkOption {
      type = types.bool;
      default = true;
      example = false;
      description = ''
        Whether a stdio server runs in a transient systemd scope of its own, within {file}`mcp-servers.slice`. Without a
        user manager it runs without one and says so.
      '';
    };

    requireScope = mkOption {
      type = types.bool;
      default = false;
      example = true;
      description = "Whether a stdio server refuses to start where it cannot have its scope, and so no limits.";
    };

    log = mkOption {
      type = types.bool;
      default = true;
      example = false;
      description = ''
        Whether what a stdio server under the guard prints on stderr is also kept, size-limited and readable by its owner
        alone, in
        {file}`$XDG_STATE_HOME/mcp-nixgen/log/«name».log`, for {command}`mcp-nixgen logs`. What a service prints is in
        the journal: {command}`journalctl --user -u mcp-«name»`.
      '';
    };
  };
}
