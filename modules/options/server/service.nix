{ lib, ... }:
let
  inherit (lib) mkOption types;
  primitive = types.oneOf [
    types.bool
    types.int
    types.str
    types.path
  ];
in
{
  options.service = {
    hardening = mkOption {
      type = types.bool;
      default = true;
      example = false;
      description = ''
        Whether an HTTP server's service is confined by what works in every user manager, also where unprivileged user
        namespaces are forbidden: no new privileges, no exotic socket families, no obsolete or privileged system calls,
        no core dumps. The server's JIT compiler and a browser's own sandbox go on working. For more, see `settings`.
      '';
    };

    readyTimeout = mkOption {
      type = types.ints.positive;
      default = 60;
      example = 180;
      description = ''
        How many seconds an HTTP server has, from its start, until its port answers; whatever is ordered after the
        service waits for that. The start then counts as failed.
      '';
    };

    settings = mkOption {
      type = types.attrsOf (types.either primitive (types.listOf primitive));
      default = { };
      example = {
        ProtectSystem = "strict";
        ReadWritePaths = [ "%h/notes" ];
        RestartSec = 10;
      };
      description = ''
        Directives of the service's
        [`[Service]`](https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html) section; they win over
        those of this module.
      '';
    };
  };
}
