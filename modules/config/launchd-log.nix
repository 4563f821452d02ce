# The file that an HTTP server on macOS prints into: a server's name → its path.
{ config }: name: "${config.home.homeDirectory}/Library/Logs/mcp-${name}.log"
