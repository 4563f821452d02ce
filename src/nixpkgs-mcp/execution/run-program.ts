import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { UserError } from "../../errors.ts";
import { killGroup } from "../../mcp/process-group.ts";
import { Capture } from "./capture.ts";
import type { OutputStore } from "./output-store.ts";
import { killRun, RUN_VARIABLE, type RunProcesses, runProcesses } from "./process-tree.ts";
import type { ExecutionResult } from "./types.ts";

/** Between asking a tool to end and ending it. */
const GRACE_MS = 500;
/** How long a tool that has ended may leave its output open before what holds it is killed. */
const DRAIN_MS = 100;
/** For the rest of the output to be read, once nobody holds it that we could kill. */
const LAST_READ_MS = 5_000;

export interface ProgramRun {
  readonly attr: string;
  /** As the result tells it. */
  readonly command: readonly string[];
  /** What is started, where that is more: a sandbox around it. */
  readonly started: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin?: Uint8Array | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of one stream that the result may carry. */
  readonly outputBytes: number;
}

/** Runs programs, and ends whatever they leave behind. */
export class Programs {
  readonly #store: OutputStore;
  readonly #leaders = new Set<number>();
  readonly #sweeps = new Set<Promise<void>>();
  /** A detached group hears nothing of our end. */
  readonly #killAll = () => {
    for (const leader of this.#leaders) killGroup(leader, "SIGKILL");
  };

  constructor(store: OutputStore) {
    this.#store = store;
  }

  /**
   * Runs one program to its end, its time limit or the signal; in the latter cases it and all its descendants
   * are killed, and the result says so. However it ends, nothing of it runs on.
   *
   * @throws UserError `E_EXEC` when it cannot be started
   */
  async run(run: ProgramRun): Promise<ExecutionResult> {
    const mark = randomBytes(12).toString("hex");
    const begin = performance.now();
    const [file = "", ...args] = run.started;
    const child = execa(file, args, {
      cwd: run.cwd,
      env: { ...run.env, [RUN_VARIABLE]: mark },
      extendEnv: false,
      detached: true,
      cleanup: false,
      buffer: false,
      reject: false,
      stripFinalNewline: false,
      encoding: "buffer",
      stdin: run.stdin === undefined ? "ignore" : "pipe",
      ...(run.stdin === undefined ? {} : { input: run.stdin }),
    });
    const { pid } = child;
    if (pid === undefined) throw notStarted(run, await child);
    this.#begun(pid);
    const processes = runProcesses(pid, mark);
    // Execa's own end waits for every pipe, which children may hold for ever.
    child.catch(() => {});
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const captures = [child.stdout, child.stderr].map(
      (stream) => new Capture(stream, run.outputBytes, this.#store),
    );
    const ending = new Ending(run, () => stop(processes, exited));
    await exited;
    ending.settle();
    const durationMs = Math.round((performance.now() - begin) * 10) / 10;
    await this.#drain(processes, captures, child);
    const [stdout, stderr] = await Promise.all(captures.map((capture) => capture.output()));
    return {
      attr: run.attr,
      command: run.command,
      exitCode: child.exitCode,
      signal: child.signalCode,
      timedOut: ending.timedOut,
      cancelled: ending.cancelled,
      durationMs,
      stdout: stdout!,
      stderr: stderr!,
    };
  }

  /** Resolves when nothing of any run is left. */
  async close(): Promise<void> {
    this.#killAll();
    await Promise.all(this.#sweeps);
  }

  #begun(leader: number): void {
    if (this.#leaders.size === 0) process.on("exit", this.#killAll);
    this.#leaders.add(leader);
  }

  #ended(leader: number): void {
    this.#leaders.delete(leader);
    if (this.#leaders.size === 0) process.off("exit", this.#killAll);
  }

  async #drain(
    processes: RunProcesses,
    captures: readonly Capture[],
    child: { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream },
  ): Promise<void> {
    const done = Promise.all(captures.map((capture) => capture.done));
    // What the tool left behind and holds no pipe is no reason to keep the caller waiting.
    if (await within(done, DRAIN_MS)) return this.#sweep(processes);
    await killRun(processes);
    this.#ended(processes.leader);
    if (await within(done, LAST_READ_MS)) return;
    for (const stream of [child.stdout, child.stderr]) (stream as unknown as { destroy(): void }).destroy();
    await done;
  }

  #sweep(processes: RunProcesses): void {
    const sweep = killRun(processes)
      .catch(() => {})
      .then(() => {
        this.#ended(processes.leader);
        this.#sweeps.delete(sweep);
      });
    this.#sweeps.add(sweep);
  }
}

/** Why a run ends before its program does. */
class Ending {
  timedOut = false;
  cancelled = false;
  readonly #timer: NodeJS.Timeout;
  readonly #signal: AbortSignal | undefined;
  readonly #stop: () => void;
  readonly #cancel = () => {
    if (!this.timedOut) this.cancelled = true;
    this.#stop();
  };

  constructor({ timeoutMs, signal }: ProgramRun, stop: () => void) {
    this.#stop = stop;
    this.#signal = signal;
    this.#timer = setTimeout(() => {
      this.timedOut = !this.cancelled;
      stop();
    }, timeoutMs);
    if (signal?.aborted === true) this.#cancel();
    else signal?.addEventListener("abort", this.#cancel, { once: true });
  }

  settle(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#cancel);
  }
}

async function stop(processes: RunProcesses, exited: Promise<void>): Promise<void> {
  killGroup(processes.leader, "SIGTERM");
  if (!(await within(exited, GRACE_MS))) await killRun(processes);
}

/** Did it settle within this time? */
async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const enough = new AbortController();
  const late = pause(ms, false, { signal: enough.signal }).catch(() => false);
  const first = await Promise.race([promise.then(() => true), late]);
  enough.abort();
  return first;
}

function notStarted(
  run: ProgramRun,
  result: { code?: string | undefined; shortMessage?: string | undefined },
): UserError {
  const reasons: Readonly<Record<string, readonly [message: string, hint: string]>> = {
    ENOENT: [
      "it or its interpreter is not there",
      "If the store was changed by hand, `nix-store --verify --check-contents --repair` mends it.",
    ],
    EACCES: ["it may not be executed", "Is the store mounted noexec?"],
    E2BIG: ["the arguments are too long for this system", "Hand long input over on stdin."],
    ENOEXEC: ["it is no program of this system", "nixpkgs_info lists the platforms it is for."],
  };
  const [message, hint] = reasons[result.code ?? ""] ?? [result.shortMessage ?? "unknown reason", undefined];
  return new UserError(`${run.command[0]} cannot be started: ${message}`, {
    code: "E_EXEC",
    where: run.attr,
    hint,
    cause: result,
  });
}
