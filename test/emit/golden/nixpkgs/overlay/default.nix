# Written by mcp-nixgen from servers.yaml; edits are overwritten.

final: prev: {
  mcpServers = prev.mcpServers or { } // {
    broken-shrinkwrap = final.callPackage ./packages/broken-shrinkwrap/package.nix { };
    bundled = final.callPackage ./packages/bundled/package.nix { };
    configure = final.callPackage ./packages/configure/package.nix { };
    "dotted.name" = final.callPackage ./packages/dotted.name/package.nix { };
    exception-licence = final.callPackage ./packages/exception-licence/package.nix { };
    fetcher-2 = final.callPackage ./packages/fetcher-2/package.nix { };
    ignore-files = final.callPackage ./packages/ignore-files/package.nix { };
    import-lock = final.callPackage ./packages/import-lock/package.nix { };
    linux-only = final.callPackage ./packages/linux-only/package.nix { };
    long-flags = final.callPackage ./packages/long-flags/package.nix { };
    makefile = final.callPackage ./packages/makefile/package.nix { };
    no-deps = final.callPackage ./packages/no-deps/package.nix { };
    no-deps-unhashed = final.callPackage ./packages/no-deps-unhashed/package.nix { };
    no-licence = final.callPackage ./packages/no-licence/package.nix { };
    not-arm = final.callPackage ./packages/not-arm/package.nix { };
    odd-strings = final.callPackage ./packages/odd-strings/package.nix { };
    old-sha1 = final.callPackage ./packages/old-sha1/package.nix { };
    own-scripts = final.callPackage ./packages/own-scripts/package.nix { };
    plain = final.callPackage ./packages/plain/package.nix { };
    scoped = final.callPackage ./packages/scoped/package.nix { };
    scripts = final.callPackage ./packages/scripts/package.nix { };
    scripts-refused = final.callPackage ./packages/scripts-refused/package.nix { };
    shrinkwrap = final.callPackage ./packages/shrinkwrap/package.nix { };
    two-licences = final.callPackage ./packages/two-licences/package.nix { };
    unlicensed = final.callPackage ./packages/unlicensed/package.nix { };
  };
}
