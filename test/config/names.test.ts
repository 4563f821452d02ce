import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultServerName, findServer, packageOfSource } from "../../src/config/names.ts";
import { type ServerSpec, serverNameSchema } from "../../src/config/servers-schema.ts";
import { didYouMean, similarNames } from "../../src/config/similar-names.ts";

describe("a default name", () => {
  it.each([
    ["firecrawl-mcp", "firecrawl-mcp"],
    ["@modelcontextprotocol/server-filesystem", "mcp-server-filesystem"],
    ["@upstash/context7-mcp", "context7-mcp"],
    ["@brave/brave-search-mcp-server", "brave-search-mcp-server"],
    ["@playwright/mcp", "playwright-mcp"],
    ["@acme/mcp-server", "acme-mcp-server"],
    ["@acme/server", "acme-server"],
    ["mcp", "mcp"],
    ["7zip-mcp", "mcp-7zip-mcp"],
    ["@a/~x!", "x"],
  ])("%s is %s", (packageName, name) => {
    expect(defaultServerName(packageName)).toBe(name);
  });

  it("takes the scope, then a number, when taken; letter case does not count", () => {
    expect(defaultServerName("@b/x-mcp", ["X-mcp"])).toBe("b-x-mcp");
    expect(defaultServerName("@b/x-mcp", ["x-mcp", "b-x-mcp"])).toBe("b-x-mcp-2");
    expect(defaultServerName("x", ["x", "x-2"])).toBe("x-3");
  });

  it("is always valid and free", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 214 }), fc.nat({ max: 3 }), (packageName, count) => {
        const taken: string[] = [];
        for (let index = 0; index <= count; index++) {
          const name = defaultServerName(packageName, taken);
          expect(serverNameSchema.safeParse(name).success).toBe(true);
          expect(taken).not.toContain(name);
          taken.push(name);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("finding a server", () => {
  const servers = new Map<string, ServerSpec>(
    [
      { name: "browser", source: "npm:@playwright/mcp@1.2.3" },
      { name: "files", source: "npm:@modelcontextprotocol/server-filesystem" },
      { name: "files-old", source: "npm:@modelcontextprotocol/server-filesystem@0.1.0" },
      { name: "@odd", source: "npm:odd" },
    ].map((server) => [server.name, server]),
  );
  const find = (query: string) => findServer(servers, query).name;

  it.each([
    ["browser", "browser"],
    ["@playwright/mcp", "browser"],
    ["npm:@playwright/mcp", "browser"],
    ["npm:@playwright/mcp@1.2.3", "browser"],
    ["npm:@modelcontextprotocol/server-filesystem@0.1.0", "files-old"],
    ["npm:@modelcontextprotocol/server-filesystem", "files"],
  ])("%s", (query, name) => {
    expect(find(query)).toBe(name);
  });

  it("says what is there", () => {
    expect(() => find("brwoser")).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_SERVER", hint: "Did you mean 'browser'?" }),
    );
    expect(() => find("zzzzzzzz")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("files-old") }),
    );
    expect(() => find("npm:@playwright/mcp@9")).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_SERVER" }),
    );
    const two = new Map([...servers].map(([name, server]) => [name, { ...server, source: "npm:x@1" }]));
    expect(() => findServer(two, "x")).toThrow(expect.objectContaining({ code: "E_AMBIGUOUS_SERVER" }));
  });

  it("knows the package of a source", () => {
    expect(packageOfSource("npm:@a/b@^1 || 2")).toBe("@a/b");
    expect(packageOfSource("npm:a@latest")).toBe("a");
  });
});

describe("similar names", () => {
  it("puts the nearest first and leaves strangers out", () => {
    expect(similarNames("prefecth", ["generate", "prefetch", "prefix", "remove"])[0]).toBe("prefetch");
    expect(similarNames("x", ["generate", "prefetch"])).toEqual([]);
    expect(similarNames("filesystem", ["mcp-server-filesystem"])).toEqual(["mcp-server-filesystem"]);
    expect(didYouMean("lst", ["list", "last"])).toBe("Did you mean 'last' or 'list'?");
  });
});

it("no server is called like one of our programs", () => {
  expect(["guard", "nixgen", "@me/guard"].map((name) => defaultServerName(name))).toEqual([
    "mcp-guard",
    "mcp-nixgen",
    "mcp-guard",
  ]);
});
