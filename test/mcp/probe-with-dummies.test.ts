import { afterEach, expect, it } from "vitest";
import { environmentNamesIn } from "../../src/mcp/names-in-code.ts";
import {
  type DummyProbe,
  type DummyProbeOptions,
  probeWithDummies,
} from "../../src/mcp/probe-with-dummies.ts";
import { type ScriptedServer, scriptedServer } from "./scripted-server.ts";

let server: ScriptedServer;
afterEach(() => server.remove());

/** Probes a script; no process of any of its starts may be left. */
async function probe(
  script: string,
  options: Partial<DummyProbeOptions> & { env?: Record<string, string> } = {},
): Promise<DummyProbe & { readonly starts: number }> {
  server = await scriptedServer(script);
  const { env, ...rest } = options;
  const command = { ...server.command, env: { ...server.command.env, ...env } };
  // The script is what is started; a packaged program has its own name and no arguments.
  const program = { ...command, command: await server.program(), args: [] };
  const found = await probeWithDummies(program, { timeoutMs: 10_000, ...rest });
  expect(await server.left()).toEqual([]);
  return { ...found, starts: await server.starts() };
}

const refuse = (condition: string, words: string) =>
  `if (${condition}) { console.error(${JSON.stringify(words)}); process.exit(1); }`;

it("starts a content server once, and makes nothing up", async () => {
  expect(await probe("serve()")).toMatchObject({
    result: { ok: true },
    dummyEnv: [],
    dummyArgs: [],
    starts: 1,
  });
});

it("makes up a key that is asked for by name", async () => {
  const found = await probe(`${refuse("!process.env.X_API_KEY", "X_API_KEY is required")} serve()`);
  expect(found).toMatchObject({ result: { ok: true }, dummyEnv: ["X_API_KEY"], starts: 2 });
});

it("makes up keys that are asked for one by one", async () => {
  const found = await probe(
    `${refuse("!process.env.A_KEY", "A_KEY is missing")} ${refuse("!process.env.B_TOKEN", "B_TOKEN is missing")} serve()`,
  );
  expect(found).toMatchObject({ result: { ok: true }, dummyEnv: ["A_KEY", "B_TOKEN"], starts: 3 });
});

it("gives the key where a file with one would do too", async () => {
  const found = await probe(
    `${refuse("process.env.X_API_KEY_FILE", "no such file")}
     ${refuse("!process.env.X_API_KEY", "Set X_API_KEY or X_API_KEY_FILE")} serve()`,
  );
  expect(found).toMatchObject({ result: { ok: true }, dummyEnv: ["X_API_KEY"] });
});

it("looks into the code for a key that is not named", async () => {
  const script = `${refuse("!process.env.FOO_TOKEN", "Not authenticated.")} process.env.FOO_MODE; serve()`;
  const found = await probe(script, { namesInCode: () => environmentNamesIn(server.folder) });
  expect(found).toMatchObject({ result: { ok: true }, dummyEnv: ["FOO_TOKEN"] });
});

it("gives up on a key that neither words nor code name", async () => {
  const found = await probe(refuse("true", "Not authenticated."), { namesInCode: async () => ["FOO_MODE"] });
  expect(found).toMatchObject({
    result: { ok: false, reason: "it ended with exit code 1:\nNot authenticated." },
    dummyEnv: [],
    starts: 1,
  });
});

it("fills in the example address of the message", async () => {
  const found = await probe(`
    ${refuse("!process.env.X_URL", "X_URL is required")}
    ${refuse(
      '!process.env.X_URL.startsWith("https://dummy.example.org/")',
      "X_URL must look like https://<site>.example.org/api",
    )}
    serve()`);
  expect(found).toMatchObject({ result: { ok: true }, dummyEnv: ["X_URL"], starts: 3 });
});

it("gives a folder to a server that wants an argument", async () => {
  const found = await probe(
    `${refuse('!fs.existsSync(process.argv[2] ?? "")', "Usage: server <directory>")} serve()`,
  );
  expect(found).toMatchObject({ result: { ok: true }, dummyArgs: [server.folder], starts: 2 });
});

it("keeps what servers.yaml says, and asks for no second value of it", async () => {
  const found = await probe(
    `${refuse('process.env.X_API_KEY !== "mine"', "X_API_KEY must be mine")}
     ${refuse("!process.env.Y_API_KEY", "X_API_KEY and Y_API_KEY are required")} serve()`,
    { env: { X_API_KEY: "mine" } },
  );
  expect(found).toMatchObject({ result: { ok: true }, dummyEnv: ["Y_API_KEY"], starts: 2 });
});

it("does not pass on the caller's environment", async () => {
  process.env.X_API_KEY = "the caller's";
  try {
    const found = await probe(
      `${refuse('process.env.X_API_KEY === "the caller\'s"', "leaked")}
       ${refuse("!process.env.X_API_KEY", "X_API_KEY is required")} serve()`,
    );
    expect(found).toMatchObject({ result: { ok: true }, dummyEnv: ["X_API_KEY"] });
  } finally {
    delete process.env.X_API_KEY;
  }
});

it("stops asking a server that is never content", async () => {
  const found = await probe(
    'const n = fs.readFileSync(__dirname + "/starts", "utf8").length; console.error(`KEY_${n}_TOKEN`); process.exit(1)',
  );
  expect(found.result.ok).toBe(false);
  expect(found.starts).toBe(8);
});

it("stops when the signal has fired", async () => {
  const found = await probe(refuse("true", "X_API_KEY is required"), { signal: AbortSignal.abort() });
  expect(found.result.ok).toBe(false);
  expect(found.starts).toBeLessThanOrEqual(1);
});
