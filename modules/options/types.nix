# Types that several options share.
{ lib }:
let
  inherit (lib) types;
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

  client = types.enum (import ../clients.nix);
}
