import { posix } from "node:path";
import type { Source } from "./source.ts";

/**
 * Servers that speak MCP only when an argument tells them to, by kind and package; a Go package also counts for the
 * module that it is a part of. Source: each project's own documentation of how a client starts it.
 */
const known: Readonly<Record<string, readonly string[]>> = {
  "go:github.com/github/github-mcp-server": ["stdio"],
  "go:github.com/hashicorp/terraform-mcp-server": ["stdio"],
  "go:golang.org/x/tools/gopls": ["mcp"],
  "github:github/github-mcp-server": ["stdio"],
  "github:hashicorp/terraform-mcp-server": ["stdio"],
  "npm:@azure/mcp": ["server", "start"],
  "npm:@angular/cli": ["mcp"],
  "pypi:basic-memory": ["mcp"],
  "pypi:excel-mcp-server": ["stdio"],
  "pypi:serena-agent": ["start-mcp-server"],
};

/** The arguments without which a server does not speak MCP over stdio; undefined: it is not known to need any. */
export function knownArguments({ kind, name }: Pick<Source, "kind" | "name">): readonly string[] | undefined {
  for (let path = name; path !== "." && path !== "/"; path = posix.dirname(path)) {
    const found = known[`${kind}:${path}`];
    if (found !== undefined) return found;
  }
  return undefined;
}
