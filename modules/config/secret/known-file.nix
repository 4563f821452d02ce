# The absolute path of the file that holds a secret as it is, where evaluation knows it; null where it does not, or where
# the path is one that only the start of a server can tell (`~/…`, `$XDG_RUNTIME_DIR/…`).
{ lib, home }:
where: secret:
let
  written = import ./for-wrapper.nix { inherit lib home; } where secret;
  settings = written.file or written.sops or written.agenix or { };
  path = toString (settings.path or "");
in
if lib.hasPrefix "/" path then path else null
