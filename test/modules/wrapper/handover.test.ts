import { mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { removeFolder, testFolder, writeSecret } from "./support/folder.ts";
import { buildWrappers, entry, run } from "./support/wrappers.ts";

// What the server's process gets from the wrapper besides its environment: nothing that is not the client's.

describeNix("the server behind a wrapper", () => {
  let folder: string;
  let wrappers: Record<"shell", string>;

  beforeAll(async () => {
    folder = await testFolder();
    await writeSecret(join(folder, "key"), "s3cr3t\n");
    wrappers = await buildWrappers({
      shell: {
        binary: "/bin/sh",
        args: ["-c", 'cat; pwd; ls -l /proc/self/fd; echo "$0:$*"; exit 7', "argument 0"],
        secrets: { KEY: { command: ["/bin/echo", "value"] } },
      },
    });
  });
  afterAll(() => removeFolder(folder));

  describe("has its own standard streams, arguments, folder and exit code", () => {
    // Where the wrapper is, how it is called.
    const ways: [string, (program: string) => [string, ...string[]]][] = [
      ["directly", (program) => [program]],
      ["through a symlink", () => [join(folder, "bin/link")]],
      ["through a shell", (program) => ["/bin/sh", "-c", '"$0" "$@"; exit $?', program]],
    ];
    it.each(ways)("are its own, started %s", async (_, way) => {
      const program = entry(wrappers.shell, "shell");
      await mkdir(join(folder, "bin"), { recursive: true });
      await symlink(program, join(folder, "bin/link")).catch(() => {});
      const result = await run(
        [...way(program), "a b", "", "*"],
        { PATH: "/usr/bin:/bin" },
        {
          input: '{"jsonrpc":"2.0"}\nsecond\n',
          cwd: folder,
        },
      );
      expect(result.exitCode).toBe(7);
      expect(result.stderr).toBe("");
      const lines = result.stdout.toString().split("\n");
      expect(lines.slice(0, 3)).toEqual(['{"jsonrpc":"2.0"}', "second", await realpath(folder)]);
      expect(lines.at(-2)).toBe("argument 0:a b  *");
      // Those that the test itself hands down, too.
      const bare = await run(["/bin/ls", "/proc/self/fd"], {}, { input: "" });
      const open = lines.flatMap((line) => /(\d+) -> /.exec(line)?.[1] ?? []).sort();
      expect(open).toEqual(bare.stdout.toString().trim().split("\n").sort());
    });

    it("when it is started many times at once", async () => {
      const program = entry(wrappers.shell, "shell");
      const results = await Promise.all(
        [...Array(12).keys()].map((number) =>
          run([program, `${number}`], { PATH: "/usr/bin:/bin" }, { input: `line ${number}\n` }),
        ),
      );
      for (const [number, result] of results.entries()) {
        expect(result.stdout.toString().startsWith(`line ${number}\n`)).toBe(true);
        expect(result.stdout.toString().endsWith(`argument 0:${number}\n`)).toBe(true);
      }
    });
  });

  it("has no process of the wrapper's left", async () => {
    const { alone } = await buildWrappers({
      alone: {
        binary: "/bin/sh",
        args: ["-c", 'ps -o stat,args --ppid "$$"; exit 0'],
        secrets: {
          A: { command: ["/bin/echo", "x"] },
          B: { command: ["/bin/echo", "x"] },
          C: { file: join(folder, "key") },
        },
      },
    });
    for (let round = 0; round < 20; round++) {
      const result = await run([entry(alone, "alone")], { PATH: "/usr/bin:/bin" });
      const lines = result.stdout.toString().trim().split("\n").slice(1);
      expect(lines.filter((line) => !line.includes("ps -o"))).toEqual([]);
    }
  });

  it("has the client's signals, also after warnings and programs, also behind the guard", async () => {
    await writeFile(join(folder, "open"), "value", { mode: 0o644 });
    const server = {
      binary: "/bin/cat",
      args: ["/proc/self/status"],
      secrets: { A: { file: join(folder, "open") }, B: { command: ["/bin/echo", "value"] } },
    };
    const built = await buildWrappers({ alone: server, guarded: { ...server, parentDeath: "guard" } });
    const signals = (output: Buffer) => output.toString().match(/^Sig(?:Blk|Ign|Cgt).*$/gm);
    const bare = signals((await run(["/bin/cat", "/proc/self/status"], {})).stdout);
    expect(bare).toHaveLength(3);
    for (const name of ["alone", "guarded"] as const) {
      const result = await run([entry(built[name], name)], {});
      expect(result.stderr).toContain("is open to others");
      expect(signals(result.stdout)).toEqual(bare);
    }
  });

  it("hands a provider's program no descriptor of the scripts'", async () => {
    const { open } = await buildWrappers({
      open: {
        secrets: {
          A: { command: ["/bin/ls", "/proc/self/fd"] },
          B: { command: ["/bin/ls", "/proc/self/fd"] },
        },
      },
    });
    const bare = (await run(["/bin/ls", "/proc/self/fd"], {})).stdout.toString().trim();
    const environment = (await run([entry(open, "open")], {})).environment();
    for (const name of ["A", "B"]) expect(environment.get(name)?.toString()).toBe(bare);
  });

  it("may have nobody who reads standard error", async () => {
    await writeFile(join(folder, "open"), "value", { mode: 0o644 });
    const { deaf } = await buildWrappers({ deaf: { secrets: { A: { file: join(folder, "open") } } } });
    const script = '{ "$0"; echo "code $?" >&3; } 2>&1 >/dev/null | exec true; wait';
    const result = await run(
      ["/bin/bash", "-c", `exec 3>&1; ${script.replace('"$0"', 'sleep 0.1; "$0"')}`, entry(deaf, "deaf")],
      { PATH: "/usr/bin:/bin" },
    );
    expect(result.stdout.toString()).toBe("code 0\n");
  });

  it("is named when it cannot be started", async () => {
    const gone = await buildWrappers({ gone: { binary: "/nowhere/server" } });
    const result = await run([entry(gone.gone, "gone")], {});
    expect(result.exitCode).toBe(127);
    expect(result.stderr).toContain("mcp-gone: cannot start /nowhere/server");
    expect(result.stdout.length).toBe(0);
  });
});
