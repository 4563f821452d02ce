import { readFileSync } from "node:fs";
import { execa } from "execa";
import fc from "fast-check";
import { expect, it } from "vitest";
import { builtGuard, describeGuard, within } from "../../support/guard.ts";

async function guarded(command: readonly string[], options: object = {}) {
  const words = ["--name", "test", "--scope", "none", "--", ...command];
  return execa(await builtGuard(), words, { reject: false, stripFinalNewline: false, ...options });
}

/** A server that says what it was told, on the way to its own end. */
const listener = `
  for (const name of ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR2"])
    process.on(name, () => { console.log(name); setTimeout(() => process.exit(5), 50); });
  console.log("ready");
  setInterval(() => {}, 1000);`;

describeGuard("through the guard", () => {
  it("any bytes reach the server and come back as they are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200_000 }), async (bytes) => {
        const { stdout } = await guarded(["cat"], { input: bytes, encoding: "buffer" });
        expect(Buffer.from(stdout as unknown as Uint8Array).equals(bytes)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it("any arguments reach the server as they are", async () => {
    const argument = fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"));
    await fc.assert(
      fc.asyncProperty(fc.array(argument), async (words) => {
        const script = "process.stdout.write(JSON.stringify(process.argv.slice(1)))";
        const { stdout } = await guarded([process.execPath, "-e", script, "--", ...words]);
        expect(JSON.parse(String(stdout))).toEqual(JSON.parse(JSON.stringify(words)));
      }),
      { numRuns: 15 },
    );
  });

  for (const code of [0, 1, 7, 78, 255])
    it(`exit code ${code} comes back`, async () => {
      expect((await guarded(["sh", "-c", `exit ${code}`])).exitCode).toBe(code);
    });

  for (const signal of ["SIGKILL", "SIGTERM", "SIGSEGV"] as const)
    it(`a server that ends by ${signal}: so does the guard`, async () => {
      const done = await guarded(["sh", "-c", `kill -${signal.slice(3)} $$`]);
      expect(done.signal).toBe(signal);
    });

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGUSR2"] as const)
    it(`${signal} reaches the server once, which ends in its own way`, async () => {
      const words = ["--name", "test", "--scope", "none", "--", process.execPath, "-e", listener];
      const child = execa(await builtGuard(), words, { reject: false });
      child.stdout.once("data", () => child.kill(signal));
      const { stdout, exitCode } = await child;
      expect({ stdout, exitCode }).toEqual({ stdout: `ready\n${signal}`, exitCode: 5 });
    });

  it("a signal for the whole group reaches the server once", async () => {
    const words = ["--name", "test", "--scope", "none", "--", process.execPath, "-e", listener];
    const child = execa(await builtGuard(), words, { reject: false, detached: true });
    child.stdout.once("data", () => process.kill(-child.pid!, "SIGTERM"));
    expect((await child).stdout).toBe("ready\nSIGTERM");
  });

  it("a descriptor that the server closes is closed", async () => {
    const line = `exec 3>&1 >/dev/null; "$@" | cat`;
    const words = ["--name", "test", "--scope", "none", "--", "sh", "-c", "exec 3>&-; sleep 1"];
    const began = performance.now();
    // The shell itself has let go of it by then, so only the guard could hold it.
    const child = execa("sh", [
      "-c",
      `${line.replace(" | cat", "")} & exec 3>&-; wait`,
      "sh",
      await builtGuard(),
      ...words,
    ]);
    await new Promise((resolve) => child.stdout.once("end", resolve));
    expect(performance.now() - began).toBeLessThan(900);
    await child;
  });

  it("what the server had started ends with it", async () => {
    const { stdout } = await guarded(["sh", "-c", "setsid sleep 300 >/dev/null 2>&1 & echo $!; exit 3"]);
    const pid = Number(String(stdout).trim());
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it("a program that is not there: 127, and standard error says which", async () => {
    const done = await guarded(["/no/such/server"]);
    expect(done.exitCode).toBe(127);
    expect(done.stderr).toContain("mcp-test: /no/such/server: No such file or directory");
    expect((await guarded(["/etc/passwd"])).exitCode).toBe(126);
  });

  it("says nothing of its own where all is well", async () => {
    const done = await guarded(["true"]);
    expect([done.stdout, done.stderr]).toEqual(["", ""]);
  });

  it("leaves no descriptor of its own to the server", async () => {
    const list = ["-c", "ls -1 /proc/$$/fd"];
    const { stdout } = await guarded(["sh", ...list]);
    expect(stdout).toBe((await execa("sh", list, { stripFinalNewline: false })).stdout);
  });

  it("works with standard descriptors closed", async () => {
    const line = 'exec 0<&- 2>&-; "$@"';
    const words = [
      "-c",
      line,
      "sh",
      await builtGuard(),
      "--name",
      "test",
      "--scope",
      "none",
      "--",
      "echo",
      "hi",
    ];
    expect((await execa("sh", words)).stdout).toBe("hi");
  });

  it("takes less than 2 MB of memory, both processes together", async () => {
    const words = ["--name", "test", "--scope", "none", "--", "sleep", "30"];
    const child = execa(await builtGuard(), words, { reject: false });
    const residents = () => [child.pid!, ...childrenOf(child.pid!)].map(residentKilobytes);
    expect(
      await within(
        2000,
        () => residents().length === 2 && childrenOf(childrenOf(child.pid!)[0]!).length === 1,
      ),
    ).not.toBeNull();
    const sum = residents().reduce((a, b) => a + b);
    child.kill("SIGKILL");
    await child;
    expect(sum, `${sum} kB`).toBeLessThan(2048);
  });

  for (const [name, words] of Object.entries({
    "an unknown option": ["--frobnicate", "1", "--", "true"],
    "no command": ["--name", "a", "--"],
    "no name": ["--", "true"],
    "a name that is a path": ["--name", "../x", "--", "true"],
    "a limit that is none": ["--name", "a", "--property", "MemoryMax=lots", "--", "true"],
    "a limit nobody knows": ["--name", "a", "--property", "Memory=1G", "--", "true"],
    "a mode that is none": ["--name", "a", "--parent-death", "never", "--", "true"],
    "a log without the guard": ["--name", "a", "--parent-death", "none", "--log", "/dev/null", "--", "true"],
  }))
    it(`${name}: exit code 64, and nothing is started`, async () => {
      const done = await execa(await builtGuard(), words, { reject: false });
      expect(done.exitCode).toBe(64);
      expect(done.stderr).not.toBe("");
    });
});

describeGuard("limits as systemd writes them", () => {
  const property = async (text: string) =>
    (
      await execa(await builtGuard(), ["--name", "a", "--scope", "none", "--property", text, "--", "true"], {
        reject: false,
      })
    ).exitCode;

  for (const text of [
    "MemoryMax=0",
    "MemoryMax=1073741824",
    "MemoryMax=1.5G",
    "MemoryHigh=0.25T",
    "MemorySwapMax=2E",
    "MemoryMax=12.5%",
    "MemoryMax=infinity",
    "CPUQuota=150%",
    "CPUQuota=12.5%",
    "CPUWeight=1",
    "IOWeight=10000",
    "TasksMax=100",
    "TasksMax=50%",
  ])
    it(`${text} is taken`, async () => expect(await property(text)).toBe(0));

  for (const text of [
    "MemoryMax=",
    "MemoryMax=G",
    "MemoryMax=1.G",
    "MemoryMax=1GB",
    "MemoryMax=-1",
    "MemoryMax=101%",
    "MemoryMax=16E",
    "CPUQuota=2",
    "CPUQuota=0%",
    "CPUWeight=0",
    "CPUWeight=10001",
    "CPUWeight=50%",
    "TasksMax=1.5",
    "TasksMax=1K",
  ])
    it(`${text} is not`, async () => expect(await property(text)).toBe(64));
});

describeGuard("--parent-death pdeathsig", () => {
  it("execs the server itself, which gets SIGTERM with its parent", async () => {
    const words = ["--name", "test", "--scope", "none", "--parent-death", "pdeathsig", "--", "sleep", "300"];
    const client = execa("sh", ["-c", `"$@" & echo $!; wait`, "sh", await builtGuard(), ...words], {
      reject: false,
    });
    const pid = await new Promise<number>((resolve) =>
      client.stdout.once("data", (text) => resolve(Number(text))),
    );
    expect(await within(2000, () => readFileSync(`/proc/${pid}/comm`, "utf8") === "sleep\n")).not.toBeNull();
    client.kill("SIGKILL");
    expect(await within(1000, () => !isThere(pid))).not.toBeNull();
  });
});

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

function residentKilobytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

/** A zombie is gone: whether init looks after its children is not the guard's matter. */
function isThere(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}
