import { describe, expect, test } from "vitest";
import { codeElsewhere } from "../../../src/inspect/thin-package.ts";
import { factsOf } from "./tree.ts";

describe("transports", () => {
  const transports = async (code: string) => (await factsOf(code)).transports;

  test("stdio alone", async () => {
    expect(await transports("await server.connect(new StdioServerTransport())")).toEqual([
      { transport: "stdio", isDefault: true, args: [], env: {}, path: null, port: null },
    ]);
  });

  test("the second version of the SDK", async () => {
    const found = await transports(
      'import { serveStdio as s } from "@modelcontextprotocol/server/stdio"; const { values } = parseArgs({ options: { http: { type: "boolean" } } }); if (values.http) createMcpHandler(make); else s(make)',
    );
    expect(found.map(({ transport, isDefault, args }) => [transport, isDefault, args])).toEqual([
      ["stdio", true, []],
      ["http", false, ["--http"]],
    ]);
  });

  test("by a flag, with a port", async () => {
    expect(
      await transports(`
        program.option("--transport <stdio|http>", "which", "stdio").option("--port <n>", "port", "8080");
        if (o.transport === "http") { app.post("/mcp", h); new StreamableHTTPServerTransport({}); } else new StdioServerTransport();
      `),
    ).toEqual([
      { transport: "stdio", isDefault: true, args: [], env: {}, path: null, port: null },
      {
        transport: "http",
        isDefault: false,
        args: ["--transport", "http", "--port", "{port}"],
        env: {},
        path: "/mcp",
        port: 8080,
      },
    ]);
  });

  test("by a variable", async () => {
    const found = await transports(`
      const port = process.env.PORT ?? "3000";
      if (process.env.MCP_TRANSPORT === "http") new StreamableHTTPServerTransport({}); else new StdioServerTransport();
    `);
    expect(found[1]).toMatchObject({
      transport: "http",
      args: [],
      env: { MCP_TRANSPORT: "http", PORT: "{port}" },
      port: 3000,
    });
  });

  test.each<[string, string, { args: string[] | null; env: Record<string, string> }]>([
    [
      "the one around the call of what makes it, not one that is only called so",
      `const p = process.env.A_PERMISSION_MODE; if (process.env.UNSAFE_SSE_TRANSPORT) startSse(); else if (process.env.UNSAFE_STREAMABLE_HTTP_TRANSPORT) startHttp(); else new StdioServerTransport();
       function startSse() { new SSEServerTransport("/m", r) } function startHttp() { app.post("/mcp", () => { new StreamableHTTPServerTransport({}) }) }`,
      { args: [], env: { UNSAFE_STREAMABLE_HTTP_TRANSPORT: "true" } },
    ],
    [
      "the value that it is compared with",
      `const HTTP = get("STREAMABLE_HTTP") === "on"; function get(name) { return process.env[name] }
       function mode() { if (HTTP) return "streamable-http"; return "stdio" }
       new StdioServerTransport(); function serve() { new StreamableHTTPServerTransport(process.env.STATELESS ? {} : o) }`,
      { args: [], env: { STREAMABLE_HTTP: "on" } },
    ],
    [
      "around fastmcp's own word",
      'const t = process.env.FASTMCP_TRANSPORT; let a; if (process.env.CLOUD || process.env.HTTP_SERVER === "true") { a = { transportType: "httpStream" } } else { a = { transportType: "stdio" } } server.start(a)',
      { args: [], env: { HTTP_SERVER: "true" } },
    ],
    [
      "by a case",
      'switch (process.env.KIND) { case "streamable": new StreamableHTTPServerTransport({}); break; default: new StdioServerTransport() }',
      { args: [], env: { KIND: "streamable" } },
    ],
    [
      "none",
      "const p = process.env.A_PERMISSION_MODE; if (ask()) new StreamableHTTPServerTransport({}); else new StdioServerTransport()",
      { args: null, env: {} },
    ],
  ])("by the variable that leads to it: %s", async (_what, code, expected) => {
    expect((await transports(code)).find(({ transport }) => transport === "http")).toMatchObject(expected);
  });

  test("is no default where something in the code is about stdio, or a variable leads to it", async () => {
    const found = async (code: string) => (await transports(code)).map(({ isDefault }) => isDefault);
    expect(await found("new StreamableHTTPServerTransport({})")).toEqual([true]);
    expect(await found('new StreamableHTTPServerTransport({}); run("over stdio")')).toEqual([false]);
    expect(await found("if (process.env.USE_HTTP) new StreamableHTTPServerTransport({})")).toEqual([false]);
  });

  test("fastmcp's names, and what minifiers import under other ones", async () => {
    const found = await transports(
      'import { StdioServerTransport as s } from "@modelcontextprotocol/sdk/server/stdio.js"; new s(); server.start({ transportType: "httpStream" })',
    );
    expect(found.map(({ transport }) => transport)).toEqual(["stdio", "http"]);
  });
});

test("a program that only starts a dependency says that its code was not read", async () => {
  const manifest = JSON.stringify({
    dependencies: { "@acme/mcp-cli": "1", "@acme/mcp-core": "1", tiny: "1" },
  });
  const start = 'import { run } from "@acme/mcp-cli/run"; import t from "tiny"; run(t)';
  const { unread } = await factsOf({ "index.js": start, "package.json": manifest });
  expect(unread).toEqual([
    { file: "@acme/mcp-cli", reason: "its code is in @acme/mcp-cli, which was not read" },
  ]);
  expect(codeElsewhere({ unread })).toBe("its code is in @acme/mcp-cli, which was not read");
  expect(codeElsewhere({ unread: [{ file: "a.js", reason: "it is too large" }] })).toBeNull();
  const own = `${start}; new StdioServerTransport()`;
  expect((await factsOf({ "index.js": own, "package.json": manifest })).unread).toEqual([]);
});

test("hosts that are called; not those of documentation, schemas, examples and this machine", async () => {
  const { hosts } = await factsOf(`
    fetch("https://api.acme.io/v1"); const u = \`https://files.acme.io/\${id}\`; const w = "wss://live.acme.io";
    const s = "https://json-schema.org/draft"; const l = "http://localhost:3000/mcp"; const e = "https://example.com/x";
    console.error("See https://acme.dev/help for more"); const d = "https://docs.acme.io/start";
    const refs = { $id: "https://ids.acme.io/a.json", "$ref": "https://refs.acme.io/b" }; const m = \`https://api.\${region}.acme.io\`;
    const help = "get(url='https://told.acme.io/x')"; const p = \`https://ports.acme.io:\${port}/\`;
  `);
  expect(hosts.map(({ host }) => host)).toEqual([
    "api.acme.io",
    "files.acme.io",
    "live.acme.io",
    "ports.acme.io",
  ]);
});

test("child processes and file writes, however their modules are imported", async () => {
  const { childProcesses, fileWrites } = await factsOf(`
    import { execFile as run } from "node:child_process";
    import fs from "fs";
    import * as cp from "child_process";
    import { writeFile } from "fs/promises";
    const { mkdirSync } = require("fs");
    const execAsync = promisify(cp.exec);
    const import_fs = __toESM(require("fs"));
    run("git", ["status"]); cp.spawn(program); execAsync("ls");
    await fs.promises.rm("/tmp/x"); await writeFile(path, text); mkdirSync("out"); import_fs.unlinkSync(f);
    regex.exec("no"); db.exec("no");
  `);
  expect(childProcesses.map(({ via, what }) => [via, what])).toEqual([
    ["execFile", "git"],
    ["spawn", null],
    ["exec", "ls"],
  ]);
  expect(fileWrites.map(({ via, what }) => [via, what])).toEqual([
    ["rm", "/tmp/x"],
    ["writeFile", null],
    ["mkdirSync", "out"],
    ["unlinkSync", null],
  ]);
});

test("what does not parse is read as far as it does", async () => {
  const { environment } = await factsOf("use(process.env.BEFORE_KEY); function ( { ]");
  expect(environment.map(({ name }) => name)).toEqual(["BEFORE_KEY"]);
});
