# Types that several options share.
{ lib }:
let
  inherit (lib) types;
in
{
  # A path of the machine that runs the server. A path literal is taken by its name and is not copied to the store.
  runtimePath = types.coercedTo types.path toString types.str // {
    description = "path, looked up when the server starts; `~/`, `$HOME/`, `$XDG_RUNTIME_DIR/`, `$XDG_CONFIG_HOME/`, `%r` and `%h` are expanded then";
  };

  client = types.enum (import ../clients.nix);
}
