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

  it("because its program hangs leaves nothing, however far from its parents, and agents of others stay", async () => {
    // The second kind is known only to the guard, which runs the server and check-secrets.
    const leave = (seconds: number, ...before: string[]) =>
      ["sh", "-c", `(setsid ${before.join(" ")} sleep ${seconds} >/dev/null 2>&1 </dev/null &)`] as const;
    const hang = ([sh, c, script]: readonly string[]) => [sh, c, `${script}; sleep 8765`];
    const server = {
      binary: "/bin/sh",
      args: ["-c", "ps -eo stat,args | grep '[s]leep 87' | grep -v ^Z; true"],
      secrets: {
        A: { command: [...leave(8761).slice(0, 2), `${leave(8761)[2]}; echo value`] },
        B: { command: hang(leave(8762)), timeout: 1, optional: true },
        C: { command: ["sh", "-c", "echo value"] },
      },
    };
    const bare = {
      ...server.secrets,
      D: {
        command: hang(leave(8763, "env", "-i", "/bin/sh", "-c", "'sleep 8764; :'")),
        timeout: 1,
        optional: true,
      },
    };
    const built = await buildWrappers({
      alone: server,
      watched: { ...server, secrets: bare, parentDeath: "guard" },
    });
    for (const name of ["alone", "watched"] as const) {
      const result = await run([entry(built[name], name)], env);
      expect(result.stderr).toContain("B (command) is left out: sh did not answer within 1 s");
      expect(result.stdout.toString().match(/sleep \d+/g)).toEqual(["sleep 8761"]);
      await endSleepers();
      expect((await run([checkSecrets(built[name], name)], env)).exitCode).toBe(0);
      expect(await sleepers()).toEqual([]);
    }
  });

  it("is not the one whose program is done and has left something on its standard error", async () => {
    const built = await buildWrappers({
      left: {
        secrets: {
          A: { command: ["sh", "-c", "printf value; sleep 8766 >/dev/null </dev/null &"], timeout: 5 },
          B: {
            command: ["sh", "-c", "echo why >&2; sleep 8766 >/dev/null </dev/null & exit 4"],
            timeout: 5,
            optional: true,
          },
        },
      },
    });
    const started = Date.now();
    const result = await run([entry(built.left, "left")], env);
    await endSleepers();
    expect(Date.now() - started).toBeLessThan(4000);
    expect(result.environment().get("A")?.toString()).toBe("value");
    expect(result.stderr).toBe("mcp-left: B (command) is left out: sh failed (exit code 4)\n");
  });

  it("or empty one that is optional leaves what the client set", async () => {
    await writeSecret(join(folder, "empty"), "");
    const { none } = await buildWrappers({
      none: { secrets: { A: { file: "~/empty", optional: true }, B: { command: ["true"], optional: true } } },
    });
    const result = await run([entry(none, "none")], { ...env, A: "client's" });
    expect(result.stderr).toBe(
      "mcp-none: A (file) is left out: it is empty\nmcp-none: B (command) is left out: it is empty\n",
    );
    expect(result.environment().get("A")?.toString()).toBe("client's");
    expect(result.environment().has("B")).toBe(false);
    const checked = await run([checkSecrets(none, "none")], env);
    expect(checked.exitCode).toBe(0);
    expect(resultLines(checked).map((fields) => fields[2])).toEqual(["failed", "failed"]);
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

async function sleepers(): Promise<string[]> {
  const { stdout } = await execa("ps", ["-eo", "pid,stat,args"]);
  return stdout.split("\n").filter((line) => /^ *\d+ [^Z].* sleep 876\d/.test(line));
}

async function endSleepers(): Promise<void> {
  for (const line of await sleepers()) process.kill(Number.parseInt(line, 10));
}

async function processesOf(folder: string): Promise<string[]> {
  const { stdout } = await execa("ps", ["-eo", "stat,args"]);
  return stdout
    .split("\n")
    .filter(
      (line) => !line.startsWith("Z") && (line.includes(`${folder}/tree`) || line.includes("sleep 98765")),
    );
}
