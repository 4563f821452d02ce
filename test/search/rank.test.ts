import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Candidate } from "../../src/search/candidate.ts";
import { serverLikeness } from "../../src/search/likeness.ts";
import { rank } from "../../src/search/rank.ts";

const now = Date.parse("2026-06-01T00:00:00Z");

function candidate(name: string, description: string, more: Partial<Candidate> = {}): Candidate {
  return {
    source: "npm",
    name,
    version: "1.0.0",
    description,
    keywords: [],
    published: "2026-05-01T00:00:00Z",
    downloads: null,
    known: false,
    ...more,
  };
}

const names = (query: string, some: readonly Candidate[]) => rank(query, some, now).map(({ name }) => name);

describe("whether it is a server", () => {
  const likeness = (name: string, description: string, more: Partial<Candidate> = {}) =>
    serverLikeness(candidate(name, description, more));

  it.each([
    ["firecrawl-mcp", "MCP server for Firecrawl web scraping integration."],
    ["@modelcontextprotocol/server-filesystem", "MCP server for filesystem access"],
    ["@playwright/mcp", "Playwright Tools for MCP"],
    ["mcp-server-time", ""],
    ["@upstash/context7-mcp", "MCP server for Context7"],
  ])("%s is one", (name, description) => {
    expect(likeness(name, description)).toBeGreaterThanOrEqual(0.7);
  });

  it.each([
    ["@modelcontextprotocol/sdk", "Model Context Protocol implementation for TypeScript"],
    ["mcp-client", "A client for the Model Context Protocol"],
    ["fastmcp-framework", "Framework for building MCP servers"],
    ["create-mcp-app", "Scaffold to create an MCP project"],
    ["@azure/mcp-darwin-arm64", "Azure MCP Server, native part"],
    ["left-pad", "String left pad"],
    ["express", "Fast, unopinionated web server"],
  ])("%s is none", (name, description) => {
    expect(likeness(name, description)).toBeLessThan(0.3);
  });

  it("is believed of the well-known ones, whatever they say", () => {
    expect(likeness("basic-memory", "Local-first knowledge", { known: true })).toBeGreaterThan(0.7);
    expect(likeness("basic-memory", "Local-first knowledge")).toBe(0);
  });
});

describe("the order", () => {
  it("has what the query is about, not what mentions it", () => {
    expect(
      names("firecrawl", [
        candidate("many-mcp", "MCP server for a hundred services, Firecrawl among them", { downloads: 500 }),
        candidate("firecrawl-mcp", "MCP server for Firecrawl", { downloads: 500 }),
        candidate("weather-mcp", "MCP server for weather"),
      ]),
    ).toEqual(["firecrawl-mcp", "many-mcp"]);
  });

  it("has what is used more, and what is newer, first", () => {
    const popular = candidate("postgres-mcp", "MCP server for Postgres", { downloads: 100_000 });
    const rare = candidate("mcp-postgres", "MCP server for Postgres", { downloads: 3 });
    const old = candidate("mcp-postgres-old", "MCP server for Postgres", {
      downloads: 3,
      published: "2020-01-01",
    });
    expect(names("postgres", [old, rare, popular])[0]).toBe("postgres-mcp");
    expect(names("postgres", [old, rare])).toEqual(["mcp-postgres", "mcp-postgres-old"]);
  });

  it("puts registries that tell no downloads at no loss", () => {
    const [first, second] = rank(
      "time",
      [
        candidate("mcp-server-time", "MCP server for time", { source: "pypi", known: true }),
        candidate("mcp-time", "MCP server for time", { downloads: 4 }),
      ],
      now,
    );
    expect([first?.source, second?.source]).toEqual(["pypi", "npm"]);
  });

  it("lists each package once, by falling scores between 0 and 1", () => {
    const word = fc.constantFrom("mcp", "server", "time", "files", "sdk", "client", "postgres");
    const one = fc
      .record({
        name: fc.array(word, { minLength: 1, maxLength: 3 }).map((some) => some.join("-")),
        description: fc.array(word, { maxLength: 6 }).map((some) => some.join(" ")),
        downloads: fc.option(fc.nat(1e9)),
        published: fc.option(fc.constantFrom("2020-01-01", "2026-01-01", "no date", "2099-01-01")),
        known: fc.boolean(),
      })
      .map(({ name, description, ...more }) => candidate(name, description, more));
    fc.assert(
      fc.property(fc.array(one), fc.array(word, { minLength: 1, maxLength: 3 }), (some, query) => {
        const ranked = rank(query.join(" "), some, now);
        const scores = ranked.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
        expect(new Set(ranked.map(({ name }) => name)).size).toBe(ranked.length);
      }),
    );
  });
});
