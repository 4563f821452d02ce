{ lib, ... }:
let
  inherit (lib) mkOption types;
  provider = import ./provider.nix { inherit lib; };
  shared = import ../types.nix { inherit lib; };
in
{
  options = {
    sops = provider {
      type = types.coercedTo types.str (name: { inherit name; }) (
        types.submodule {
          options = {
            name = mkOption {
              type = types.nullOr types.str;
              default = null;
              example = "mcp/firecrawl";
              description = "The name of the sops-nix secret: what a plain string stands for.";
            };
            file = mkOption {
              type = types.nullOr shared.encryptedPath;
              default = null;
              example = lib.literalExpression "./secrets.yaml";
              description = "The encrypted file. Encrypted, it may be in the Nix store.";
            };
            key = mkOption {
              type = types.nullOr (types.either types.str (types.listOf (types.either types.str types.int)));
              default = null;
              example = "mcp/firecrawl";
              description = ''
                The key in the file; `/` goes into a nested one. A list of names and indexes does the same for names that
                have a `/`. `null`: the whole file.
              '';
            };
            ageKeyFile = mkOption {
              type = types.nullOr shared.runtimePath;
              default = null;
              example = "~/.config/sops/age/keys.txt";
              description = "The age key; `null`: where {command}`sops` looks for it.";
            };
          };
        }
      );
      example = "mcp/firecrawl";
      description = ''
        A secret of [sops-nix](https://github.com/Mic92/sops-nix) by its name: its Home-Manager module has to be
        imported, and the secret is declared for you (`sops.secrets."mcp/firecrawl"`). Or, without sops-nix,
        `{ file, key }`: {command}`sops decrypt` reads it when the server starts.
      '';
    };

    agenix = provider {
      type = types.str;
      example = "firecrawl";
      description = ''
        A secret of [agenix](https://github.com/ryantm/agenix) by its name, declared as `age.secrets.«name»` with
        agenix' Home-Manager module.
      '';
    };
  };
}
