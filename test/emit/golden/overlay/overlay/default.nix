# Written by mcp-nixgen from servers.yaml; edits are overwritten.

final: prev:
let
  callPackage = final.newScope (import ./lib { inherit (final) callPackage; });
in
{
  mcpServers = prev.mcpServers or { } // {
    broken-shrinkwrap = callPackage ./packages/broken-shrinkwrap/package.nix { };
    bundled = callPackage ./packages/bundled/package.nix { };
    configure = callPackage ./packages/configure/package.nix { };
    "dotted.name" = callPackage ./packages/dotted.name/package.nix { };
    exception-licence = callPackage ./packages/exception-licence/package.nix { };
    fetcher-2 = callPackage ./packages/fetcher-2/package.nix { };
    ignore-files = callPackage ./packages/ignore-files/package.nix { };
    import-lock = callPackage ./packages/import-lock/package.nix { };
    linux-only = callPackage ./packages/linux-only/package.nix { };
    long-flags = callPackage ./packages/long-flags/package.nix { };
    makefile = callPackage ./packages/makefile/package.nix { };
    no-deps = callPackage ./packages/no-deps/package.nix { };
    no-deps-unhashed = callPackage ./packages/no-deps-unhashed/package.nix { };
    no-licence = callPackage ./packages/no-licence/package.nix { };
    not-arm = callPackage ./packages/not-arm/package.nix { };
    odd-strings = callPackage ./packages/odd-strings/package.nix { };
    old-sha1 = callPackage ./packages/old-sha1/package.nix { };
    own-scripts = callPackage ./packages/own-scripts/package.nix { };
    plain = callPackage ./packages/plain/package.nix { };
    scoped = callPackage ./packages/scoped/package.nix { };
    scripts = callPackage ./packages/scripts/package.nix { };
    scripts-refused = callPackage ./packages/scripts-refused/package.nix { };
    shrinkwrap = callPackage ./packages/shrinkwrap/package.nix { };
    two-licences = callPackage ./packages/two-licences/package.nix { };
    unlicensed = callPackage ./packages/unlicensed/package.nix { };
  };
}
