# Written by mcp-nixgen from servers.yaml; edits are overwritten.

final: prev:
let
  callPackage = final.newScope (import ./lib { inherit (final) callPackage; });
in
{
  mcpServers = prev.mcpServers or { } // {
    brave-search-mcp-server = callPackage ./packages/brave-search-mcp-server/package.nix { };
    context7-mcp = callPackage ./packages/context7-mcp/package.nix { };
    exa-mcp-server = callPackage ./packages/exa-mcp-server/package.nix { };
    firecrawl-mcp = callPackage ./packages/firecrawl-mcp/package.nix { };
    github-mcp-server = callPackage ./packages/github-mcp-server/package.nix { };
    mcp-grafana = callPackage ./packages/mcp-grafana/package.nix { };
    mcp-nixos = callPackage ./packages/mcp-nixos/package.nix { };
    mcp-read-website-fast = callPackage ./packages/mcp-read-website-fast/package.nix { };
    mcp-server-fetch = callPackage ./packages/mcp-server-fetch/package.nix { };
    mcp-server-filesystem = callPackage ./packages/mcp-server-filesystem/package.nix { };
    mcp-server-git = callPackage ./packages/mcp-server-git/package.nix { };
    mcp-server-memory = callPackage ./packages/mcp-server-memory/package.nix { };
    mcp-server-sequential-thinking =
      callPackage ./packages/mcp-server-sequential-thinking/package.nix
        { };
    mcp-server-time = callPackage ./packages/mcp-server-time/package.nix { };
    notion-mcp-server = callPackage ./packages/notion-mcp-server/package.nix { };
    playwright-mcp = callPackage ./packages/playwright-mcp/package.nix { };
    server-github = callPackage ./packages/server-github/package.nix { };
    tavily-mcp = callPackage ./packages/tavily-mcp/package.nix { };
  };
}
