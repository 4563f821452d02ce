{ lib, ... }:
let
  inherit (lib) mkOption types;
  provider = import ./provider.nix { inherit lib; };
  shared = import ../types.nix { inherit lib; };
in
{
  options = {
    file = provider {
      type = shared.runtimePath;
      example = "~/.config/keys/firecrawl";
      description = ''
        A file that holds the value. `~/`, `$HOME/`, `$XDG_RUNTIME_DIR/`, `$XDG_CONFIG_HOME/`, `%r` and `%h` are
        expanded when the server starts. A file in the Nix store is refused: everybody can read it.
      '';
    };

    envFile = provider {
      type =
        types.coercedTo shared.runtimePath (path: { inherit path; }) (
          types.submodule {
            options = {
              path = mkOption {
                type = shared.runtimePath;
                example = "$XDG_RUNTIME_DIR/mcp.env";
                description = "The file.";
              };
              key = mkOption {
                type = types.nullOr types.str;
                default = null;
                example = "API_KEY";
                description = "The key in the file; `null`: the variable's own name.";
              };
            };
          }
        )
        // {
          description = "path, or the submodule { path, key }";
        };
      example = {
        path = "$XDG_RUNTIME_DIR/mcp.env";
        key = "API_KEY";
      };
      description = ''
        A file of `KEY=value` lines, as
        [`EnvironmentFile=`](https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=)
        of systemd and dotenv read them: comments, `export`, single and double quotes.
      '';
    };

    command = provider {
      type = types.nonEmptyListOf types.str;
      example = [
        "gopass"
        "show"
        "-o"
        "mcp/firecrawl"
      ];
      description = ''
        A program and its arguments, started without a shell; what it prints is the value. Anybody on the machine can
        read the arguments.
      '';
    };

    systemdCredential = provider {
      type =
        types.coercedTo types.str (name: { inherit name; }) (
          types.submodule {
            options = {
              name = mkOption {
                type = types.str;
                example = "firecrawl";
                description = "The credential's name.";
              };
              file = mkOption {
                type = types.nullOr shared.encryptedPath;
                default = null;
                example = "~/.config/credstore.encrypted/firecrawl.cred";
                description = "The file that {command}`systemd-creds encrypt` wrote.";
              };
            };
          }
        )
        // {
          description = "string, or the submodule { name, file }";
        };
      example = {
        name = "firecrawl";
        file = "~/.config/credstore.encrypted/firecrawl.cred";
      };
      description = ''
        A [systemd credential](https://systemd.io/CREDENTIALS/). For an HTTP server it becomes `LoadCredential=` or, with
        a file, `LoadCredentialEncrypted=` of the service; when that file is not there, systemd does not start the service
        (its exit code is then 243), and {command}`mcp-nixgen doctor` says which secret it is. The file of an optional one,
        or of a stdio server, is decrypted with {command}`systemd-creds` when the server starts, or with a service of the
        user manager where that cannot be had (before systemd 256).
      '';
    };
  };
}
