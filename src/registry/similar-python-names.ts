import { similarNames } from "../config/similar-names.ts";

/** Well-known MCP servers among Python projects that a person may have meant; nearest first. Indexes have no search. */
export async function similarPythonServers(name: string, limit = 5): Promise<string[]> {
  const { default: names } = await import("./known-python-servers.json", { with: { type: "json" } });
  return similarNames(name, names, limit);
}
