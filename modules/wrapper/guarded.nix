# The command line that puts the guard before the start script, as a list of words.
{ lib, mcp-guard }:
arguments: start:
let
  scope =
    if !arguments.scope then
      "none"
    else if arguments.requireScope then
      "require"
    else
      "auto";
  properties = import ./limits.nix { inherit lib; };
  needless = scope == "none" && arguments.parentDeath == "none";
in
# With nothing to guard there is no guard: a service's main process is then the server itself.
lib.optionals (!needless) (
  [
    "${mcp-guard}/bin/mcp-guard"
    "--name"
    arguments.name
    "--parent-death"
    arguments.parentDeath
    "--scope"
    scope
  ]
  ++ lib.optionals (scope != "none") (
    [
      "--slice"
      arguments.slice
    ]
    ++ lib.concatLists (
      lib.mapAttrsToList (limit: value: [
        "--property"
        "${properties.${limit}}=${toString value}"
      ]) arguments.limits
    )
  )
  ++ lib.optionals (arguments.graceMs != null) [
    "--grace"
    (toString arguments.graceMs)
  ]
  ++ lib.optionals (arguments.log != null) [
    "--log"
    arguments.log
  ]
  ++ [ "--" ]
)
++ [ start ]
