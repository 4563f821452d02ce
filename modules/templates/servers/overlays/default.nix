# Written by mcp-nixgen from servers.yaml; edits are overwritten.

final: prev: {
  mcpServers = prev.mcpServers or { } // { };
}
