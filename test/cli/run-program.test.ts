import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CommandTable, type Context, defineCommand } from "../../src/commands/command.ts";
import { parseCommandLine, splitCommand } from "../../src/commands/parse.ts";
import { runProgram } from "../../src/commands/run-program.ts";
import { ManyErrors, UserError } from "../../src/errors.ts";

const userError = new UserError("it broke", { code: "E_BROKE", where: "here", hint: "Mend it." });

/** A table of one command that does `work`. */
function table(work: (context: Context) => Promise<{ json: Record<string, unknown> }>): CommandTable {
  const command = defineCommand({ description: "", positionals: [], options: {}, examples: [], run: work });
  return { go: { summary: "Go.", load: async () => ({ command }) } };
}

async function run(
  work: Parameters<typeof table>[0],
  argv: readonly string[] = ["go"],
  signal: AbortSignal = new AbortController().signal,
) {
  let stdout = "";
  let stderr = "";
  const code = await runProgram({
    commands: table(work),
    argv,
    io: {
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      columns: 80,
      rows: 24,
    },
    env: {},
    cwd: "/",
    signal,
  });
  return { code, stdout, stderr };
}

describe("a run", () => {
  it("prints one JSON document with warnings and errors in it", async () => {
    const work = async (context: Context) => {
      context.ui.warn("careful");
      return { json: { one: 1 }, text: "not this", errors: [userError] };
    };
    const { code, stdout, stderr } = await run(work, ["go", "--json"]);
    expect([code, stderr]).toEqual([1, ""]);
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      one: 1,
      warnings: ["careful"],
      errors: [{ code: "E_BROKE", message: "it broke", where: "here", hint: "Mend it." }],
    });
    expect(await run(work)).toEqual({
      code: 1,
      stdout: "not this\n",
      stderr: "warning: careful\nerror: it broke\n  --> here\n  hint: Mend it.\n",
    });
  });

  it("prints several errors, and calls a defect one", async () => {
    const many = await run(() => Promise.reject(new ManyErrors([userError, userError])));
    expect(many).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: it broke\n[\s\S]*error: it broke\n/),
    });
    const defect = await run(() => Promise.reject(new TypeError("x is not a function")), ["go", "--json"]);
    expect(JSON.parse(defect.stdout).errors[0]).toMatchObject({
      code: "E_INTERNAL",
      message: "x is not a function",
    });
    const verbose = await run(() => Promise.reject(new TypeError("x")), ["go", "-v"]);
    expect(verbose.stderr).toContain("run-program.test.ts");
  });

  it("hides a password in an address", async () => {
    const secret = new UserError("GET https://user:hunter2@registry.example/x failed", {
      code: "E_HTTP",
      where: "https://user:hunter2@registry.example/x",
    });
    for (const argv of [["go"], ["go", "--json"]]) {
      const { stdout, stderr } = await run(() => Promise.reject(secret), argv);
      expect(stdout + stderr).toContain("https://***@registry.example/x");
      expect(stdout + stderr).not.toContain("hunter2");
    }
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])("ended by %s has exit code %i", async (name, code) => {
    const controller = new AbortController();
    const work = async (context: Context) => {
      controller.abort(name);
      context.signal.throwIfAborted();
      return { json: {} };
    };
    const result = await run(work, ["go", "--json"], controller.signal);
    expect(result.code).toBe(code);
    expect(JSON.parse(result.stdout).errors[0].code).toBe("E_INTERRUPTED");
  });

  it("is quiet when told to, but for warnings", async () => {
    const work = async ({ ui }: Context) => {
      ui.info("info");
      ui.detail("detail");
      ui.warn("warn");
      const tasks = ui.tasks();
      tasks.start("a").done("done");
      return { json: {} };
    };
    expect((await run(work)).stderr).toBe("info\nwarning: warn\na: done\n");
    expect((await run(work, ["go", "-q"])).stderr).toBe("warning: warn\n");
    expect((await run(work, ["go", "-v"])).stderr).toBe("info\ndetail\nwarning: warn\na: done\n");
  });
});

describe("parsing", () => {
  const options = {
    many: { type: "string", multiple: true, description: "" },
    count: { type: "integer", short: "n", description: "", default: 3 },
    dry: { type: "boolean", description: "" },
    file: { type: "string", description: "its own" },
  } as const;
  const positionals = [
    { name: "first", description: "", required: true },
    { name: "rest", description: "", required: false, variadic: true },
  ] as const;
  const parse = (...argv: string[]) => parseCommandLine(argv, options, positionals);

  it("gives values, defaults and words; a command's own option wins over the global one", () => {
    expect(parse("a", "--many=x", "--many", "y", "-n5", "--file", "mine", "-q", "--", "--dry", "-")).toEqual({
      global: { quiet: true },
      options: { many: ["x", "y"], count: 5, dry: false, file: "mine" },
      positionals: { first: "a", rest: ["--dry", "-"] },
    });
    expect(parse("a")).toMatchObject({
      options: { many: [], count: 3, file: undefined },
      positionals: { rest: [] },
    });
  });

  it.each([["1.5"], ["x"], ["1e3"], [""]])("refuses %j as a whole number", (text) => {
    expect(() => parse("a", `--count=${text}`)).toThrow(expect.objectContaining({ code: "E_USAGE" }));
  });

  it("finds the command among global options", () => {
    expect(splitCommand(["-C", "list", "--json", "remove", "list"])).toEqual({
      name: "remove",
      rest: ["-C", "list", "--json", "list"],
    });
    expect(splitCommand(["--file=x", "-q"]).name).toBeUndefined();
  });

  it("throws usage errors only, whatever the words", () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "--",
        "-",
        "--many",
        "-n",
        "--file",
        "--json=",
        "-hVq",
        "--__proto__",
        "--constructor=1",
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
        splitCommand(argv);
        try {
          parse(...argv);
        } catch (error) {
          expect(error).toMatchObject({ code: "E_USAGE" });
        }
      }),
    );
  });
});
