import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { execa } from "execa";
import { afterEach, expect, it } from "vitest";
import { type ProbeOptions, type ProbeResult, probeServer } from "../../src/mcp/probe.ts";
import { type ScriptedServer, scriptedServer } from "./scripted-server.ts";

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.remove();
  server = undefined;
});

/** Probes a script; whatever came of it, no process of it may be left. */
async function probe(script: string, options: Partial<ProbeOptions> = {}): Promise<ProbeResult> {
  server = await scriptedServer(script);
  const result = await probeServer(server.command, { timeoutMs: 10_000, ...options });
  expect(await server.starts()).toBe(1);
  expect(await server.left()).toEqual([]);
  return result;
}

const inTime = async (work: Promise<ProbeResult>, milliseconds: number): Promise<ProbeResult> => {
  const started = performance.now();
  const result = await work;
  expect(performance.now() - started).toBeLessThan(milliseconds);
  return result;
};

it("says what a good server answered", async () => {
  expect(await probe("serve()")).toEqual({
    ok: true,
    answer: {
      serverInfo: { name: "scripted", version: "1.2.3" },
      capabilities: ["tools"],
      tools: ["one"],
      milliseconds: expect.any(Number),
      timings: { initialize: expect.any(Number), toolsList: expect.any(Number) },
      strayLines: 0,
    },
  });
});

it("follows the pages of a tools list", async () => {
  const result = await probe(`
    serve({ "tools/list": ({ cursor = "0" }) => ({
      tools: [{ name: "tool-" + cursor }],
      ...(cursor === "2" ? {} : { nextCursor: String(Number(cursor) + 1) }),
    }) })`);
  expect(result).toMatchObject({ ok: true, answer: { tools: ["tool-0", "tool-1", "tool-2"] } });
});

it("asks a server without tools for none", async () => {
  const result = await probe(`
    greeting.capabilities = { prompts: {} };
    serve({ "tools/list": () => process.exit(1) })`);
  expect(result).toMatchObject({ ok: true, answer: { tools: [], capabilities: ["prompts"] } });
});

it("counts lines on stdout that are not MCP, and lives with them", async () => {
  const result = await probe('console.log("Server running!"); console.log("{}"); serve()');
  expect(result).toMatchObject({ ok: true, answer: { strayLines: 2, tools: ["one"] } });
});

it("gives the folder as a URL when asked for roots, whatever its name", async () => {
  server = await scriptedServer(`
    let asked;
    process.stdin.on("data", (chunk) => {
      const uri = /"uri":"([^"]*)"/.exec(chunk)?.[1];
      if (uri) say({ id: asked, result: { tools: [{ name: uri }] } });
    });
    serve({ "tools/list": (_, id) => { asked = id; say({ id: "r", method: "roots/list" }); } })`);
  const cwd = `${server.folder}/a b#c%`;
  await mkdir(cwd);
  const result = await probeServer({ ...server.command, cwd }, { timeoutMs: 10_000 });
  expect(result).toMatchObject({ ok: true, answer: { tools: [pathToFileURL(cwd).href] } });
  expect(pathToFileURL(cwd).href).toMatch(/\/a%20b%23c%25$/);
});

it("passes on nothing of the caller's environment", async () => {
  process.env.MCP_NIXGEN_TEST_SECRET = "do not tell";
  try {
    const result = await probe(`
      serve({ "tools/list": () => ({ tools: Object.keys(process.env).map((name) => ({ name })) }) })`);
    expect(result).toMatchObject({ ok: true, answer: { tools: ["PATH"] } });
  } finally {
    delete process.env.MCP_NIXGEN_TEST_SECRET;
  }
});

it("tells a program that is not there from one that fails", async () => {
  const command = "/nowhere/at/all";
  const result = await probeServer({ command, args: [], env: {}, cwd: "/" }, { timeoutMs: 10_000 });
  expect(result).toMatchObject({ ok: false, reason: expect.stringContaining("ENOENT") });
});

it("quotes a server's last words", async () => {
  const result = await probe('console.error("first\\n\\nno key"); process.exit(3)');
  expect(result).toMatchObject({
    ok: false,
    reason: "it ended with exit code 3:\nfirst\nno key",
    end: { exitCode: 3 },
  });
});

it("names the signal that ended a server", async () => {
  expect(await probe('process.kill(process.pid, "SIGABRT")')).toMatchObject({
    ok: false,
    reason: "it ended by SIGABRT, saying nothing",
  });
});

it("passes no control characters on to the terminal", async () => {
  const result = await probe(
    'console.error("\\u001b]0;title\\u0007\\u001b[31mred\\u001b[0m\\rover\\u202egnp"); process.exit(1)',
  );
  expect(result).toMatchObject({ reason: "it ended with exit code 1:\nred\nover gnp" });
});

it("shortens a line that nobody would read", async () => {
  const result = await probe('console.error("x".repeat(60000)); process.exitCode = 1');
  expect(result.ok).toBe(false);
  expect(!result.ok && result.reason.length).toBeLessThan(600);
});

it("passes on what a server answers instead", async () => {
  const result = await probe(
    'serve({ initialize: (_, id) => say({ id, error: { code: -32000, message: "no\\u001b[2J" } }) })',
  );
  expect(result).toMatchObject({ ok: false, reason: "MCP error -32000: no" });
});

it("ends when the signal fires", async () => {
  const signal = AbortSignal.timeout(500);
  const result = await inTime(probe("process.stdin.resume()", { signal }), 5000);
  expect(result.ok).toBe(false);
});

const dead = "it ended with exit code 7, saying nothing";
const hostile: Record<string, { script: string; reason: RegExp | string; timeoutMs?: number }> = {
  "floods stdout without ever ending a line": {
    script: 'const x = "x".repeat(1 << 16); const go = () => process.stdout.write(x, go); go();',
    reason: /without ever ending a line/,
  },
  "floods stdout with empty lines": {
    script: 'const x = "\\n".repeat(1 << 16); const go = () => process.stdout.write(x, go); go();',
    reason: /lines that are not MCP/,
  },
  "floods stdout with messages": {
    script: `
      const note = JSON.stringify({ jsonrpc: "2.0", method: "n/m", params: { x: "x".repeat(1 << 16) } }) + "\\n";
      const go = () => process.stdout.write(note, go); go();`,
    reason: /floods its standard output/,
  },
  "answers with nesting too deep to read": {
    script: 'process.stdout.write("[".repeat(1e6) + "]".repeat(1e6) + "\\n"); process.stdin.resume()',
    reason: "it did not answer within 1 s",
    timeoutMs: 1000,
  },
  "never reads and never answers": {
    script: "setInterval(() => {}, 1000)",
    reason: "it did not answer within 1 s",
    timeoutMs: 1000,
  },
  "floods stderr": {
    script: 'const x = "x".repeat(1 << 16); const go = () => process.stderr.write(x, go); go();',
    reason: "it did not answer within 1 s",
    timeoutMs: 1000,
  },
  "ignores SIGTERM and the end of stdin": {
    script: 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)',
    reason: "it did not answer within 1 s",
    timeoutMs: 1000,
  },
  "ends, with a child that holds its pipes": {
    script: `
      spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { stdio: "inherit" });
      setTimeout(() => process.exit(7), 300);`,
    reason: dead,
    timeoutMs: 1500,
  },
  "ends, with a child that holds its stderr": {
    script: `
      spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { stdio: ["ignore", "ignore", "inherit"] });
      setTimeout(() => process.exit(7), 300);`,
    reason: dead,
  },
  "ends, with a child outside its group that holds its pipes": {
    script: `
      const code = "setTimeout(() => {}, 8000)";
      spawn(process.execPath, ["-e", code], { stdio: "inherit", detached: true }).unref();
      setTimeout(() => process.exit(7), 300);`,
    reason: dead,
    timeoutMs: 1500,
  },
  "closes stdout but lives on": {
    script: "fs.closeSync(1); setInterval(() => {}, 1000)",
    reason: /closed its standard output/,
  },
  "answers ids nobody asked with": {
    script: `
      for (const id of [-1, 1e300, "x", null, 99]) say({ id, result: {} });
      serve({ initialize: () => { say({ id: "nobody", result: greeting }); } });`,
    reason: "it did not answer within 1 s",
    timeoutMs: 1000,
  },
  "answers initialize with nonsense": {
    script: 'serve({ initialize: () => ({ protocolVersion: 7, capabilities: "all" }) })',
    reason: /^its answer is not as MCP has it: .* protocolVersion/,
  },
  "speaks a version nobody knows": {
    script: 'serve({ initialize: () => ({ ...greeting, protocolVersion: "1999-01-01" }) })',
    reason: /version/,
  },
  "answers tools/list with nonsense": {
    script: 'serve({ "tools/list": () => ({ tools: { name: "one" } }) })',
    reason: /^its answer is not as MCP has it: .* tools$/,
  },
  "never ends its tools list": {
    script: 'serve({ "tools/list": () => ({ tools: [], nextCursor: "again" }) })',
    reason: /does not end/,
  },
  "takes its time over each page of an endless list": {
    script: `
      serve({ "tools/list": (_, id) => {
        setTimeout(() => say({ id, result: { tools: [], nextCursor: "again" } }), 400);
      } })`,
    reason: "it did not answer within 1 s",
    timeoutMs: 1000,
  },
  "lists more than fits a line": {
    script: `
      const tools = Array.from({ length: 11 }, (_, i) => ({ name: "t" + i, description: "x".repeat(1 << 20) }));
      serve({ "tools/list": () => ({ tools }) });`,
    reason: /without ever ending a line/,
  },
  "ends before stdin is written": { script: "process.exit(7)", reason: dead },
  "ends between the two answers": {
    script: 'serve({ "tools/list": () => process.exit(7) })',
    reason: dead,
  },
  "closes stdin at once": {
    script: "fs.closeSync(0); setTimeout(() => process.exit(7), 500)",
    reason: dead,
  },
};

for (const [what, { script, reason, timeoutMs = 20_000 }] of Object.entries(hostile)) {
  it(`survives a server that ${what}`, async () => {
    const result = await inTime(probe(script, { timeoutMs }), 15_000);
    expect(result.ok).toBe(false);
    if (!result.ok)
      expect(result.reason).toMatch(typeof reason === "string" ? new RegExp(`^${reason}`) : reason);
  });
}

it("takes a list of ten thousand tools", async () => {
  const result = await probe(`
    const tools = Array.from({ length: 10000 }, (_, i) => ({ name: "t" + i, description: "x".repeat(500) }));
    serve({ "tools/list": () => ({ tools }) });`);
  expect(result.ok && result.answer.tools.length).toBe(10_000);
});

it("ends the server's children with it", async () => {
  const result = await probe(`
    spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setTimeout(() => {}, 60000)"]);
    serve()`);
  expect(result.ok).toBe(true);
});

it("leaves no server when the program exits in the middle", async () => {
  server = await scriptedServer('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)');
  const program = join(server.folder, "program.mjs");
  await build({
    stdin: {
      contents: `
        import { probeServer } from "./src/mcp/probe.ts";
        probeServer(${JSON.stringify(server.command)}, { timeoutMs: 30000 });
        setTimeout(() => process.exit(4), 500);`,
      resolveDir: fileURLToPath(new URL("../..", import.meta.url)),
    },
    bundle: true,
    platform: "node",
    format: "esm",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    outfile: program,
  });
  expect((await execa(process.execPath, [program], { reject: false })).exitCode).toBe(4);
  expect(await server.starts()).toBe(1);
  expect(await server.left()).toEqual([]);
});
