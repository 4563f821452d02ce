import { existsSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { removeFolder, testFolder, writeSecret } from "./support/folder.ts";
import { buildWrappers, checkSecrets, entry, resultLines, run } from "./support/wrappers.ts";

// What happens when a secret cannot be had.

describeNix("a secret that is missing", () => {
  let folder: string;
  let env: Record<string, string>;
  let wrappers: Record<"several" | "hangs" | "open" | "unset" | "pipe", string>;

  beforeAll(async () => {
    folder = await testFolder();
    env = { HOME: folder, PATH: process.env.PATH! };
    await writeSecret(join(folder, "good"), "s3cr3t");
    await writeFile(join(folder, "tree"), treeOfProcesses, { mode: 0o755 });
    wrappers = await buildWrappers({
      several: {
        binary: "/bin/sh",
        args: ["-c", `touch ${folder}/started`],
        secrets: {
          A: { file: "~/none" },
          B: { file: "~/good" },
          C: { command: ["sh", "-c", "echo s3cr3t; echo s3cr3t >&2; exit 3"] },
          D: { pass: { entry: "x", store: "~/store" } },
          E: { envFile: "%h/none.env" },
          F: { file: "~/none", optional: true },
          G: { file: "~" + "/" },
          H: { command: ["~/no-program"] },
          I: { command: ["sh", "-c", "kill -9 $$"] },
        },
      },
      hangs: {
        secretTimeout: 20,
        secrets: {
          A: { command: ["~/tree", "polite"], timeout: 1 },
          B: { command: ["~/tree", "stubborn"], timeout: 1 },
          C: { command: ["sh", "-c", "exec >&-; sleep 98765"], timeout: 1 },
        },
      },
      open: { secrets: { A: { file: "~/open file" }, B: { file: "~/good" } } },
      unset: { secrets: { A: { file: "%r/x" }, B: { file: "$CREDENTIALS_DIRECTORY/x" } } },
      pipe: { secrets: { A: { file: "~/fifo" }, B: { file: "~/silent", timeout: 1, optional: true } } },
    });
  });
  afterAll(() => removeFolder(folder));

  it("is named with all others, with where it was looked for and how to provide it, and nothing is started", async () => {
    const result = await run([entry(wrappers.several, "several")], env);
    expect(result.exitCode).toBe(78);
    expect(result.stdout.length).toBe(0);
    expect(existsSync(join(folder, "started"))).toBe(false);
    const said = result.stderr.split("\n");
    expect(said.every((line) => line === "" || line.startsWith("mcp-several: "))).toBe(true);
    for (const line of [
      `mcp-several: A (file) is missing: there is no file ${folder}/none`,
      `mcp-several:   to provide it: write the value into ${folder}/none, and: chmod 600 '${folder}/none'`,
      "mcp-several: C (command) is missing: sh failed (exit code 3)",
      `mcp-several: E (envFile) is missing: there is no file ${folder}/none.env`,
      `mcp-several:   to provide it: put a line E=… into ${folder}/none.env, and: chmod 600 '${folder}/none.env'`,
      `mcp-several: F (file) is left out: there is no file ${folder}/none`,
      `mcp-several: G (file) is missing: ${folder}/ is a folder`,
      `mcp-several: H (command) is missing: there is no program ${folder}/no-program`,
      "mcp-several: I (command) is missing: sh failed (killed by signal 9)",
      "mcp-several: not started: 7 of 9 secrets missing (mcp-nixgen doctor checks them again)",
    ])
      expect(said).toContain(line);
    expect(result.stderr).toMatch(/^mcp-several: D \(pass\) is missing: /m);
    expect(result.stderr).not.toContain("s3cr3t");
    expect(result.stderr).not.toContain("B (");
  });

  it("is told by check-secrets in one line each, which starts nothing", async () => {
    const result = await run([checkSecrets(wrappers.several, "several")], env, { input: "not read" });
    expect(result.exitCode).toBe(78);
    expect(existsSync(join(folder, "started"))).toBe(false);
    expect(resultLines(result).map((fields) => fields.slice(0, 3).join(" "))).toEqual([
      "A file failed",
      "B file ok",
      "C command failed",
      "D pass failed",
      "E envFile failed",
      "F file failed",
      "G file failed",
      "H command failed",
      "I command failed",
    ]);
    expect(resultLines(result).every((fields) => fields.length === (fields[2] === "ok" ? 3 : 4))).toBe(true);
    expect(result.stdout.toString()).not.toContain("s3cr3t");
  });

  it("because its program hangs fails in time, and the program's whole tree is ended", async () => {
    const started = Date.now();
    const result = await run([entry(wrappers.hangs, "hangs")], env);
    const took = Date.now() - started;
    expect(result.exitCode).toBe(78);
    expect(result.stderr).toMatch(/A \(command\) is missing: tree did not answer within 1 s/);
    expect(result.stderr).toMatch(/B \(command\) is missing: tree did not answer within 1 s/);
    expect(result.stderr).toMatch(/C \(command\) is missing: sh did not answer within 1 s/);
    expect(took).toBeGreaterThan(2900);
    expect(took).toBeLessThan(9000);
    expect(await processesOf(folder)).toEqual([]);
  });

  it("does not outlive a wrapper that is ended while it waits", async () => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      const subprocess = execa(entry(wrappers.hangs, "hangs"), [], {
        env,
        extendEnv: false,
        reject: false,
        stdin: "ignore",
      });
      while ((await processesOf(folder)).length < 3) await new Promise((done) => setTimeout(done, 20));
      subprocess.kill(signal);
      const result = await subprocess;
      expect(result.exitCode).toBe(signal === "SIGINT" ? 130 : 143);
      expect(await processesOf(folder)).toEqual([]);
    }
  });

  it("is not the one whose file others may read: that is used, and told", async () => {
    const file = join(folder, "open file");
    await writeFile(file, "s3cr3t\n", { mode: 0o644 });
    await chmod(file, 0o644);
    const result = await run([entry(wrappers.open, "open")], env);
    expect(result.environment().get("A")?.toString()).toBe("s3cr3t");
    expect(result.stderr).toBe(
      `mcp-open: warning: ${file} is open to others (mode 644); close it with: chmod 600 '${file}'\n`,
    );
    await chmod(file, 0o400);
    expect((await run([entry(wrappers.open, "open")], env)).stderr).toBe("");
  });

  it("because nothing says where its folder is says so", async () => {
    const result = await run([entry(wrappers.unset, "unset")], { HOME: folder, XDG_RUNTIME_DIR: "" });
    expect(result.stderr).toContain("B (file) is missing: nothing says where $CREDENTIALS_DIRECTORY is");
  });

  it("may come out of a named pipe, which has its time limit too", async () => {
    await execa("mkfifo", ["-m", "600", join(folder, "fifo"), join(folder, "silent")]);
    const writer = execa("sh", ["-c", 'printf "through a pipe\\n" > "$1"', "sh", join(folder, "fifo")]);
    const result = await run([entry(wrappers.pipe, "pipe")], env);
    await writer;
    expect(result.environment().get("A")?.toString()).toBe("through a pipe");
    expect(result.stderr).toContain("B (file) is left out: ");
    expect(result.stderr).toContain("did not answer within 1 s");
  });
});

// A program with a child, a grandchild in a session of its own, and one whose parent has gone. Its arguments
// make them findable; `stubborn` ones ignore SIGTERM.
const treeOfProcesses = `#!/usr/bin/env python3
import os, signal, subprocess, sys, time
kind, depth = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
if kind == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if depth < 2:
    subprocess.Popen([sys.executable, __file__, kind, str(depth + 1)], start_new_session=depth == 1)
time.sleep(1000)
`;

async function processesOf(folder: string): Promise<string[]> {
  const { stdout } = await execa("ps", ["-eo", "stat,args"]);
  return stdout
    .split("\n")
    .filter(
      (line) => !line.startsWith("Z") && (line.includes(`${folder}/tree`) || line.includes("sleep 98765")),
    );
}
