import { describe, expect, test } from "vitest";
import { factsOf } from "./tree.ts";

/** Names only. */
async function names(code: string | Record<string, string>): Promise<string[]> {
  return (await factsOf(code)).environment.map(({ name }) => name);
}

describe("ways of reading a variable", () => {
  test.each<[string, string | Record<string, string>, string[]]>([
    ["by a member", "use(process.env.PLAIN_KEY)", ["PLAIN_KEY"]],
    ["by a text", 'use(process.env["QUOTED_KEY"])', ["QUOTED_KEY"]],
    [
      "optional chaining",
      "use(process.env?.CHAIN_KEY, globalThis.process?.env?.DEEP_KEY)",
      ["CHAIN_KEY", "DEEP_KEY"],
    ],
    ["by a constant", 'const NAME = "NAMED_KEY"; use(process.env[NAME])', ["NAMED_KEY"]],
    ["by a template", 'const P = "ACME"; use(process.env[`${P}_TOKEN`])', ["ACME_TOKEN"]],
    ["by a pattern", 'const { PATTERN_A, PATTERN_B: b = "x" } = process.env;', ["PATTERN_A", "PATTERN_B"]],
    ["through a variable", "const env = process.env; use(env.ALIAS_KEY)", ["ALIAS_KEY"]],
    [
      "through a default parameter",
      "function load(env = process.env) { return env.PARAMETER_KEY }",
      ["PARAMETER_KEY"],
    ],
    ["through an argument", "function load(e) { return e.ARGUMENT_KEY } load(process.env)", ["ARGUMENT_KEY"]],
    [
      "through a member",
      "class C { constructor(env = process.env) { this.vars = env } get() { return this.vars['FIELD_KEY'] } }",
      ["FIELD_KEY"],
    ],
    ["an import of env", 'import { env } from "node:process"; use(env.IMPORTED_KEY)', ["IMPORTED_KEY"]],
    ["an import of process", 'import p from "node:process"; use(p.env.DEFAULT_KEY)', ["DEFAULT_KEY"]],
    [
      "as compilers write it",
      'const node_process_1 = __importDefault(require("node:process")); use(node_process_1.default.env.COMPILED_KEY)',
      ["COMPILED_KEY"],
    ],
    [
      "by a function",
      'const need = (n) => { const v = process.env[n]; if (!v) throw new Error(n); return v }; need("FUNCTION_KEY")',
      ["FUNCTION_KEY"],
    ],
    [
      "by a function with rest",
      'function first(...names) { for (const n of names) if (process.env[n]) return process.env[n] } first("REST_A", "REST_B")',
      ["REST_A", "REST_B"],
    ],
    ["in a loop", 'for (const n of ["LOOP_A", "LOOP_B"]) use(process.env[n])', ["LOOP_A", "LOOP_B"]],
    ["in a callback", '["CALLBACK_KEY"].some((n) => process.env[n])', ["CALLBACK_KEY"]],
    [
      "in another module",
      {
        "index.js": 'import { key } from "./config.js"; use(key)',
        "config.js": "export const key = process.env.MODULE_KEY;",
        "other.js": "process.env.UNREACHED_KEY",
      },
      ["MODULE_KEY"],
    ],
    [
      "an alias of another module",
      {
        "index.js": 'import { vars } from "./env.js"; use(vars.EXPORTED_KEY)',
        "env.js": "export const vars = process.env;",
      },
      ["EXPORTED_KEY"],
    ],
    [
      "by a function of another module",
      {
        "index.js": 'const { need: n } = require("./env"); n("REQUIRED_KEY")',
        "env.js": "exports.need = need; function need(name) { return process.env[name] }",
      },
      ["REQUIRED_KEY"],
    ],
  ])("%s", async (_, code, expected) => {
    expect(await names(code)).toEqual(expected);
  });

  test("the source of a program that is not built yet", async () => {
    const { analyseJavaScript } = await import("../../../src/inspect/javascript/analyse.ts");
    const { treeOf } = await import("./tree.ts");
    const tree = treeOf({
      "src/index.ts": 'import { key } from "./config.js"; key',
      "src/config.ts": "export const key: string = process.env.SOURCE_KEY!;",
    });
    const facts = await analyseJavaScript({ ...tree, programs: { "some-server": "dist/index.js" } });
    expect(facts.environment.map(({ name }) => name)).toEqual(["SOURCE_KEY"]);
  });

  test("what is written, deleted or the system's is not needed", async () => {
    expect(
      await names(
        "process.env.WRITTEN_KEY = '1'; delete process.env.GONE_KEY; use(process.env.HOME, process.env.PATH)",
      ),
    ).toEqual([]);
  });
});

describe("schemas", () => {
  test("zod's, required by default", async () => {
    const { environment } = await factsOf(`
      import { z } from "zod";
      const base = z.object({ API_KEY: z.string().min(1), PORT: z.coerce.number().default(3000) });
      const schema = base.extend({ REGION: z.string().optional(), MODE: z.enum(["a", "b"]).default("a") });
      export const config = schema.parse(process.env);
    `);
    expect(environment.map(({ name, required, default: fallback }) => [name, required, fallback])).toEqual([
      ["API_KEY", true, null],
      ["MODE", false, "a"],
      ["PORT", false, "3000"],
      ["REGION", false, null],
    ]);
  });

  test("t3-env and envalid", async () => {
    expect(await names("createEnv({ server: { SERVER_KEY: z.string() }, runtimeEnv: process.env })")).toEqual(
      ["SERVER_KEY"],
    );
    const { environment } = await factsOf(
      "cleanEnv(process.env, { CLEAN_KEY: str(), CLEAN_PORT: port({ default: 80 }) })",
    );
    expect(environment.map(({ name, required, default: fallback }) => [name, required, fallback])).toEqual([
      ["CLEAN_KEY", true, null],
      ["CLEAN_PORT", false, "80"],
    ]);
  });
});

describe("required, default and message", () => {
  const one = async (code: string) => {
    const [fact] = (await factsOf(code)).environment;
    return fact === undefined
      ? null
      : { required: fact.required, default: fact.default, message: fact.message };
  };
  test.each<[string, string, Awaited<ReturnType<typeof one>>]>([
    ["or", 'use(process.env.A_KEY || "x")', { required: false, default: "x", message: null }],
    ["nullish", 'use(Number(process.env.A_PORT ?? "80"))', { required: false, default: "80", message: null }],
    [
      "after a call",
      "use(parseInt(process.env.A_PORT, 10) || 3000)",
      { required: false, default: "3000", message: null },
    ],
    [
      "a condition",
      'use(process.env.A_KEY ? process.env.A_KEY : "y")',
      { required: false, default: "y", message: null },
    ],
    ["a pattern", 'const { A_KEY = "z" } = process.env', { required: false, default: "z", message: null }],
    [
      "a constant",
      'const D = "c"; use(process.env.A_KEY ?? D)',
      { required: false, default: "c", message: null },
    ],
    ["nothing", "use(process.env.A_KEY)", { required: false, default: null, message: null }],
    [
      "a throw",
      'if (!process.env.A_KEY) throw new Error("Set A_KEY to your key")',
      { required: true, default: null, message: "Set A_KEY to your key" },
    ],
    [
      "what one request lacks",
      'function sign() { const v = process.env.A_KEY; if (!v) throw unavailable({ reason: "no_key" }); return v }',
      { required: false, default: null, message: null },
    ],
    [
      "an exit",
      'const key = process.env.A_KEY; if (!key) { console.error("A_KEY is not set"); process.exit(1) }',
      { required: true, default: null, message: "A_KEY is not set" },
    ],
    [
      "a test in a function",
      'const key = process.env.A_KEY; function call() { if (key === undefined) throw new Error("no A_KEY given") }',
      { required: true, default: null, message: "no A_KEY given" },
    ],
    [
      "one of two",
      'if (!process.env.A_KEY && !other) throw new Error("A_KEY or --key is needed")',
      { required: false, default: null, message: "A_KEY or --key is needed" },
    ],
    [
      "in another's branch",
      'const mode = process.argv[2]; if (mode === "oauth") { if (!process.env.A_KEY) throw new Error("A_KEY is for oauth") }',
      { required: false, default: null, message: "A_KEY is for oauth" },
    ],
    [
      "in a function that is called only in a branch",
      'class K { constructor() { if (this.has()) this.load() } has() { return process.env.A_KEY } load() { if (!process.env.A_KEY) throw new Error("A_KEY is not set") } }',
      { required: false, default: null, message: "A_KEY is not set" },
    ],
    [
      "after an early return",
      'function load(enabled) { if (!enabled) return null; const key = process.env.A_KEY; if (!key) throw new Error("A_KEY is needed here"); return key }',
      { required: false, default: null, message: "A_KEY is needed here" },
    ],
    [
      "what is made once",
      'let client; function get() { if (!client) { if (!process.env.A_KEY) throw new Error("A_KEY is not set"); client = make() } return client }',
      { required: true, default: null, message: "A_KEY is not set" },
    ],
    [
      "a flag before its name",
      'const get = (flag, name, other) => args[flag] || process.env[name] || other; use(get("key", "A_KEY"))',
      { required: false, default: null, message: null },
    ],
    [
      "a flag before its name, and a default",
      'const get = (flag, name, other) => args[flag] || process.env[name] || other; use(get("key", "A_KEY", "d"))',
      { required: false, default: "d", message: null },
    ],
    [
      "one of several",
      'if (!process.env.A_KEY || !other) throw new Error("both of them")',
      { required: true, default: null, message: "both of them" },
    ],
    [
      "an assertion",
      'assert(process.env.A_KEY, "A_KEY has to be there")',
      { required: true, default: null, message: "A_KEY has to be there" },
    ],
    [
      "a function that throws",
      'function need(n) { const v = process.env[n]; if (!v) throw new Error("missing " + n); return v } need("A_KEY")',
      { required: true, default: null, message: null },
    ],
    [
      "a function with a default",
      'function get(n, d) { return process.env[n] ?? d } get("A_KEY", "q")',
      { required: false, default: "q", message: null },
    ],
  ])("%s", async (_, code, expected) => {
    expect(await one(code)).toEqual(expected);
  });

  test("secrets by their names", async () => {
    const { environment } = await factsOf(
      "const { A_API_KEY, A_TOKEN, DB_PASSWORD, A_KEY_FILE, MAX_TOKENS, A_URL } = process.env",
    );
    expect(environment.filter(({ secret }) => secret).map(({ name }) => name)).toEqual([
      "A_API_KEY",
      "A_TOKEN",
      "DB_PASSWORD",
    ]);
  });

  test("places are files and lines", async () => {
    const { environment } = await factsOf("\nuse(process.env.A_KEY)\nuse(process.env.A_KEY)");
    expect(environment[0]?.places).toEqual([
      { file: "index.js", line: 2 },
      { file: "index.js", line: 3 },
    ]);
  });
});

describe("bundles", () => {
  test("what esbuild, rolldown and webpack mark as of node_modules is left out, and lines stay", async () => {
    const { environment } = await factsOf(
      [
        "// node_modules/lib/index.js",
        "use(process.env.LIB_KEY);",
        "// src/index.ts",
        "use(process.env.OWN_KEY);",
        "//#region ../../node_modules/.pnpm/b@1.0.0/node_modules/b/x.js",
        "use(process.env.OTHER_LIB_KEY);",
        "//#endregion",
        "//#region src/cli.ts",
        "use(process.env.CLI_KEY);",
        "//#endregion",
      ].join("\n"),
    );
    expect(environment.map(({ name, places }) => [name, places[0]?.line])).toEqual([
      ["CLI_KEY", 9],
      ["OWN_KEY", 4],
    ]);
  });

  test("without marks, well-known variables of libraries are left out, unless the README names them", async () => {
    const filler = `var filler = "${"x".repeat(210_000)}";`;
    const code = `${filler}use(process.env.FORCE_COLOR, process.env.HTTPS_PROXY, process.env.ACME_KEY)`;
    expect(await names(code)).toEqual(["ACME_KEY"]);
    expect(await names({ "index.js": code, "README.md": "Set HTTPS_PROXY behind a proxy." })).toEqual([
      "ACME_KEY",
      "HTTPS_PROXY",
    ]);
  });
});
