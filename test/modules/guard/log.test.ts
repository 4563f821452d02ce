import { mkdtempSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { builtGuard, describeGuard } from "../../support/guard.ts";

const folder = () => mkdtempSync(join(tmpdir(), "guard-log-"));

async function logged(file: string, script: string, options: object = {}) {
  const words = ["--name", "test", "--scope", "none", "--log", file, "--", "sh", "-c", script];
  return execa(await builtGuard(), words, { reject: false, ...options });
}

const withoutNotes = (text: string) => text.replaceAll(/^--- .*\n/gm, "");

describeGuard("mcp-guard --log", () => {
  it("standard error goes to the client and to the file, which only its owner may read", async () => {
    const file = join(folder(), "deep/er/test.log");
    const done = await logged(file, "echo one >&2; echo out; echo two >&2; exit 3");
    expect({ ...done }).toMatchObject({ exitCode: 3, stdout: "out", stderr: "one\ntwo" });
    const text = await readFile(file, "utf8");
    expect(withoutNotes(text)).toBe("one\ntwo\n");
    expect(text).toMatch(/^--- \S+Z test started, process \d+, client process \d+\n/);
    expect(text).toMatch(/--- \S+Z ended by itself, exit code 3\n$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("$XDG_STATE_HOME, ~/.local/state without it", async () => {
    const home = folder();
    const path = "$XDG_STATE_HOME/mcp-nixgen/log/a.log";
    await logged(path, "echo there >&2", { env: { HOME: home, XDG_STATE_HOME: "" } });
    expect(await readFile(join(home, ".local/state/mcp-nixgen/log/a.log"), "utf8")).toContain("there\n");
    await logged(path, "echo here >&2", { env: { HOME: home, XDG_STATE_HOME: join(home, "state") } });
    expect(await readFile(join(home, "state/mcp-nixgen/log/a.log"), "utf8")).toContain("here\n");
  });

  it("all of a lot arrives, in order", async () => {
    const file = join(folder(), "a.log");
    const { stderr } = await logged(file, "seq 1 50000 >&2");
    const numbers = Array.from({ length: 50_000 }, (_, index) => `${index + 1}`).join("\n");
    expect(stderr).toBe(numbers);
    expect(withoutNotes(await readFile(file, "utf8"))).toBe(`${numbers}\n`);
  });

  it("a file of more than a megabyte makes room; the one before is kept", async () => {
    const file = join(folder(), "a.log");
    await writeFile(file, "x".repeat(1 << 20));
    await logged(file, "echo fresh >&2");
    expect(await readFile(file, "utf8")).toContain("fresh\n");
    expect((await stat(`${file}.1`)).size).toBeGreaterThanOrEqual(1 << 20);
    expect((await stat(file)).size).toBeLessThan(1000);
  });

  it("a file that cannot be written is said, and holds nobody up", async () => {
    const at = folder();
    await mkdir(join(at, "a.log"));
    const done = await logged(join(at, "a.log"), "echo still >&2; exit 2");
    expect(done.exitCode).toBe(2);
    expect(done.stderr).toMatch(/^mcp-test: writes no log: .*a\.log: Is a directory\nstill$/);
  });

  it("a client that does not read standard error does not keep the server from ending", async () => {
    const words = ["--name", "test", "--scope", "none", "--log", join(folder(), "a.log"), "--", "sh", "-c"];
    const script = "seq 1 100000 >&2 & sleep 0.2; exit 4";
    // sleep never reads its standard input, which is the guard's standard error.
    const line = `{ "$@" 2>&3; echo $? >&4; } 3>&1 4>"$RESULT" | sleep 30 & wait %1`;
    const result = join(folder(), "result");
    const shell = execa("bash", ["-c", line, "bash", await builtGuard(), ...words, script], {
      env: { RESULT: result },
      reject: false,
      detached: true,
    });
    let code = "";
    for (let attempt = 0; attempt < 40 && code === ""; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      code = await readFile(result, "utf8").catch(() => "");
    }
    process.kill(-shell.pid!, "SIGKILL");
    await shell;
    expect(code).toBe("4\n");
  });
});
