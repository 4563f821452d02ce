import fc from "fast-check";
import { expect, it } from "vitest";
import { likelyNames } from "../../src/search/npm-by-name.ts";
import { namesAbout, topicOf, wordsOf } from "../../src/search/words.ts";

it("words are those of names, too", () => {
  expect(wordsOf("@acme/mcp-serverFiles v2")).toEqual(["acme", "mcp", "server", "files", "v2"]);
  expect(topicOf("MCP server for Postgres")).toEqual(["postgres"]);
  expect(topicOf("mcp server")).toEqual(["mcp", "server"]);
});

it("a name that says all words and little else comes first", () => {
  const names = [
    "postgresql-mcp",
    "mcp-postgres-azure-tools",
    "mcp-server-postgres",
    "mysql-mcp",
    "my-postgres-client",
  ];
  expect(namesAbout(["postgres"], names)).toEqual([
    "mcp-server-postgres",
    "mcp-postgres-azure-tools",
    "my-postgres-client",
    "postgresql-mcp",
  ]);
  expect(namesAbout(["google", "docs"], ["google-mcp", "docs-google-mcp", "other"])).toEqual([
    "docs-google-mcp",
    "google-mcp",
  ]);
});

it("likely names are few, and names of npm", () => {
  expect(likelyNames(["fire", "crawl"])).toContain("mcp-server-fire-crawl");
  fc.assert(
    fc.property(fc.string(), (query) => {
      const names = likelyNames(topicOf(query));
      expect(names.length).toBeLessThanOrEqual(6);
      for (const name of names) expect(name).toMatch(/^(?:@[a-z0-9-]+\/)?[a-z0-9-]+$/);
    }),
  );
});
