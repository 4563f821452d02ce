{ lib, ... }:
let
  inherit (lib) mkOption types;
  provider = import ./provider.nix { inherit lib; };
  shared = import ../types.nix { inherit lib; };
in
{
  options = {
    keepassxc = provider {
      type = types.coercedTo types.str (entry: { inherit entry; }) (
        types.submodule {
          options = {
            entry = mkOption {
              type = types.str;
              example = "MCP/Firecrawl";
              description = "The entry: its title, after its groups.";
            };
            database = mkOption {
              type = types.nullOr shared.encryptedPath;
              default = null;
              example = "~/Passwords.kdbx";
              description = "The database; `null`: the one of [](#opt-programs.mcp-nixgen.keepassxc).";
            };
            attribute = mkOption {
              type = types.str;
              default = "Password";
              example = "API key";
              description = "The attribute of the entry.";
            };
            keyFile = mkOption {
              type = types.nullOr shared.runtimePath;
              default = null;
              example = "~/.local/share/passwords.key";
              description = "The key file of the database.";
            };
            noPassword = mkOption {
              type = types.nullOr types.bool;
              default = null;
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
              description = "A program and its arguments that print the database's password.";
            };
          };
        }
      );
      example = "MCP/Firecrawl";
      description = ''
        An entry of a [KeePassXC](https://keepassxc.org) database, read with {command}`keepassxc-cli`. A database
        that is open in KeePassXC can also be asked through the Secret Service: see `secretService`.
      '';
    };

    secretService = provider {
      type = types.addCheck (types.attrsOf types.str) (attributes: attributes != { }) // {
        description = "non-empty attribute set of string";
      };
      example = {
        service = "firecrawl";
        account = "api-key";
      };
      description = ''
        The attributes of an entry of the [Secret Service](https://specifications.freedesktop.org/secret-service/)
        (GNOME Keyring, KeePassXC, KWallet), looked up with {command}`secret-tool`.
      '';
    };

    pass = provider {
      type = types.coercedTo types.str (entry: { inherit entry; }) (
        types.submodule {
          options = {
            entry = mkOption {
              type = types.str;
              example = "mcp/firecrawl";
              description = "The entry's path in the store.";
            };
            line = mkOption {
              type = types.either types.ints.positive (types.enum [ "all" ]);
              default = 1;
              example = "all";
              description = "The line that is the value, counted from 1, or `\"all\"` of them.";
            };
            store = mkOption {
              type = types.nullOr shared.encryptedPath;
              default = null;
              example = "~/.password-store";
              description = "The password store; `null`: {command}`pass`' own default.";
            };
          };
        }
      );
      example = "mcp/firecrawl";
      description = "An entry of [pass](https://www.passwordstore.org); its first line is the value.";
    };

    onePassword = provider {
      type = types.strMatching "op://.+" // {
        description = "secret reference, op://vault/item/field";
      };
      example = "op://Private/Firecrawl/credential";
      description = ''
        A [secret reference](https://developer.1password.com/docs/cli/secret-reference-syntax/) of 1Password, read with
        {command}`op read`.
      '';
    };

    bitwarden = provider {
      type = types.coercedTo types.str (item: { inherit item; }) (
        types.submodule {
          options = {
            item = mkOption {
              type = types.str;
              example = "Firecrawl";
              description = "The item's name or id.";
            };
            field = mkOption {
              type = types.enum [
                "notes"
                "password"
                "totp"
                "uri"
                "username"
              ];
              default = "password";
              example = "notes";
              description = "The field of the item.";
            };
          };
        }
      );
      example = "Firecrawl";
      description = ''
        An item of [Bitwarden](https://bitwarden.com/help/cli/), read with {command}`bw get`; the vault is unlocked by
        `BW_SESSION`.
      '';
    };
  };
}
