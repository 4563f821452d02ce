import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadServersText } from "../../src/config/load.ts";
import { projectLockPath, withProjectLock } from "../../src/config/project-lock.ts";
import { bundledCli, type Cli } from "../support/cli.ts";

let cli: Cli;
let folder: string;

beforeAll(async () => {
  cli = await bundledCli();
});
afterAll(() => cli.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-cli-"));
  return () => rm(folder, { recursive: true });
});

const names = Array.from({ length: 6 }, (_, index) => `s${index}`);
const file = () => join(folder, "servers.yaml");
const text = `# head\nservers:\n${names.map((name) => `  ${name}: {source: "npm:${name}"} # ${name}\n`).join("")}`;

/** Starts the program and tells when it says that it waits for another run. */
function waiting(...args: string[]) {
  const child = execa(process.execPath, [cli.path, ...args], { cwd: folder, reject: false, stdin: "ignore" });
  const told = new Promise<void>((resolve) => {
    child.stderr.on("data", (chunk) => {
      if (String(chunk).includes("waiting for process")) resolve();
    });
  });
  return { child, told };
}

describe("two runs at once", () => {
  it("are one after the other, and no change is lost", async () => {
    await writeFile(file(), text);
    const removed = names.slice(0, 4);
    const runs = await Promise.all(removed.map((name) => cli.run(["remove", name], { cwd: folder })));
    expect(runs.map((run) => run.code)).toEqual([0, 0, 0, 0]);
    const left = await readFile(file(), "utf8");
    expect([...loadServersText(file(), left).servers.keys()]).toEqual(["s4", "s5"]);
    expect(left.startsWith("# head\nservers:\n")).toBe(true);
    expect(await readdir(folder)).toEqual(["servers.yaml"]);
  });

  it("the second waits, says so, and goes on", async () => {
    await writeFile(file(), text);
    const { child, told } = await withProjectLock(folder, async () => {
      const started = waiting("remove", "s0");
      await started.told;
      expect(await readFile(file(), "utf8")).toBe(text);
      return started;
    });
    await told;
    expect((await child).exitCode).toBe(0);
    expect(await readFile(file(), "utf8")).not.toContain("s0");
  });
});

describe("an interrupt", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s while waiting changes nothing and is told", async (signal, code) => {
    await writeFile(file(), text);
    await withProjectLock(folder, async () => {
      const { child, told } = waiting("remove", "s0", "--json");
      await told;
      child.kill(signal);
      const { exitCode, stdout } = await child;
      expect(exitCode).toBe(code);
      expect(JSON.parse(stdout)).toMatchObject({ ok: false, errors: [{ code: "E_INTERRUPTED" }] });
    });
    expect(await readFile(file(), "utf8")).toBe(text);
  });

  it("that cannot be caught leaves a lock that the next run takes over", async () => {
    await writeFile(file(), text);
    const script = `
      const { writeFileSync } = await import("node:fs");
      const { hostname } = await import("node:os");
      writeFileSync(process.argv[1], JSON.stringify({ token: "t", pid: process.pid, host: hostname(), started: null }));
      process.kill(process.pid, "SIGKILL");`;
    await execa(process.execPath, ["--input-type=module", "-e", script, projectLockPath(folder)], {
      reject: false,
    });
    expect(await readdir(folder)).toContain(".mcp-nixgen.lock");
    const { code } = await cli.run(["remove", "s0"], { cwd: folder });
    expect(code).toBe(0);
    expect(await readdir(folder)).toEqual(["servers.yaml"]);
  });
});

describe("a disk that takes no more", () => {
  it("is an error, and every file is as it was", async () => {
    const long = `${text}# ${"x".repeat(4096)}\n`;
    await writeFile(file(), long);
    // A limit on the size of files fails a write in its middle, as a full disk does.
    const script = 'trap "" XFSZ; ulimit -f 1; exec "$1" "$2" remove s0';
    const { exitCode, stderr } = await execa("bash", ["-c", script, "bash", process.execPath, cli.path], {
      cwd: folder,
      reject: false,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: cannot write the file: .*\n {2}--> .*servers\.yaml/);
    expect(await readFile(file(), "utf8")).toBe(long);
    expect(await readdir(folder)).toEqual(["servers.yaml"]);
  });

  it("or is read-only is an error with a reason", async () => {
    if (process.getuid?.() === 0) {
      console.warn("not checked as root: root may write into a read-only folder");
      return;
    }
    await writeFile(file(), text);
    await execa("chmod", ["555", folder]);
    const { code, stderr } = await cli.run(["remove", "s0"], { cwd: folder });
    await execa("chmod", ["755", folder]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("permission denied")]);
  });
});
