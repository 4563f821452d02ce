import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExecutionProgress } from "../../../src/nixpkgs-mcp/execution/types.ts";
import { describeNix, requireNix } from "../../support/nix.ts";
import { type Stand, standInFlake } from "./stand-in-flake.ts";

const timeoutMs = 20_000;

describeNix("the executor", () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await standInFlake();
  });
  afterAll(() => stand.remove());

  const execute = (attr: string, args: string[] = [], more: object = {}, run: object = {}) =>
    stand.executor().execute({ attr, args, timeoutMs, ...more }, { ...stand.run, ...run });

  it("builds, runs, and remembers", async () => {
    const executor = stand.executor();
    expect(executor.known("hi")).toBeNull();
    const progress: ExecutionProgress[] = [];
    const result = await executor.execute(
      { attr: "hi", args: [], timeoutMs },
      { ...stand.run, onProgress: (step) => progress.push(step) },
    );
    expect(result).toMatchObject({
      attr: "hi",
      exitCode: 0,
      signal: null,
      timedOut: false,
      cancelled: false,
      stdout: { text: "hi\n", bytes: 3, cut: false, binary: false },
      stderr: { text: "", bytes: 0 },
    });
    expect(result.stdout).not.toHaveProperty("resource");
    expect(result.command).toEqual([expect.stringMatching(/^\/nix\/store\/\w{32}-hi-1\.0\/bin\/hi$/)]);
    expect(progress.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["resolve", "build", "run"]));
    expect(progress).toContainEqual(expect.objectContaining({ message: "building hi-1.0" }));

    expect(executor.known("hi")).toMatchObject({ attr: "hi", program: "hi", programs: ["hi"] });
    expect(executor.known("pkgs.hi")?.closureBytes).toBeGreaterThan(0);
    const again: ExecutionProgress[] = [];
    await executor.execute(
      { attr: "hi", args: [], timeoutMs },
      { ...stand.run, onProgress: (step) => again.push(step) },
    );
    expect(again.map(({ kind }) => kind)).toEqual(["run"]);
    // Another process, without any Nix.
    const other = stand.executor({ nix: { bin: "/nowhere", version: "2.26", origin: "path" } });
    expect(other.known("hi")).not.toBeNull();
  });

  it("keeps what it built from garbage collection", async () => {
    await execute("hi");
    const roots = await readdir(join(stand.cacheDir, "gcroots"));
    const nix = requireNix();
    const { stdout } = await execa("nix-store", ["--gc", "--print-roots"], { env: nix.env });
    for (const root of roots) expect(stdout).toContain(join(stand.cacheDir, "gcroots", root));
    expect(roots.length).toBeGreaterThan(0);
  });

  it("notices what was garbage-collected, and builds it again", async () => {
    const executor = stand.executor();
    const { storePath } = await executor.resolve("only", stand.run);
    await rm(join(stand.cacheDir, "gcroots"), { recursive: true });
    const nix = requireNix();
    await execa("nix-store", ["--delete", storePath], { env: nix.env });
    expect(existsSync(storePath)).toBe(false);
    expect(executor.known("only")).toBeNull();
    const result = await executor.execute({ attr: "only", args: [], timeoutMs }, stand.run);
    expect(result.stdout.text).toBe("single\n");
  });

  it("is built again also when it is garbage-collected while it waits for its turn", async () => {
    const narrow = stand.executor({ limits: { runsAtOnce: 1 } });
    const { storePath } = await narrow.resolve("only", stand.run);
    await narrow.resolve("sh", stand.run);
    const long = narrow.execute({ attr: "sh", args: ["-c", "sleep 1"], timeoutMs }, stand.run);
    const waiting = narrow.execute({ attr: "only", args: [], timeoutMs }, stand.run);
    const root = (await readdir(join(stand.cacheDir, "gcroots"))).find((name) => name.endsWith("-only"))!;
    await rm(join(stand.cacheDir, "gcroots", root));
    await execa("nix-store", ["--delete", storePath], { env: requireNix().env });
    await long;
    expect((await waiting).stdout.text).toBe("single\n");
  });

  it.each(["", "{", "null", '{"version":1}', '{"version":2}', "\0\0\0"])(
    "a broken memory (%j) heals",
    async (text) => {
      await execute("hi");
      for (const folder of ["programs", "flakes"]) {
        for (const name of await readdir(join(stand.cacheDir, folder)))
          await writeFile(join(stand.cacheDir, folder, name), text);
      }
      expect((await execute("hi")).stdout.text).toBe("hi\n");
      expect(stand.executor().known("hi")).not.toBeNull();
    },
  );

  it("a memory that names another package is not believed", async () => {
    await execute("hi");
    await execute("named");
    const folder = join(stand.cacheDir, "programs");
    const files = await readdir(folder);
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
    const named = texts.find((text) => text.includes('"attr":"named"'))!;
    await Promise.all(files.map((file) => writeFile(join(folder, file), named)));
    expect((await execute("hi")).stdout.text).toBe("hi\n");
  });

  it("a cache that cannot be written is told", async () => {
    const file = join(stand.folder, "no-folder");
    await writeFile(file, "");
    const failed = stand.executor({ cacheDir: file }).execute({ attr: "hi", args: [], timeoutMs }, stand.run);
    await expect(failed).rejects.toMatchObject({ code: "E_CACHE" });
  });

  it("lets go of what nobody used for long", async () => {
    const cacheDir = join(stand.folder, "old");
    await stand.executor({ cacheDir }).resolve("hi", stand.run);
    expect(await readdir(join(cacheDir, "gcroots"))).toHaveLength(1);
    const kept = stand.executor({ cacheDir });
    await expect.poll(() => kept.known("hi")).not.toBeNull();
    stand.executor({ cacheDir, limits: { rememberedForMs: -1 } });
    await expect.poll(() => readdir(join(cacheDir, "gcroots"))).toEqual([]);
    expect(kept.known("hi")).toBeNull();
  });

  it("one build for all who want the same at once, in two processes too", async () => {
    const counts = join(stand.folder, "counts");
    await mkdir(counts);
    const nix = requireNix();
    const options = {
      env: { ...nix.env, NIX_COUNT_FILE: counts },
      nix: { bin: nix.bin, version: "2.26", origin: "path" as const },
      nixOptions: ["--option", "sandbox", "false", "--offline", "--impure"],
    };
    const one = stand.executor(options);
    const two = stand.executor(options);
    const calls = [one, one, one, two, two].map((executor) =>
      executor.execute({ attr: "counted", args: [], timeoutMs }, stand.run),
    );
    const results = await Promise.all(calls);
    expect(results.map(({ stdout }) => stdout.text)).toEqual(Array(5).fill("counted\n"));
    expect(await readFile(join(counts, "builds"), "utf8")).toBe("x\n");
  });

  it("another revision is another package", async () => {
    const before = await stand.executor().resolve("named", stand.run);
    await stand.rewrite("another");
    const after = await stand.executor().resolve("named", stand.run);
    expect(after.storePath).not.toBe(before.storePath);
    await stand.rewrite("");
  });

  it("the revision may change under a running server", async () => {
    const executor = stand.executor();
    await executor.resolve("hi", stand.run);
    await stand.rewrite("changed meanwhile");
    const result = await executor.execute(
      { attr: "python3Packages.requests", args: [], timeoutMs },
      stand.run,
    );
    expect(result.stdout.text).toBe("r\n");
    await stand.rewrite("");
  });

  it.each([
    ["named", undefined, "named\n"],
    ["only", undefined, "single\n"],
    ["wrong", undefined, "a\n"],
    ["many", "two", "2\n"],
    ["split", undefined, "split\n"],
    ['python3Packages."a.b"', undefined, "ab\n"],
    ["python3Packages.@x/y", undefined, "xy\n"],
    ["pkgs.hi", undefined, "hi\n"],
    ["extra", "hi", "hi\n"],
  ])("%s, program %s", async (attr, program, stdout) => {
    expect((await execute(attr, [], program === undefined ? {} : { program })).stdout.text).toBe(stdout);
  });

  it.each([
    ["many", {}, "E_PROGRAM", /2 programs/, /one, two/],
    ["many", { program: "tow" }, "E_PROGRAM", /no program 'tow'/, /'two'.*one, two/],
    ["many", { program: "../../../bin/sh" }, "E_PROGRAM", /no program/, /one, two/],
    ["nothing", {}, "E_PROGRAM", /no programs/, /library/],
    ["nope", {}, "E_ATTR_UNKNOWN", /no package 'nope'/, /nixpkgs_search/],
    ["other.hi", {}, "E_ATTR_UNKNOWN", /no package 'other.hi'/, /nixpkgs_search/],
    ["hi.nope", {}, "E_ATTR_UNKNOWN", /no package/, /./],
    ["python3Packages", {}, "E_ATTR_SET", /a set of 3/, /python3Packages\.requests/],
    ["text", {}, "E_ATTR_UNKNOWN", /no package but a string/, undefined],
    ["removed", {}, "E_NIX", /has been removed because nobody used it/, undefined],
    ["bad", {}, "E_BUILD", /failed with exit code 3[\s\S]*what went wrong/, /--read-log/],
    ["foreign", {}, "E_UNSUPPORTED", /not available for this system/, /platforms/],
    ["broken", {}, "E_DENIED", /marks it as broken/, /broken: allow/],
    ["insecure", {}, "E_DENIED_NO_ASK", /known vulnerabilities/, /insecure: allow/],
    ["unfree", {}, "E_DENIED_NO_ASK", /unfree licence/, /unfree: allow/],
    ["hidden-unfree", {}, "E_DENIED_NO_ASK", /unfree licence/, /unfree: allow/],
    ["licensed", {}, "E_DENIED_NO_ASK", /unfree licence/, /unfree: allow/],
    ["hi", { flake: "path:/etc" }, "E_DENIED", /does not list/, /flakes:/],
    ["hi", { flake: "--impure" }, "E_FLAKE", /no flake reference/, /./],
    ["hi; rm -rf /", {}, "E_ATTR", /no attribute path/, /nixpkgs_search/],
    ["hi^*", {}, "E_ATTR", /no attribute path/, /./],
    ["legacyPackages.x86_64-linux.hi", {}, "E_ATTR", /no attribute path/, /./],
    ["", {}, "E_ATTR", /no attribute path/, /./],
  ])("%s %j: %s", async (attr, more, code, message, hint) => {
    const error = await execute(attr, [], more).then(
      () => undefined,
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code });
    expect(error.message).toMatch(message);
    if (hint !== undefined) expect(error.hint).toMatch(hint);
  });

  it.each(["unfree", "hidden-unfree", "licensed", "insecure"])(
    "%s runs where the policy allows it",
    async (attr) => {
      const executor = stand.executor({ policy: "unfree: allow\ninsecure: allow\n" });
      expect((await executor.execute({ attr, args: [], timeoutMs }, stand.run)).exitCode).toBe(0);
      // It is built now; permission is needed all the same.
      await expect(execute(attr)).rejects.toMatchObject({ code: "E_DENIED_NO_ASK" });
    },
  );

  it("holds a package to the policy without building it, and a program to those it has", async () => {
    const policy = "packages: { deny: [curl], ask: [hi] }\nunfree: deny\n";
    const executor = stand.executor({ policy });
    const unmarked = { unfree: false, broken: false, insecure: false, unsupported: false };
    await executor.check("never-built", {}, "nonexist");
    await executor.check("hi", {});
    const denied = { code: "E_DENIED" };
    await expect(executor.check("curl", {})).rejects.toMatchObject(denied);
    await expect(executor.check("curlFull", { pname: "curl" })).rejects.toMatchObject(denied);
    await expect(executor.check("x", { marks: { ...unmarked, unfree: true } })).rejects.toMatchObject(denied);
    await executor.resolve("show", stand.run);
    await executor.check("show", {}, "show");
    await expect(executor.check("show", {}, "nonexist")).rejects.toMatchObject({ code: "E_PROGRAM" });
  });

  it("a package whose name is told by its derivation only is denied by that, built or not", async () => {
    const denying = () =>
      stand.executor({ policy: "packages: { deny: [curl] }" }).resolve("nameless", stand.run);
    await expect(denying()).rejects.toMatchObject({ code: "E_DENIED" });
    expect((await execute("nameless")).stdout.text).toBe("nameless\n");
    await expect(denying()).rejects.toMatchObject({ code: "E_DENIED" });
  });

  it("the user's own form of past revisions is trusted as the flake is", async () => {
    const flakeTemplate = `${stand.flake}?narHash={revision}`;
    const flake = flakeTemplate.replace("{revision}", "0".repeat(40));
    const codeOf = (options: object) =>
      stand
        .executor({ policy: "flakes: []\n", ...options })
        .execute({ attr: "hi", args: [], timeoutMs, flake }, stand.run)
        .catch((error: { code: string }) => error.code);
    expect(await codeOf({})).toBe("E_DENIED");
    // Nix is asked for it, and knows no such hash.
    expect(await codeOf({ flakeTemplate })).not.toBe("E_DENIED");
    // A marked package is asked about all the same.
    expect(await codeOf({ flakeTemplate: `${stand.flake}/{revision}` })).toBe("E_DENIED");
  });

  it("Nix gets none of the caller's keys", async () => {
    const nixOptions = ["--option", "sandbox", "false", "--offline", "--impure"];
    process.env.SECRET_KEY = "hunter2";
    const executor = stand.executor({ nixOptions });
    const result = await executor.execute({ attr: "key", args: [], timeoutMs }, stand.run);
    delete process.env.SECRET_KEY;
    expect(result.stdout.text).toBe("[]\n");
  });

  it("asks the person once a call, and not again after 'always'", async () => {
    const questions: string[] = [];
    const executor = stand.executor();
    let answer: "yes" | "no" | "always" = "no";
    const run = {
      caller: {
        roots: [],
        session: "s",
        ask: async (question: string) => {
          questions.push(question);
          return answer;
        },
      },
    };
    await expect(executor.execute({ attr: "unfree", args: [], timeoutMs }, run)).rejects.toThrow(/said no/);
    answer = "always";
    await executor.execute({ attr: "unfree", args: [], timeoutMs }, run);
    await executor.execute({ attr: "unfree", args: [], timeoutMs }, run);
    expect(questions).toHaveLength(2);
  });

  it("facts of a catalog spare the evaluation", async () => {
    const executor = stand.executor({
      facts: async () => ({
        mainProgram: null,
        marks: { unfree: true, broken: false, insecure: false, unsupported: false },
      }),
      nix: { bin: "/nowhere", version: "2.26", origin: "path" },
    });
    await expect(executor.resolve("never-seen", stand.run)).rejects.toMatchObject({
      code: "E_DENIED_NO_ASK",
    });
  });

  it("what must not be built here is not", async () => {
    const policy = "build: deny\n";
    await stand.rewrite("not built");
    const denied = stand.executor({ policy }).resolve("show", stand.run);
    await expect(denied).rejects.toMatchObject({ code: "E_NOT_CACHED" });
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return "yes" as const;
    };
    const found = await stand
      .executor({ policy: "build: ask\n" })
      .resolve("show", { caller: { roots: [], ask } });
    expect(found.program).toBe("show");
    expect(asked).toEqual([expect.stringMatching(/built here/)]);
    await stand.rewrite("");
  });

  it("without Nix: what is built runs, for the rest it says what is missing", async () => {
    await execute("hi");
    const executor = stand.executor({
      nix: undefined as never,
      env: { HOME: stand.folder, PATH: "/nowhere" },
    });
    await expect(executor.resolve("show", stand.run)).rejects.toMatchObject({ code: "E_NO_NIX" });
  });

  it("cancelled during a build: the build ends", async () => {
    const executor = stand.executor();
    const controller = new AbortController();
    const steps: string[] = [];
    const call = executor.execute(
      { attr: "slow", args: [], timeoutMs },
      { ...stand.run, signal: controller.signal, onProgress: ({ message }) => steps.push(message) },
    );
    const rejected = expect(call).rejects.toThrow("not wanted any more");
    await expect.poll(() => steps, { timeout: 10_000 }).toContain("building slow-1.0");
    const start = performance.now();
    controller.abort(new Error("not wanted any more"));
    await rejected;
    await executor.close();
    expect(performance.now() - start).toBeLessThan(8_000);
    expect((await processesNamed("sleep 300")).length).toBe(0);
  });

  it("one who gives up does not stop the build for others", async () => {
    await stand.rewrite("shared");
    const executor = stand.executor();
    const controller = new AbortController();
    const first = executor.resolve("hi", { ...stand.run, signal: controller.signal });
    const second = executor.resolve("hi", stand.run);
    controller.abort(new Error("gave up"));
    await expect(first).rejects.toThrow("gave up");
    expect((await second).program).toBe("hi");
    await stand.rewrite("");
  });

  it("prewarm builds in the background, and tells what fails", async () => {
    await stand.rewrite("warm");
    const executor = stand.executor();
    const failed: unknown[] = [];
    executor.prewarm(["nope", "unfree", "hi"], (attr, error) =>
      failed.push([attr, (error as { code: string }).code]),
    );
    await expect.poll(() => failed.length, { timeout: 20_000 }).toBe(2);
    await expect.poll(() => executor.known("hi"), { timeout: 20_000 }).not.toBeNull();
    expect(failed).toEqual([
      ["nope", "E_ATTR_UNKNOWN"],
      ["unfree", "E_DENIED_NO_ASK"],
    ]);
    await stand.rewrite("");
  });

  it("a folder outside of the client's is refused, also behind a link", async () => {
    await mkdir(join(stand.root, "inside"), { recursive: true });
    await symlink("/etc", join(stand.root, "etc")).catch(() => {});
    const pwd = async (cwd: string | undefined) =>
      (await execute("sh", ["-c", "pwd"], cwd === undefined ? {} : { cwd })).stdout.text.trim();
    expect(await pwd(undefined)).toBe(stand.root);
    expect(await pwd(join(stand.root, "inside"))).toBe(join(stand.root, "inside"));
    for (const cwd of ["/etc", join(stand.root, "etc"), join(stand.root, ".."), `${stand.root}-2`, "inside"])
      await expect(pwd(cwd)).rejects.toMatchObject({ code: "E_CWD" });
    const elsewhere = execute("hi", [], {}, { caller: { roots: [join(stand.root, "nowhere")] } });
    await expect(elsewhere).rejects.toMatchObject({ code: "E_CWD" });
  });

  it("a shell of several packages", async () => {
    const shell = (attrs: string[], command: string[]) =>
      stand.executor().shell({ attrs, command, timeoutMs }, stand.run);
    const result = await shell(["sh", "hi", "show", "nothing"], ["sh", "-c", "hi; show 'a b' \"$0\"", "z"]);
    expect(result.stdout.text).toBe("hi\n[a b]\n[z]\n");
    expect(result.attr).toBe("sh hi show nothing");
    await expect(shell(["hi"], ["ls"])).rejects.toMatchObject({ code: "E_PROGRAM" });
    await expect(shell(["hi"], ["/bin/ls"])).rejects.toMatchObject({ code: "E_PROGRAM" });
    await expect(shell(["hi", "sh"], ["hi | sh"])).rejects.toThrow(/no|none/);
    await expect(shell([], ["hi"])).rejects.toMatchObject({ code: "E_ARGS" });
    await expect(shell(["hi"], [])).rejects.toMatchObject({ code: "E_ARGS" });
  });

  it("after close nothing runs", async () => {
    const executor = stand.executor();
    await executor.close();
    await expect(executor.execute({ attr: "hi", args: [], timeoutMs }, stand.run)).rejects.toMatchObject({
      code: "E_CLOSED",
    });
  });
});

async function processesNamed(words: string): Promise<string[]> {
  const { stdout } = await execa("ps", ["-eo", "args"]);
  return stdout.split("\n").filter((line) => line === words);
}
