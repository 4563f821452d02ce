{ lib, ... }:
let
  inherit (lib) mkOption types;
  shared = import ./types.nix { inherit lib; };
in
{
  options.programs.mcp-nixgen.keepassxc = mkOption {
    type = types.submodule {
      options = {
        database = mkOption {
          type = types.nullOr shared.encryptedPath;
          default = null;
          example = "~/Passwords.kdbx";
          description = "The database file, looked up when a server starts.";
        };
        keyFile = mkOption {
          type = types.nullOr shared.runtimePath;
          default = null;
          example = "~/.local/share/passwords.key";
          description = "The key file that opens the database, if it has one.";
        };
        noPassword = mkOption {
          type = types.bool;
          default = false;
          example = true;
          description = "Whether the database opens without a password, with its key file alone.";
        };
        passwordCommand = mkOption {
          type = types.nullOr (types.nonEmptyListOf types.str);
          default = null;
          example = [
            "secret-tool"
            "lookup"
            "database"
            "passwords"
          ];
          description = ''
            A program and its arguments that print the database's password. `null`: whoever starts the server is asked,
            where there is a terminal or an askpass program.
          '';
        };
      };
    };
    default = { };
    example = {
      database = "~/Passwords.kdbx";
      keyFile = "~/.local/share/passwords.key";
      noPassword = true;
    };
    description = ''
      Where secrets that are given by their [KeePassXC](https://keepassxc.org) entry alone
      (`secrets.TOKEN.keepassxc = "Group/Entry"`) are looked up.
    '';
  };
}
