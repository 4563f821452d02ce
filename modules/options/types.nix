# Types that several options share.
{ lib }:
let
  inherit (lib) types;
  narrow =
    description: check:
    types.addCheck types.str check
    // {
      inherit description;
      descriptionClass = "noun";
    };
  headerText = narrow "text of printable ASCII characters" (
    text: builtins.match "[[:print:]]*" text != null
  );
  expanded = "looked up when the server starts; `~/`, `$HOME/`, `$XDG_RUNTIME_DIR/`, `$XDG_CONFIG_HOME/`, `%r/` and `%h/` are expanded then";
in
{
  # A file of the machine that runs the server. A path literal is taken by its name: nothing is copied to the store.
  runtimePath = types.coercedTo types.path toString types.str // {
    description = "path, ${expanded}";
  };

  # The same of a file whose contents are encrypted: a path literal is copied to the store.
  encryptedPath = types.either types.path types.str // {
    description = "path, ${expanded}; a path literal is copied to the Nix store";
  };

  host =
    narrow "IPv4 or IPv6 address (without brackets, zone or port), the name of a host, or *"
      (import ../config/listeners/host.nix { inherit lib; }).isHost;

  # A type of itself has no end for whoever asks what options are in it.
  json =
    let
      value =
        types.nullOr (
          types.oneOf [
            types.bool
            types.int
            types.float
            types.str
            (types.listOf value)
            (types.attrsOf value)
          ]
        )
        // {
          description = "JSON value";
          nestedTypes = { };
          getSubOptions = _: { };
        };
    in
    value;

  # Port 0 would be any free one, which clients could not know.
  port = types.ints.between 1 65535;

  # What a client's configuration can hold for everybody to read: no user, no password.
  httpUrl = narrow "http:// or https:// URL without a user" (
    text:
    builtins.match "https?://(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?([/?#][^[:space:][:cntrl:]]*)?" text
    != null
  );

  # What a client sends to an HTTP server; any other character could end the header, or be refused by the client.
  header = types.either headerText (
    types.submodule {
      options = {
        secret = lib.mkOption {
          type = types.str;
          example = "API_TOKEN";
          description = "The name of the secret in the server's `secrets`.";
        };
        prefix = lib.mkOption {
          type = headerText;
          default = "";
          example = "Bearer ";
          description = "What stands before its value.";
        };
      };
    }
  );

  client = types.enum (import ../clients.nix);
}
