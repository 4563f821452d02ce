/** Modules of mcp-servers-nix whose server is called otherwise than the module. Source: its README's list. */
const modules: Readonly<Record<string, string>> = {
  "aws-kb-retrieval": "npm:@modelcontextprotocol/server-aws-kb-retrieval",
  "brave-search": "npm:@modelcontextprotocol/server-brave-search",
  context7: "npm:@upstash/context7-mcp",
  everart: "npm:@modelcontextprotocol/server-everart",
  everything: "npm:@modelcontextprotocol/server-everything",
  fetch: "pypi:mcp-server-fetch",
  filesystem: "npm:@modelcontextprotocol/server-filesystem",
  git: "pypi:mcp-server-git",
  github: "go:github.com/github/github-mcp-server/cmd/github-mcp-server",
  gitlab: "npm:@modelcontextprotocol/server-gitlab",
  "google-maps": "npm:@modelcontextprotocol/server-google-maps",
  grafana: "go:github.com/grafana/mcp-grafana/cmd/mcp-grafana",
  memory: "npm:@modelcontextprotocol/server-memory",
  nixos: "pypi:mcp-nixos",
  notion: "npm:@notionhq/notion-mcp-server",
  playwright: "npm:@playwright/mcp",
  postgres: "npm:@modelcontextprotocol/server-postgres",
  puppeteer: "npm:@modelcontextprotocol/server-puppeteer",
  redis: "npm:@modelcontextprotocol/server-redis",
  "sequential-thinking": "npm:@modelcontextprotocol/server-sequential-thinking",
  serena: "pypi:serena-agent",
  slack: "npm:@modelcontextprotocol/server-slack",
  sqlite: "pypi:mcp-server-sqlite",
  tavily: "npm:tavily-mcp",
  terraform: "go:github.com/hashicorp/terraform-mcp-server/cmd/terraform-mcp-server",
  time: "pypi:mcp-server-time",
};

export function sourceOfModule(name: string): string | undefined {
  return Object.hasOwn(modules, name) ? modules[name] : undefined;
}

/** The modules that are read; others of the same option set are other programs. */
export const moduleNames: readonly string[] = Object.keys(modules);
