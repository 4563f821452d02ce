import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa, execaSync } from "execa";
import { expect, it, type TestContext } from "vitest";
import { builtGuard, describeGuard, processesWith, within } from "../../support/guard.ts";
import { describeSystemd, startSystemdUser } from "../../support/systemd-user.ts";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
const hasPython = execaSync("python3", ["--version"], { reject: false }).exitCode === 0;
if (!hasPython) process.stderr.write("NOT CHECKED: clients written in Python, for want of python3\n");

const hasBubblewrap =
  execaSync("bwrap", ["--unshare-pid", "--dev-bind", "/", "/", "true"], { reject: false }).exitCode === 0;
if (!hasBubblewrap) process.stderr.write("NOT CHECKED: orphans in bubblewrap, for want of one that works\n");

const clients: Record<string, readonly string[]> = {
  Node: [process.execPath, fixture("client.mjs"), "plain"],
  "Node, through a shell": [process.execPath, fixture("client.mjs"), "shell"],
  "Node, from a worker": [process.execPath, fixture("client.mjs"), "worker"],
  ...(hasPython && {
    Python: ["python3", fixture("clients.py"), "popen"],
    "Python, from a thread that ends": ["python3", fixture("clients.py"), "from_a_thread_that_ends"],
    "Python, through a shell": ["python3", fixture("clients.py"), "through_a_shell"],
    "Python, through a launcher that ends": ["python3", fixture("clients.py"), "through_a_launcher"],
    "Python, its pipe leaked to a sibling": ["python3", fixture("clients.py"), "with_a_leak"],
    "Python, its pipe leaked to the shell in between": [
      "python3",
      fixture("clients.py"),
      "with_a_leak_into_its_shell",
    ],
    "Python, through a broker of another session": ["python3", fixture("clients.py"), "through_a_broker"],
    "Python, that closes standard input": ["python3", fixture("clients.py"), "and_closes_stdin"],
    "Python, the server in its own group": ["python3", fixture("clients.py"), "in_a_group_of_its_own"],
  }),
};

interface Running {
  readonly client: { readonly pid?: number | undefined; kill(signal: NodeJS.Signals): boolean };
  /** Of every process that descends from the client, and of no other. */
  readonly mark: string;
  /** Those among them that are not the client's own. */
  readonly ofServer: () => number[];
}

let count = 0;

async function start(
  { onTestFinished }: TestContext,
  client: readonly string[],
  { options = [], env = {} }: { options?: readonly string[]; env?: Record<string, string> } = {},
): Promise<Running> {
  const guard = await builtGuard();
  const ready = join(mkdtempSync(join(tmpdir(), "guard-test-")), "ready");
  const id = `${process.pid}-${count++}`;
  const server = ["env", `SERVER_MARK=${id}`, fixture("stubborn-server.sh")];
  const command = [guard, "--name", "test", "--scope", "none", ...options, "--", ...server];
  const child = execa(client[0]!, [...client.slice(1), ...command], {
    env: { CLIENT_MARK: id, READY: ready, ...env },
    stdin: "ignore",
    reject: false,
    detached: true,
  });
  const running = {
    client: child,
    mark: `CLIENT_MARK=${id}`,
    ofServer: () => processesWith(`SERVER_MARK=${id}`),
  };
  onTestFinished(async () => {
    for (const pid of processesWith(running.mark)) kill(pid);
    await child;
  });
  expect(await within(10_000, () => existsSync(ready)), "the server starts").not.toBeNull();
  return running;
}

function kill(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

describeGuard("a client that goes", () => {
  for (const [name, client] of Object.entries(clients)) {
    it.concurrent(`${name}: its server lives as long as it does, and ends with it (SIGKILL)`, async (context) => {
      const { client: child, ofServer } = await start(context, client);
      await new Promise((resolve) => setTimeout(resolve, 1200));
      const alive = ofServer().length;
      expect(alive).toBeGreaterThanOrEqual(4);
      child.kill("SIGKILL");
      expect(await within(1000, () => ofServer().length === 0), `of ${alive} processes`).not.toBeNull();
    });
  }

  for (const signal of ["SIGTERM", "SIGSEGV", "SIGHUP"] as const)
    it(`ends the server when the client ends by ${signal}`, async (context) => {
      const { client, ofServer } = await start(context, clients.Node!);
      client.kill(signal);
      expect(await within(1000, () => ofServer().length === 0)).not.toBeNull();
    });
});

describeGuard("a client written in Python", () => {
  const python = (kind: string) => ["python3", fixture("clients.py"), kind];

  it.runIf(hasPython)("a terminal that nobody reads keeps nothing alive, log or not", async (context) => {
    const log = join(mkdtempSync(join(tmpdir(), "guard-test-")), "log");
    const { client, ofServer } = await start(context, python("on_a_terminal_that_nobody_reads"), {
      options: ["--log", log],
      env: { CHATTY: "yes" },
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    client.kill("SIGKILL");
    expect(await within(1000, () => ofServer().length === 0)).not.toBeNull();
  });

  it.runIf(hasPython)(
    "may end the shell in between and standard input instead of itself",
    async (context) => {
      const { ofServer } = await start(context, python("and_ends_the_shell_in_between"));
      expect(await within(1500, () => ofServer().length === 0)).not.toBeNull();
    },
  );

  it.runIf(hasPython)("keeps its server when whoever made the socket pair ends", async (context) => {
    const { ofServer } = await start(context, python("that_handed_its_socket_on"));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(ofServer().length).toBeGreaterThanOrEqual(4);
  });
});

describeGuard("a client that ends its server", () => {
  const guardOf = ({ mark }: Running, which: "front" | "watcher") => {
    const guards = processesWith(mark)
      .filter(isGuard)
      .sort((a, b) => a - b);
    expect(guards).toHaveLength(2);
    return guards[which === "front" ? 0 : 1]!;
  };

  for (const which of ["front", "watcher"] as const)
    it(`with SIGKILL for the guard's ${which}: nothing is left`, async (context) => {
      const running = await start(context, clients.Node!);
      kill(guardOf(running, which));
      expect(await within(1000, () => running.ofServer().length === 0)).not.toBeNull();
      expect(
        await within(500, () => processesWith(running.mark).filter(isGuard).length === 0),
      ).not.toBeNull();
    });

  it("with SIGKILL for its whole group: nothing is left", async (context) => {
    const running = await start(context, clients.Node!);
    kill(-running.client.pid!);
    expect(await within(1000, () => processesWith(running.mark).length === 0)).not.toBeNull();
  });
});

describeGuard("a kernel without pidfd_open", () => {
  describeSystemd("(a service that may not call it)", () => {
    it("asks after the client from time to time", async (context) => {
      const systemd = await startSystemdUser();
      context.onTestFinished(() => systemd.stop());
      const guard = await builtGuard();
      const ready = join(mkdtempSync(join(tmpdir(), "guard-test-")), "ready");
      const mark = `SERVER_MARK=${process.pid}-old-kernel`;
      const server = ["env", mark, `READY=${ready}`, fixture("stubborn-server.sh")];
      const command = [guard, "--name", "old", "--scope", "none", "--", ...server];
      const properties = ["SystemCallFilter=~pidfd_open", "SystemCallErrorNumber=ENOSYS", "KillMode=process"];
      const service = ["--unit=client", "--collect", ...properties.map((text) => `--property=${text}`)];
      await execa("systemd-run", ["--user", ...service, ...clients.Node!, ...command], {
        env: systemd.env,
        extendEnv: false,
      });
      expect(await within(10_000, () => existsSync(ready))).not.toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(processesWith(mark).length).toBeGreaterThanOrEqual(4);
      kill(Number((await systemd.show("client", "MainPID")).MainPID));
      expect(await within(1000, () => processesWith(mark).length === 0)).not.toBeNull();
    });
  });
});

/** Runs a shell with the words after it, and stays a while: the first of its namespace, it would take all with it. */
const staying = ["sh", "-c", '"$@"; sleep 3', "sh"];

/** A session that no process 1 shares, and orphans that go to process 1: whoever runs the tests may be otherwise. */
const ownSession =
  process.getuid?.() === 0
    ? ["unshare", "--pid", "--fork", "--mount-proc", ...staying, "setsid"]
    : ["setsid", "--fork"];

async function expectEnded(name: string, script: string, around: readonly string[]): Promise<void> {
  const guard = await builtGuard();
  const id = `SERVER_MARK=${process.pid}-${name}`;
  const server = ["env", id, fixture("stubborn-server.sh")];
  const words = ["sh", "-c", script, "sh", guard, "--name", name, "--scope", "none", "--", ...server];
  const started = join(mkdtempSync(join(tmpdir(), "guard-test-")), "started");
  const [command, ...rest] = [...around, ...words];
  const env = { STARTED: started, READY: "/dev/null" };
  const running = execa(command!, rest, { env, stdio: "ignore", reject: false });
  expect(await within(10_000, () => existsSync(started))).not.toBeNull();
  // A guard that does not end it has the server up by then; one that does may never start it.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await within(1000, () => processesWith(id).length === 0)).not.toBeNull();
  await running;
}

describeGuard("nobody in between", () => {
  it("a client that was gone before the guard could look: the server ends", async () => {
    // The shell ends at once; whoever writes to the pipe does before the guard starts.
    await expectEnded("orphan", `sleep 0.1 | (sleep 0.4; : >"$STARTED"; exec "$@") & exit`, ownSession);
  });

  it("a client that was killed while its launcher was at work: the server ends", async () => {
    // The inner shell is the launcher; the outer one is the client, and gone before the guard looks.
    await expectEnded(
      "late",
      `sleep 0.1 | sh -c 'sleep 0.4; : >"$STARTED"; "$@"; :' sh "$@" & exit`,
      ownSession,
    );
  });

  it.runIf(hasBubblewrap)("the same in bubblewrap, whose first process is of our session", async () => {
    const inBubblewrap = ["bwrap", "--dev-bind", "/", "/", "--unshare-pid", "--proc", "/proc", ...staying];
    await expectEnded("bubble", `sleep 0.1 | (sleep 0.4; : >"$STARTED"; exec "$@") & exit`, inBubblewrap);
  });

  it.runIf(process.getuid?.() === 0)(
    "a shell that is process 1 of its container gets its answers",
    async () => {
      const line = `printf 'question\\n' | "$@"; :`;
      const words = [
        await builtGuard(),
        "--name",
        "a",
        "--scope",
        "none",
        "--",
        "sh",
        "-c",
        "sleep 0.7; cat",
      ];
      const namespace = ["--pid", "--fork", "--mount-proc", "sh", "-c", line, "sh", ...words];
      const { stdout } = await execa("unshare", namespace, { stdin: "ignore" });
      expect(stdout).toBe("question");
    },
  );

  it("requests from a pipe that is closed at once are answered", async () => {
    const guard = await builtGuard();
    const slow = ["sh", "-c", 'read -r line; sleep 0.7; echo "answer to $line"'];
    const line = `printf 'question\\n' | "$@"`;
    const { stdout } = await execa("sh", [
      "-c",
      line,
      "sh",
      guard,
      "--name",
      "slow",
      "--scope",
      "none",
      "--",
      ...slow,
    ]);
    expect(stdout).toBe("answer to question");
  });
});

function isGuard(pid: number): boolean {
  return execaSync("cat", [`/proc/${pid}/comm`], { reject: false }).stdout === "mcp-guard";
}
