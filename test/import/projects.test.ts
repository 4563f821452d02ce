import { describe, expect, it } from "vitest";
import { clientById } from "../../src/clients/clients.ts";
import { withProjectSwitches } from "../../src/import/claude-projects.ts";
import { planImport } from "../../src/import/plan.ts";
import { readClientFile } from "../../src/import/read-file.ts";
import { options } from "./support.ts";

const npx = (name: string) => ({ command: "npx", args: ["-y", name] });

function plan(files: Readonly<Record<string, object>>) {
  const read = Object.entries(files).map(([path, data]) =>
    readClientFile({
      path,
      shown: path.replace("/home/me", "~"),
      text: JSON.stringify(data, null, 1),
      home: "/home/me",
      isOwn: () => path === "/home/me/.claude.json" || path === "/home/me/.cursor/mcp.json",
    }),
  );
  return planImport(withProjectSwitches(read), options);
}

describe("servers of one project", () => {
  it("say whose they were, and that it is for more now", () => {
    const { servers } = plan({
      "/home/me/.claude.json": { projects: { "/home/me/work/shop": { mcpServers: { a: npx("a-mcp") } } } },
    });
    expect(servers[0]!.from[0]!.found.project).toBe("~/work/shop");
    expect(servers[0]!.notes).toEqual([
      "claude-code had it in ~/work/shop alone: here it is for all of claude-code",
    ]);
    expect(servers[0]!.byHand).toEqual([
      {
        server: "a",
        client: "claude-code",
        place: "~/.claude.json:5",
        name: "a",
        why: "it is for ~/work/shop alone",
      },
    ]);
  });

  it("are switched off where the project has them so", () => {
    const { servers } = plan({
      "/home/me/.claude.json": {
        mcpServers: { everywhere: npx("b-mcp") },
        projects: {
          "/home/me/work/shop": {
            mcpServers: { a: npx("a-mcp") },
            disabledMcpServers: ["a", "everywhere"],
            disabledMcpjsonServers: ["c"],
          },
        },
      },
      "/home/me/work/shop/.mcp.json": { mcpServers: { c: npx("c-mcp"), d: npx("d-mcp") } },
      "/home/me/work/other/.mcp.json": { mcpServers: { c: npx("e-mcp") } },
    });
    const by = new Map(servers.map(({ spec, notes }) => [spec.source, { on: spec.enable !== false, notes }]));
    expect(by.get("npm:a-mcp")!.on).toBe(false);
    expect(by.get("npm:a-mcp")!.notes).toContain("switched off in ~/work/shop (disabledMcpServers)");
    expect(by.get("npm:b-mcp")).toEqual({
      on: true,
      notes: ["switched off in ~/work/shop alone: there it is on, too"],
    });
    expect(by.get("npm:c-mcp")!.on).toBe(false);
    expect(by.get("npm:c-mcp")!.notes).toContain("switched off in ~/work/shop (disabledMcpjsonServers)");
    expect(by.get("npm:d-mcp")!.on).toBe(true);
    expect(by.get("npm:e-mcp")!.on).toBe(true);
  });
});

describe("entries that no deploy takes over", () => {
  it("are those under another name, and those elsewhere; not those that --adopt finds", () => {
    const { servers } = plan({
      "/home/me/.claude.json": { mcpServers: { a: npx("a-mcp"), "my tools": npx("b-mcp") } },
      "/home/me/.cursor/mcp.json": { mcpServers: { a: npx("a-mcp"), again: npx("a-mcp") } },
    });
    expect(servers.flatMap(({ byHand }) => byHand.map(({ place, name, why }) => [place, name, why]))).toEqual(
      [
        ["~/.cursor/mcp.json:10", "again", "the new one is called a"],
        ["~/.claude.json:10", "my tools", "the new one is called my-tools"],
      ],
    );
  });
});

describe("a file that is said to be another client's", () => {
  const read = (client: "zed" | "vscode" | "cursor", data: object) =>
    readClientFile({
      path: "x.json",
      shown: "x.json",
      text: JSON.stringify(data),
      client: clientById(client),
    });

  it("is an error that says whose it looks like", () => {
    expect(() => read("zed", { servers: { a: npx("a-mcp") } })).toThrow(
      expect.objectContaining({ code: "E_IMPORT_FORMAT", hint: expect.stringContaining("--client vscode") }),
    );
    expect(() => read("zed", { mcpServers: { a: npx("a-mcp") } })).toThrow(
      expect.objectContaining({ code: "E_IMPORT_FORMAT", hint: "Leave --client out." }),
    );
    expect(read("vscode", { servers: { a: npx("a-mcp") } }).found).toHaveLength(1);
    expect(read("cursor", { mcpServers: {} }).found).toEqual([]);
    expect(read("zed", {}).found).toEqual([]);
  });
});
