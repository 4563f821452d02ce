import pythonServers from "../../registry/known-python-servers.json" with { type: "json" };
import npmServers from "../../registry/known-servers.json" with { type: "json" };

/** Programs that do not tell by their name what brings them. Source: each project's own documentation. */
const others: Readonly<Record<string, string>> = {
  "github-mcp-server": "go:github.com/github/github-mcp-server/cmd/github-mcp-server",
  "mcp-grafana": "go:github.com/grafana/mcp-grafana/cmd/mcp-grafana",
  "terraform-mcp-server": "go:github.com/hashicorp/terraform-mcp-server/cmd/terraform-mcp-server",
  "mcp-language-server": "go:github.com/isaacphi/mcp-language-server",
  gopls: "go:golang.org/x/tools/gopls",
  "mcp-server-filesystem": "npm:@modelcontextprotocol/server-filesystem",
  "mcp-server-memory": "npm:@modelcontextprotocol/server-memory",
  "mcp-server-everything": "npm:@modelcontextprotocol/server-everything",
  "mcp-server-sequential-thinking": "npm:@modelcontextprotocol/server-sequential-thinking",
  "mcp-server-github": "npm:@modelcontextprotocol/server-github",
  "mcp-server-playwright": "npm:@playwright/mcp",
  "context7-mcp": "npm:@upstash/context7-mcp",
  "notion-mcp-server": "npm:@notionhq/notion-mcp-server",
};

const inNpm = new Set<string>(npmServers);
const inPython = new Set<string>(pythonServers);

/**
 * The source of a program that was installed under this name; null where none is known, or where packages of several
 * kinds bring one of that name.
 */
export function sourceOfProgram(name: string): string | null {
  if (Object.hasOwn(others, name)) return others[name]!;
  const found = [inNpm.has(name) ? `npm:${name}` : null, inPython.has(name) ? `pypi:${name}` : null];
  const [only, ...more] = found.filter((source) => source !== null);
  return only === undefined || more.length > 0 ? null : only;
}
