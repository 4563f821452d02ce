import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix, requireNix } from "../../support/nix.ts";
import { removeFolder, testFolder, writeSecret } from "./support/folder.ts";
import { describeWith } from "./support/programs.ts";
import { buildWrappers, checkSecrets, entry, run } from "./support/wrappers.ts";

// A secret that is easy to recognise is looked for wherever one may not be.

const word = "R3C0GN1SABLE";
const secrets = [`${word}-file`, `${word}-env-file`, `${word}-command`];

describeNix("a secret", () => {
  let folder: string;
  let env: Record<string, string>;
  let wrappers: Record<"good" | "slow" | "bad", string>;

  beforeAll(async () => {
    folder = await testFolder();
    env = { HOME: folder, PATH: process.env.PATH! };
    await writeSecret(join(folder, "file"), `${secrets[0]}\n`);
    await writeSecret(join(folder, "env"), `A=1\nENV_FILE='${secrets[1]}'\n`);
    await writeSecret(join(folder, "command"), `${secrets[2]}\n`);
    await writeFile(
      join(folder, "slow"),
      `#!/bin/sh\ntr '\\0' '\\n' < /proc/self/environ > ${folder}/seen.$1\nsleep 0.2\ncat ${folder}/command\n`,
      { mode: 0o755 },
    );
    // Says the secret on both streams, in several shapes, and fails.
    await writeFile(
      join(folder, "fails"),
      `#!/bin/sh\nvalue=$(cat ${folder}/command)\nprintf '%s\\n' "$value" "x $value"\nprintf 'error: bad value "%s"\\n' "$value" >&2\nexit 1\n`,
      { mode: 0o755 },
    );
    await writeFile(join(folder, "pass"), `#!/bin/sh\nexec ${folder}/fails\n`, { mode: 0o755 });
    const fileSecrets = { FILE: { file: "~/file" }, ENV_FILE: { envFile: "~/env" } };
    wrappers = await buildWrappers({
      good: { secrets: { ...fileSecrets, COMMAND: { command: ["sh", "-c", 'cat "$HOME/command"'] } } },
      slow: {
        binary: "/bin/sleep",
        args: ["0.2"],
        secrets: {
          ...fileSecrets,
          COMMAND: { command: ["~/slow", "1"] },
          SECOND: { command: ["~/slow", "2"] },
        },
      },
      bad: {
        env: { PATH: `${folder}:/usr/bin:/bin` },
        secrets: { ...fileSecrets, COMMAND: { command: ["~/fails"] }, PASS: { pass: "x" } },
      },
    });
  });
  afterAll(() => removeFolder(folder));

  it("is in no file of the wrapper's closure", async () => {
    const { stdout } = await execa("nix-store", ["--query", "--requisites", ...Object.values(wrappers)], {
      env: requireNix().env,
    });
    const paths = stdout.split("\n").filter((path) => /-mcp-(good|slow|bad)$/.test(path));
    expect(paths).toHaveLength(3);
    const found = await execa("grep", ["-r", "-l", word, ...paths], { reject: false });
    expect(found.stdout).toBe("");
    expect(found.exitCode).toBe(1);
    // What is there is read as it is: the name of the file is found.
    expect((await execa("grep", ["-r", "-l", "~/file", ...paths])).stdout.split("\n").length).toBeGreaterThan(
      3,
    );
  });

  it("is in no process' arguments while the server starts, and in no other program's environment", async () => {
    const subprocess = execa(entry(wrappers.slow, "slow"), [], { env, extendEnv: false, stdin: "ignore" });
    let running = true;
    void subprocess.finally(() => {
      running = false;
    });
    const seen = new Set<string>();
    while (running) {
      for (const line of await commandLines()) seen.add(line);
      await new Promise((done) => setTimeout(done, 2));
    }
    const result = await subprocess;
    expect(result.exitCode).toBe(0);
    expect([...seen].some((line) => line.includes(`${folder}/slow`))).toBe(true);
    expect([...seen].some((line) => line.startsWith("/bin/sleep 0.2"))).toBe(true);
    expect([...seen].filter((line) => line.includes(word))).toEqual([]);
    expect(result.stdout + result.stderr).not.toContain(word);
    // The second provider ran when three secrets were known.
    for (const file of ["seen.1", "seen.2"]) {
      const environment = await readFile(join(folder, file), "utf8");
      expect(environment).toContain(`HOME=${folder}`);
      expect(environment).not.toContain(word);
    }
  });

  it.each([
    ["quiet surroundings", {}],
    ["a trace on standard error", { SHELLOPTS: "xtrace:verbose", PS4: "+ " }],
    ["a trace on standard output", { SHELLOPTS: "xtrace", BASH_XTRACEFD: "1" }],
    ["a start file that traces", { BASH_ENV: "HOOK", ENV: "HOOK" }],
    ["functions that print", { "BASH_FUNC_read%%": '() { builtin read "$@"; echo "$value"; }' }],
  ])("is in nothing that the wrapper says, in %s", async (_, more) => {
    const hook = join(folder, "hook");
    await writeFile(hook, "set -x\n");
    const surroundings = {
      ...env,
      ...Object.fromEntries(
        Object.entries(more).map(([name, value]) => [name, value === "HOOK" ? hook : value]),
      ),
    };
    const good = await run([checkSecrets(wrappers.good, "good")], surroundings);
    expect(good.stdout.toString()).toBe("COMMAND\tcommand\tok\nENV_FILE\tenvFile\tok\nFILE\tfile\tok\n");
    for (const result of [
      good,
      await run([checkSecrets(wrappers.bad, "bad")], surroundings),
      await run([entry(wrappers.bad, "bad")], surroundings),
    ]) {
      expect(result.stdout.toString()).not.toContain(word);
      expect(result.stderr).not.toContain(word);
    }
    const failed = await run([entry(wrappers.bad, "bad")], surroundings);
    expect(failed.exitCode).toBe(78);
    expect(failed.stderr).toContain("COMMAND (command) is missing: fails failed (exit code 1)");
    expect(failed.stderr).toContain("PASS (pass) is missing: pass failed (exit code 1)");
  });

  describeWith(["strace"], "under strace", () => {
    it("is written into pipes alone, and no file is made", async () => {
      const trace = join(folder, "trace");
      const calls = "trace=open,openat,creat,memfd_create,execve";
      const options = ["-f", "-q", "-s", "4096", "-e", calls, "-o", trace];
      const result = await run(["/usr/bin/env", "strace", ...options, entry(wrappers.good, "good")], {
        ...env,
        LC_ALL: "C.UTF-8",
      });
      expect(result.stderr).toBe("");
      const lines = (await readFile(trace, "utf8")).split("\n");
      expect(lines.some((line) => line.includes("execve") && line.includes("/start"))).toBe(true);
      expect(
        lines.filter((line) => /O_CREAT|creat\(|memfd_create/.test(line) && !line.includes('"/dev/')),
      ).toEqual([]);
      expect(lines.filter((line) => line.includes(word))).toEqual([]);
    });
  });
});

async function commandLines(): Promise<string[]> {
  const lines: string[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const text = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    lines.push(text.replaceAll("\0", " "));
  }
  return lines;
}
