import known from "../../registry/known-python-servers.json" with { type: "json" };

/** Modules whose project is called otherwise. Source: each project's own documentation. */
const others: Readonly<Record<string, string>> = {
  serena: "serena-agent",
};

const projects = new Set<string>(known);

/** The project that brings a module (`mcp_server_fetch.server` → `mcp-server-fetch`); null: none is known to. */
export function projectOfModule(module: string): string | null {
  const top = module.split(".")[0] ?? "";
  const plain = top.replace(/[-_.]+/g, "-").toLowerCase();
  return others[top] ?? (projects.has(plain) ? plain : null);
}
