import { describe, expect, it } from "vitest";
import { type ServerSpec, serverEntrySchema, serverNameSchema } from "../../src/config/servers-schema.ts";
import { serverNameFor } from "../../src/import/names.ts";
import { type ImportOptions, planImport } from "../../src/import/plan.ts";
import { readClientFile } from "../../src/import/read-file.ts";
import { linesOf, options } from "./support.ts";

type Entries = Readonly<Record<string, object>>;

/** One file a client: `.cursor/mcp.json` and so on. */
function plan(files: Readonly<Record<string, Entries>>, more: Partial<ImportOptions> = {}) {
  const read = Object.entries(files).map(([path, servers]) =>
    readClientFile({ path, shown: path, text: JSON.stringify({ mcpServers: servers }) }),
  );
  return planImport(read, { ...options, ...more });
}

const cursor = "/h/.cursor/mcp.json";
const windsurf = "/h/.codeium/windsurf/mcp_config.json";
const claude = "/h/.config/Claude/claude_desktop_config.json";
const npx = (args: readonly string[], env: object = {}) => ({ command: "npx", args: ["-y", ...args], env });

const existing = (name: string, more: Partial<ServerSpec>) =>
  new Map([[name, { name, source: "npm:x-mcp", ...more }]]);

describe("servers of several clients", () => {
  it("are one where they are alike, at the version that is pinned anywhere", () => {
    const { servers } = plan({
      [cursor]: { x: npx(["x-mcp"]) },
      [windsurf]: { other: npx(["x-mcp@1.2.3"]) },
      [claude]: { y: npx(["y-mcp"]) },
    });
    expect(servers.map(({ spec }) => spec)).toEqual([
      { name: "x", source: "npm:x-mcp@1.2.3", clients: ["cursor", "windsurf"] },
      { name: "y", source: "npm:y-mcp", clients: ["claude-desktop"] },
    ]);
  });

  it("are several where versions, arguments, settings or keys differ, and say so", () => {
    const { servers } = plan({
      [cursor]: {
        a: npx(["x-mcp@1.0.0"]),
        b: npx(["x-mcp@2.0.0"]),
        c: npx(["x-mcp@1.0.0", "--z"]),
        d: npx(["x-mcp@1.0.0"], { API_KEY: "one" }),
        e: npx(["x-mcp@1.0.0"], { API_KEY: "two" }),
      },
      [windsurf]: { e: npx(["x-mcp"], { API_KEY: "${env:KEY}" }) },
    });
    // What a client takes from its surroundings may be either key: it goes with the first.
    expect(servers.map(({ spec, from }) => [spec.name, from.length])).toEqual([
      ["a", 1],
      ["b", 1],
      ["c", 1],
      ["d", 2],
      ["e", 1],
    ]);
    expect(servers[1]!.notes).toEqual(["the same package as a, started in another way"]);
  });

  it("are two accounts where what they refer to differs, and where one client has both", () => {
    const names = (files: Readonly<Record<string, Entries>>) =>
      plan(files).servers.map(({ spec, from }) => [spec.name, from.length]);
    const entry = (key: string) => npx(["x-mcp"], { API_KEY: key });
    expect(names({ [cursor]: { work: entry("${input:work}"), private: entry("${input:private}") } })).toEqual(
      [
        ["work", 1],
        ["private", 1],
      ],
    );
    expect(
      names({ [cursor]: { work: entry("${input:work}") }, [windsurf]: { p: entry("${input:p}") } }),
    ).toEqual([
      ["work", 1],
      ["p", 1],
    ]);
    expect(names({ [cursor]: { work: entry("${env:WORK}"), private: entry("planted") } })).toEqual([
      ["work", 1],
      ["private", 1],
    ]);
    expect(names({ [cursor]: { a: entry("${env:WORK}") }, [windsurf]: { b: entry("${env:WORK}") } })).toEqual(
      [["a", 2]],
    );
  });

  it("are switched off only where every client has them so", () => {
    const off = { ...npx(["x-mcp"]), disabled: true };
    const entries = plan({ [cursor]: { x: off, y: npx(["y-mcp"]) }, [windsurf]: { x: npx(["x-mcp"]) } });
    expect(entries.servers[0]!.spec).toEqual({ name: "x", source: "npm:x-mcp", clients: ["windsurf"] });
    expect(entries.servers[0]!.notes).toEqual(["switched off in cursor: it is not for that one"]);
    expect(plan({ [cursor]: { x: off } }).servers[0]!.spec.enable).toBe(false);
  });

  it("get every client that servers.yaml enables only where they were in all of them", () => {
    const clients = (enabled: ImportOptions["enabled"]) =>
      plan({ [cursor]: { x: npx(["x-mcp"]) } }, { enabled }).servers[0]!.spec.clients;
    expect(clients([])).toBeUndefined();
    expect(clients(["cursor"])).toBeUndefined();
    expect(clients(["cursor", "zed"])).toEqual(["cursor"]);
  });

  it("that servers.yaml has are left alone, by package and either name or way to start", () => {
    const there = (files: Entries, more: Partial<ServerSpec>, name = "x") =>
      linesOf(plan({ [cursor]: files }, { existing: existing(name, more) }));
    expect(there({ other: npx(["x-mcp"]) }, {})).toEqual(["other: there as x"]);
    expect(there({ X: npx(["x-mcp", "--changed"]) }, { source: "npm:x-mcp@1.0.0" })).toEqual([
      "X: there as x",
    ]);
    expect(there({ other: npx(["x-mcp", "--else"]) }, {})).toEqual([
      "other (cursor): npm:x-mcp --else [npx]",
    ]);
    expect(there({ x: npx(["y-mcp"]) }, {})).toEqual(["x-2 (cursor x): npm:y-mcp [npx]"]);
  });
});

describe("names", () => {
  it.each([
    ["GitHub", "GitHub"],
    ["my tools!", "my-tools"],
    ["a/b", "a-b"],
    ["1password", "mcp-1password"],
    ["Übersicht", "Ubersicht"],
    ["nixgen", "nixgen-server"],
    ["日本語", "x-mcp"],
    ["", "x-mcp"],
    ["-._-", "x-mcp"],
    ["github.com/o/r", "x-mcp"],
    ["a".repeat(200), "a".repeat(90)],
  ])("%s → %s", (found, expected) => {
    const name = serverNameFor(found, "npm:x-mcp", new Set());
    expect(name).toBe(expected);
    expect(serverNameSchema.parse(name)).toBe(name);
    expect(serverNameFor(found, "npm:x-mcp", new Set([expected.toUpperCase()]))).not.toBe(expected);
  });
});

describe("secrets", () => {
  const one = (env: object, more: Partial<ImportOptions> = {}, args: string[] = []) =>
    plan({ [cursor]: { x: npx(["x-mcp", ...args], env) } }, more).servers[0]!;

  it("of every provider are references that servers.yaml takes", () => {
    const providers = [
      "file",
      "envFile",
      "sops",
      "agenix",
      "keepassxc",
      "secretService",
      "pass",
      "onePassword",
      "bitwarden",
      "systemdCredential",
    ] as const;
    for (const provider of providers) {
      const { spec, secrets } = one(
        { API_KEY: "planted", PEM_KEY: "-----BEGIN A PRIVATE KEY-----\nplanted\n" },
        { provider },
      );
      const { name: _, ...entry } = spec;
      expect(serverEntrySchema.parse(entry)).toEqual(entry);
      expect(secrets.map(({ secret }) => Object.keys(secret))).toEqual([[provider], [provider]]);
      expect(JSON.stringify([spec, secrets])).not.toContain("planted");
    }
    expect(one({ PEM_KEY: "a\nb" }, { provider: "pass" }).secrets[0]).toMatchObject({
      secret: { pass: { entry: "mcp/x/PEM_KEY", line: "all" } },
      store: { lines: ["pass insert --multiline mcp/x/PEM_KEY"] },
    });
  });

  it("that lie somewhere already stay there", () => {
    const { secrets } = one({ API_KEY: "op://Private/x/key", OTHER_KEY: "$(pass show x)" });
    expect(secrets).toMatchObject([
      { secret: { onePassword: "op://Private/x/key" } },
      { secret: { file: expect.stringContaining("OTHER_KEY") } },
    ]);
    expect(secrets[0]).not.toHaveProperty("store");
  });

  it("tell where their value is now", () => {
    expect(one({ API_KEY: "planted" }).secrets[0]!.places).toEqual([`${cursor}:1`]);
    expect(one({ API_KEY: "${env:MY_KEY}" }).secrets[0]).toMatchObject({
      places: [],
      variableOfClient: "MY_KEY",
    });
    // A name may be a key that somebody pasted.
    expect(one({ API_KEY: "${sk_live_PLANTEDabcdefghijkl}" }).secrets[0]!.variableOfClient).toBe(
      "a variable of its own",
    );
  });

  it("with a sign of a reference in their middle are values, and no piece of them is shown", () => {
    for (const key of [
      "abc$SEKRITDOLLAR",
      "abc$SEKRITDOLLARxyz",
      "ab%SEKRITDOLLAR%cd",
      "x${SEKRITDOLLAR}y",
    ]) {
      const planned = one({ API_KEY: key });
      expect(planned.secrets[0], key).toMatchObject({ places: [`${cursor}:1`] });
      expect(JSON.stringify([planned.spec, planned.secrets, planned.notes])).not.toContain("SEKRIT");
    }
    expect(one({ API_KEY: "Bearer ${env:MY_KEY}" }).secrets[0]!.variableOfClient).toBe("MY_KEY");
    expect(one({ API_KEY: "token $MY_KEY" }).secrets[0]!.variableOfClient).toBe("MY_KEY");
    const entry = (key: string) => npx(["x-mcp"], { API_KEY: key });
    const apart = plan({ [cursor]: { a: entry("one$WORD") }, [windsurf]: { b: entry("two$WORD") } });
    expect(apart.servers).toHaveLength(2);
    // What a client would put together is of no use as it stands.
    expect(one({ FOLDER: "${env:PROJECTS}/x" }).spec).toMatchObject({ secrets: { FOLDER: {} } });
  });

  it("are no names of servers", () => {
    const key = "sk-SEKRITname-AbCd1234EfGh5678IjKl";
    const { servers, left, values } = plan({
      [cursor]: { [key]: npx(["x-mcp"]) },
      [windsurf]: { [key]: { url: "https://example.com/mcp" } },
    });
    expect(servers[0]!.spec.name).toBe("x-mcp");
    expect(JSON.stringify([servers, left])).not.toContain("SEKRIT");
    expect(values).toContain(key);
  });

  it("in a path of an address keep a remote server out", () => {
    const remote = (url: string) => plan({ [cursor]: { x: { url } } }, { bridgeRemotes: true });
    const odd = remote("https://srv.example.com/u/SEKRITk9/mcp");
    expect(odd.servers).toEqual([]);
    expect(odd.left[0]!.reason).toContain("its address may hold a key");
    expect(JSON.stringify(odd.left)).not.toContain("SEKRIT");
    for (const url of [
      "https://srv.example.com/v1/mcp",
      "https://srv.example.com/@owner/some-server/context7/MCP",
      "https://srv.example.com/api/2025/modelContext/sse",
    ])
      expect(remote(url).servers, url).toHaveLength(1);
  });

  it("that log in by an argument are left out", () => {
    for (const args of [
      ["-u", "admin:SEKRIT"],
      ["--user", "elastic:SEKRIT"],
      ["-pSEKRIT"],
      ["-u", "root", "-psekritSEKRIT"],
      ["-uroot", "-p", "SEKRIT"],
      ["--pgpass=SEKRIT"],
      ["--dbpassword", "SEKRIT"],
      ["root:SEKRIT@tcp(127.0.0.1:3306)/db"],
      ["jdbc:postgresql://h/db?password=SEKRIT&user=x"],
      ["user:SEKRIT@proxy.corp:8080"],
    ]) {
      const { spec, notes } = one({}, {}, args);
      expect(JSON.stringify([spec, notes]), args.join(" ")).not.toContain("SEKRIT");
    }
    const kept = ["-p", "8080", "-port", "80", "-p8081", "-profile", "work", "-p/srv/x"];
    expect(one({}, {}, kept).spec.args).toEqual(kept);
  });

  it("keep the session's own variables, and those the shell has, out of it", () => {
    const { spec, notes } = one({
      PATH: "/opt/bin",
      HOME: "/x",
      LANG: "C",
      UID: "1",
      "bad name": "x",
      PORT: 3000,
      DEBUG: true,
    });
    expect(spec.env).toEqual({ PORT: "3000", DEBUG: "true" });
    expect(notes).toEqual([
      "UID cannot be set for a server: it is left out",
      "a variable of its own cannot be set for a server: it is left out",
    ]);
  });

  it("are no arguments: the server's own variable, or none", () => {
    const { spec, notes } = one({}, {}, [
      "--api-key",
      "planted1",
      "--port",
      "80",
      "--token=planted2",
      "--header",
      "X-Key: planted3",
      "https://planted4:x@h/",
    ]);
    expect(spec.args).toEqual(["--port", "80"]);
    expect(notes).toHaveLength(5);
    expect(notes.join()).not.toContain("planted");
    const known = plan({ [cursor]: { x: npx(["@upstash/context7-mcp", "--api-key", "planted"]) } })
      .servers[0]!;
    expect(known.spec).toMatchObject({ secrets: { CONTEXT7_API_KEY: {} } });
    expect(known.spec.args).toBeUndefined();
  });
});
