import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RUN_VARIABLE } from "../../../src/nixpkgs-mcp/execution/process-tree.ts";
import type { Executor } from "../../../src/nixpkgs-mcp/execution/types.ts";
import { describeNix } from "../../support/nix.ts";
import { type Stand, standInFlake } from "./stand-in-flake.ts";

const timeoutMs = 30_000;

/** A tool that a test can find again, whoever its parents are. */
let counter = 0;
const unique = () => `${1000 + process.pid}.${String(counter++).padStart(4, "0")}`;

function sleeping(seconds: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const state = readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*\) /, "")[0];
        return state !== "Z" && readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(`\0${seconds}\0`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

describeNix("a running tool", () => {
  let stand: Stand;
  let executor: Executor;
  beforeAll(async () => {
    stand = await standInFlake();
    executor = stand.executor({ limits: { outputBytes: 20_000, savedOutputBytes: 1_000_000 } });
    await executor.resolve("sh", stand.run);
    await executor.resolve("show", stand.run);
  });
  afterAll(() => stand.remove());

  const sh = (script: string, more: object = {}, run: object = {}) =>
    executor.execute({ attr: "sh", args: ["-c", script], timeoutMs, ...more }, { ...stand.run, ...run });

  it("gets its arguments as they are", async () => {
    const args = [
      "; rm -rf ~",
      "$(id)",
      "`id`",
      "a\nb",
      "",
      "'\"",
      "\\",
      "--",
      "-n",
      "*",
      "ünï",
      "%s",
      "$HOME",
    ];
    const { stdout } = await executor.execute({ attr: "show", args, timeoutMs }, stand.run);
    expect(stdout.text).toBe(args.map((arg) => `[${arg}]\n`).join(""));
  });

  it("gets any argument as it is", async () => {
    const words = fc.array(
      fc.string({ unit: "binary", maxLength: 20 }).map((text) => text.replaceAll("\0", "")),
      {
        maxLength: 6,
      },
    );
    await fc.assert(
      fc.asyncProperty(words, async (args) => {
        const well = args.map((arg) => Buffer.from(arg).toString());
        const { stdout } = await executor.execute({ attr: "show", args: well, timeoutMs }, stand.run);
        // Control characters may make it binary; then the file has the bytes.
        const bytes =
          stdout.resource === undefined
            ? Buffer.from(stdout.text)
            : Buffer.from((await executor.output(stdout.resource))!.bytes);
        expect(bytes.toString()).toBe(well.map((arg) => `[${arg}]\n`).join(""));
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ["a NUL", ["a\0b"]],
    ["one argument that is too long", ["x".repeat(131_072)]],
    ["too many", Array(20).fill("x".repeat(100_000))],
  ])("refuses arguments no process can have: %s", async (_, args) => {
    const call = executor.execute({ attr: "show", args, timeoutMs }, stand.run);
    await expect(call).rejects.toMatchObject({ code: "E_ARGS" });
  });

  it("gets its input, up to a limit", async () => {
    const stdin = Buffer.alloc(1_048_576, "x");
    expect((await sh("wc -c", { stdin })).stdout.text.trim()).toBe("1048576");
    expect((await sh("cat", { stdin: Buffer.from("hello") })).stdout.text).toBe("hello");
    expect((await sh("wc -c", { stdin: Buffer.alloc(0) })).stdout.text.trim()).toBe("0");
    expect((await sh("wc -c")).stdout.text.trim()).toBe("0");
    await expect(sh("cat", { stdin: Buffer.alloc(2_000_000) })).rejects.toMatchObject({ code: "E_STDIN" });
  });

  it("need not read its input", async () => {
    const result = await sh("exec <&-; echo done", { stdin: Buffer.alloc(1_000_000) });
    expect(result).toMatchObject({ exitCode: 0, stdout: { text: "done\n" } });
  });

  it("ends as it ends", async () => {
    expect(await sh("echo no >&2; exit 3")).toMatchObject({
      exitCode: 3,
      signal: null,
      stderr: { text: "no\n" },
    });
    expect(await sh("kill -SEGV $$")).toMatchObject({ exitCode: null, signal: "SIGSEGV" });
  });

  it("has a short environment, without the client's keys", async () => {
    process.env.NIXPKGS_MCP_TEST_KEY = "secret";
    const { stdout } = await sh("env");
    delete process.env.NIXPKGS_MCP_TEST_KEY;
    expect(stdout.text).not.toMatch(/secret|hunter2/);
    expect(stdout.text).toMatch(/^PATH=\/nix\/store\/[^:]*sh-1\.0\/bin:/m);
    expect(stdout.text).toMatch(/^HOME=/m);
  });

  it("has what the policy adds", async () => {
    const other = stand.executor({ policy: "environment: [SECRET_KEY]\n" });
    const { stdout } = await other.execute({ attr: "sh", args: ["-c", "env"], timeoutMs }, stand.run);
    expect(stdout.text).toMatch(/^SECRET_KEY=hunter2$/m);
  });

  it("long output: head, tail, and the whole as a resource", async () => {
    const { stdout } = await sh("seq 1 20000");
    expect(stdout.cut).toBe(true);
    expect(stdout.bytes).toBe(108_894);
    expect(stdout.text.length).toBeLessThan(20_300);
    expect(stdout.text.startsWith("1\n2\n3\n")).toBe(true);
    expect(stdout.text.endsWith("19999\n20000\n")).toBe(true);
    expect(stdout.text).toContain(`88894 of 108894 bytes left out; the whole: ${stdout.resource}`);
    const whole = await executor.output(stdout.resource!.replace("nixpkgs://output/", ""));
    expect(whole?.binary).toBe(false);
    expect(Buffer.from(whole!.bytes).toString()).toBe(
      Array.from({ length: 20_000 }, (_, i) => `${i + 1}\n`).join(""),
    );
  });

  it("output of just the limit is whole", async () => {
    expect((await sh("head -c 20000 /dev/zero | tr '\\0' x")).stdout).toMatchObject({
      cut: false,
      bytes: 20_000,
    });
    expect((await sh("head -c 20001 /dev/zero | tr '\\0' x")).stdout).toMatchObject({ cut: true });
  });

  it("characters are not torn where output is cut", async () => {
    const { stdout } = await sh(
      "for i in 1 2 3; do head -c 9000 /dev/zero | tr '\\0' x | sed 's/x/é€/g'; done",
    );
    expect(stdout.cut).toBe(true);
    expect(stdout).not.toHaveProperty("saved");
    expect(stdout.text).not.toContain("\ufffd");
    // Five bytes of two characters, of which the second does not fit.
    const part = await executor.output(stdout.resource!, { most: 4 });
    expect(Buffer.from(part!.bytes).toString()).toBe("é");
  });

  it("binary output never becomes text", async () => {
    const { stdout } = await sh("printf '\\211PNG\\r\\n\\032\\n\\000\\000'");
    expect(stdout).toMatchObject({ text: "", bytes: 10, binary: true, cut: false });
    expect(await executor.output(stdout.resource!)).toEqual({
      bytes: Buffer.from("89504e470d0a1a0a0000", "hex"),
      binary: true,
      total: 10,
    });
    const long = (await sh("head -c 300000 /dev/urandom")).stdout;
    expect(long).toMatchObject({ text: "", bytes: 300_000, binary: true, cut: true });
    expect((await executor.output(long.resource!))?.bytes.length).toBe(300_000);
    const part = await executor.output(long.resource!, { offset: 299_990, most: 50 });
    expect([part?.bytes.length, part?.binary, part?.total]).toEqual([10, true, 300_000]);
  });

  it("an output nobody saved is none", async () => {
    for (const id of ["", "..", "../programs/x", "0".repeat(32), "/etc/passwd"])
      expect(await executor.output(id)).toBeNull();
  });

  it("a flood costs neither memory nor disk", async () => {
    global.gc?.();
    const before = process.memoryUsage().rss;
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
    const { stdout } = await sh("head -c 100000000 /dev/zero | tr '\\0' x");
    clearInterval(watch);
    expect(stdout).toMatchObject({ bytes: 100_000_000, cut: true, saved: 1_000_000 });
    expect(stdout.text).toContain(`the first 1000000 bytes: ${stdout.resource}`);
    expect((await executor.output(stdout.resource!))?.bytes.length).toBe(1_000_000);
    expect((peak - before) / 1e6).toBeLessThan(60);
  });

  it("saved outputs are bounded altogether", async () => {
    const small = stand.executor({
      cacheDir: join(stand.folder, "small"),
      limits: { outputBytes: 100, savedTotalBytes: 25_000 },
    });
    const addresses: string[] = [];
    for (let i = 0; i < 5; i++) {
      const call = { attr: "sh", args: ["-c", `seq ${i} 2000`], timeoutMs };
      addresses.push((await small.execute(call, stand.run)).stdout.resource!);
      await pause(20);
    }
    const folder = join(stand.folder, "small", "outputs");
    await expect.poll(async () => (await readdir(folder)).length).toBe(2);
    expect(await small.output(addresses.at(-1)!)).not.toBeNull();
    expect(await small.output(addresses[0]!)).toBeNull();
    const [name] = await readdir(folder);
    expect((await stat(join(folder, name!))).mode & 0o777).toBe(0o600);
  });

  describe("that does not end", () => {
    it("is killed at its time limit, and what it wrote is kept", async () => {
      const start = performance.now();
      const seconds = unique();
      const result = await sh(`echo begun; trap '' TERM; sleep ${seconds}; sleep ${seconds}`, {
        timeoutMs: 300,
      });
      expect(result).toMatchObject({ timedOut: true, cancelled: false, stdout: { text: "begun\n" } });
      expect(result.exitCode === null || result.exitCode !== 0).toBe(true);
      expect(performance.now() - start).toBeLessThan(3_000);
      expect(sleeping(seconds)).toEqual([]);
    });

    it("may end in order", async () => {
      const script = "trap 'echo ended; exit 7' TERM; while :; do sleep 0.05; done";
      expect(await sh(script, { timeoutMs: 300 })).toMatchObject({
        timedOut: true,
        exitCode: 7,
        stdout: { text: "ended\n" },
      });
    });

    it("is killed when cancelled", async () => {
      const seconds = unique();
      const controller = new AbortController();
      const call = sh(`sleep ${seconds}`, {}, { signal: controller.signal });
      await expect.poll(() => sleeping(seconds).length, { timeout: 5_000 }).toBeGreaterThan(0);
      controller.abort(new Error("cancelled"));
      expect(await call).toMatchObject({ cancelled: true, timedOut: false, signal: "SIGTERM" });
      expect(sleeping(seconds)).toEqual([]);
    });

    it("cancelled before its turn, it never runs", async () => {
      const narrow = stand.executor({ limits: { runsAtOnce: 1 } });
      await narrow.resolve("sh", stand.run);
      const controller = new AbortController();
      const first = narrow.execute({ attr: "sh", args: ["-c", "sleep 0.5"], timeoutMs }, stand.run);
      await pause(100);
      const file = join(stand.root, "ran");
      const second = narrow.execute(
        { attr: "sh", args: ["-c", `touch ${file}`], timeoutMs },
        { ...stand.run, signal: controller.signal },
      );
      await pause(50);
      controller.abort(new Error("cancelled"));
      await expect(second).rejects.toThrow("cancelled");
      await first;
      await expect(stat(file)).rejects.toThrow();
    });

    it("floods: memory stays bounded until its end", async () => {
      const result = await sh("exec cat /dev/zero", { timeoutMs: 1_000 });
      expect(result).toMatchObject({ timedOut: true, stdout: { binary: true, cut: true } });
      expect(result.stdout.bytes).toBeGreaterThan(10_000_000);
    });
  });

  describe("that forks", () => {
    it.each([
      ["a child in the background", (s: string) => `sleep ${s} & echo done`],
      ["a child of a session of its own", (s: string) => `setsid sleep ${s} & echo done`],
      ["a daemon", (s: string) => `setsid sh -c 'sleep ${s} <&- >&- 2>&- &' & wait; echo done`],
      [
        "a daemon that holds the output",
        (s: string) => `setsid sh -c 'setsid sleep ${s} &' & wait; echo done`,
      ],
    ])("%s dies with it", async (_, script) => {
      const seconds = unique();
      const start = performance.now();
      const result = await sh(script(seconds));
      expect(result).toMatchObject({ exitCode: 0, timedOut: false, stdout: { text: "done\n" } });
      expect(performance.now() - start).toBeLessThan(3_000);
      await expect.poll(() => sleeping(seconds), { timeout: 5_000 }).toEqual([]);
    });

    it("at its time limit its daemons die, too", async () => {
      const seconds = unique();
      const script = `setsid sh -c 'setsid sleep ${seconds} & exec sleep ${seconds}' & sleep ${seconds}`;
      const result = await sh(script, { timeoutMs: 400 });
      expect(result.timedOut).toBe(true);
      await expect.poll(() => sleeping(seconds), { timeout: 5_000 }).toEqual([]);
    });

    it("again and again", async () => {
      const seconds = unique();
      const script = `f() { sleep ${seconds} & if [ $1 -gt 0 ]; then (f $(($1-1)) &) ; (f $(($1-1)) &); fi; }; f 5; sleep ${seconds}`;
      const result = await sh(script, { timeoutMs: 500 });
      expect(result.timedOut).toBe(true);
      await expect.poll(() => sleeping(seconds), { timeout: 8_000 }).toEqual([]);
    });

    it("when all is closed, nothing is left", async () => {
      const seconds = unique();
      const other = stand.executor();
      const call = other.execute(
        { attr: "sh", args: ["-c", `setsid sleep ${seconds} & sleep ${seconds}`], timeoutMs },
        stand.run,
      );
      await expect.poll(() => sleeping(seconds).length, { timeout: 5_000 }).toBe(2);
      await other.close();
      expect(await call).toMatchObject({ cancelled: true });
      expect(sleeping(seconds)).toEqual([]);
    });
  });

  it("at most so many at once, and callers take turns", async () => {
    const narrow = stand.executor({ limits: { runsAtOnce: 2 } });
    await narrow.resolve("sh", stand.run);
    const log = join(stand.root, "log");
    await writeFile(log, "");
    const call = (session: string, name: string) =>
      narrow.execute(
        {
          attr: "sh",
          args: ["-c", `echo +${name} >> ${log}; sleep 0.1; echo -${name} >> ${log}`],
          timeoutMs,
        },
        { caller: { roots: [], session } },
      );
    const greedy = Array.from({ length: 8 }, (_, i) => call("a", `a${i}`));
    await pause(30);
    const modest = call("b", "b");
    await Promise.all([...greedy, modest]);
    const lines = (await readFile(log, "utf8")).trim().split("\n");
    let running = 0;
    for (const line of lines) {
      running += line.startsWith("+") ? 1 : -1;
      expect(running).toBeLessThanOrEqual(2);
    }
    expect(lines.filter((line) => line.startsWith("+")).indexOf("+b")).toBeLessThan(4);
  });

  it("its mark is in its environment, by which its daemons are found", async () => {
    expect((await sh(`echo $${RUN_VARIABLE}`)).stdout.text).toMatch(/^[0-9a-f]{24}\n$/);
  });
});
