import { expect, it } from "vitest";
import { knownArguments } from "../../src/sources/known-arguments.ts";
import { parseSource } from "../../src/sources/source.ts";

it("are of the package, and of every package of its module", () => {
  const module = "github.com/github/github-mcp-server";
  expect(knownArguments({ kind: "go" as "npm", name: module })).toEqual(["stdio"]);
  expect(knownArguments({ kind: "go" as "npm", name: `${module}/cmd/github-mcp-server` })).toEqual(["stdio"]);
  expect(knownArguments({ kind: "go" as "npm", name: `${module}-other` })).toBeUndefined();
});

it("are none for a server that speaks MCP by itself, and for one of that name elsewhere", () => {
  expect(knownArguments(parseSource("npm:firecrawl-mcp"))).toBeUndefined();
  expect(knownArguments(parseSource("npm:basic-memory"))).toBeUndefined();
  expect(knownArguments(parseSource("npm:@azure/mcp@1.0.0"))).toEqual(["server", "start"]);
});
