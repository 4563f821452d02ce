import { setTimeout as pause } from "node:timers/promises";
import { ReadBuffer, serializeMessage } from "@modelcontextprotocol/sdk/shared/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { execa } from "execa";
import { killGroup, killGroupOnExit } from "./process-group.ts";

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment; nothing of ours is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How a server's process ended, and what it had said on stderr until then. */
export interface ServerEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stderr: string;
  /** The beginning of stdout: where some servers print how they are used, before they end. */
  readonly stdout: string;
  /** Lines on stdout that are not MCP: the specification forbids them, clients live with them. */
  readonly strayLines: number;
}

const MAX_STDERR = 64 * 1024;
/** More than any server says to `initialize` and `tools/list`; beyond it, it is cut off. */
const MAX_STDOUT = 64 * 1024 * 1024;
const MAX_STRAY_LINES = 10_000;
const MAX_STDOUT_HEAD = 16 * 1024;
/** How long a server may take to end after its stdin closed, and after SIGTERM, in milliseconds. */
const GRACE_MS = 1000;
/** How long to wait for the rest of stderr when the process is gone: a child of it may hold the pipe. */
const DRAIN_MS = 100;

function spawnServer({ command, args, env, cwd }: ServerCommand) {
  return execa(command, [...args], {
    env: { ...env },
    extendEnv: false,
    cwd,
    buffer: false,
    reject: false,
    detached: true,
  });
}

type Child = ReturnType<typeof spawnServer>;

/**
 * MCP over a child process' stdin and stdout (MCP specification, transport "stdio"), in a process group of
 * its own, so that closing ends the server's children as well.
 */
export class ExecaTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;

  readonly #server: ServerCommand;
  readonly #incoming = new ReadBuffer();
  #received = 0;
  #strayLines = 0;
  #process: Child | undefined;
  #closing: Promise<void> | undefined;
  #endedByItself: boolean | undefined;
  #stderr = "";
  #stdoutHead = "";
  #forgetGroup: () => void = () => {};
  /** Settles when the process has ended and its stdout is closed; at the latest when `close` is through. */
  readonly ended: Promise<ServerEnd>;
  #end: (end: ServerEnd) => void = () => {};
  /** Settles, with the reason, when there is no talking to a server that goes on living. */
  readonly unusable: Promise<string>;
  #giveUp: (reason: string) => void = () => {};

  constructor(server: ServerCommand) {
    this.#server = server;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.unusable = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
  }

  async start(): Promise<void> {
    const child = spawnServer(this.#server);
    this.#process = child;
    this.#forgetGroup = killGroupOnExit(child.pid);
    child.stdout.on("data", (chunk: Buffer) => this.#receive(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString("utf8")).slice(-MAX_STDERR);
    });
    // A server that is gone makes the pipes fail; its end is told by `ended`.
    for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.on("error", () => {});
    const closed = new Promise<void>((resolve) => child.stdout.once("close", resolve));
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const over = Promise.all([closed, exited]).then(() => pause(DRAIN_MS));
    // Execa's own end waits for every pipe, which children that escaped the group may hold for ever.
    Promise.race([child, over]).then((result) => this.#settle(child, result?.shortMessage));
    closed.then(() => this.#watchSilent());
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#process?.stdin.write(serializeMessage(message));
  }

  /** Ends the server: stdin closed, then SIGTERM, then SIGKILL, the latter two to its whole group. */
  close(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return Promise.resolve();
    this.#endedByItself ??= child.exitCode !== null || child.signalCode !== null;
    this.#closing ??= this.#shutDown(child);
    return this.#closing;
  }

  /** The server's process; undefined before `start`, and where it could not be started. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Was the process gone before `close`? Children of it may hold its stdout still. */
  get endedByItself(): boolean {
    return this.#endedByItself === true;
  }

  async #shutDown(child: Child): Promise<void> {
    child.stdin.end();
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      if (await this.#endsWithin(GRACE_MS)) break;
      killGroup(child.pid, signal);
    }
    // Children the server left behind.
    killGroup(child.pid, "SIGKILL");
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    await this.#endsWithin(GRACE_MS);
    this.#settle(child);
    this.#forgetGroup();
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const enough = new AbortController();
    const late = pause(ms, false, { signal: enough.signal }).catch(() => false);
    const first = await Promise.race([this.ended.then(() => true), late]);
    enough.abort();
    return first;
  }

  #settle(child: Child, failure = ""): void {
    this.#endedByItself ??= true;
    const started = child.pid !== undefined;
    this.#end({
      exitCode: started ? (child.exitCode ?? undefined) : undefined,
      signal: child.signalCode ?? undefined,
      stderr: started ? this.#stderr : failure,
      stdout: this.#stdoutHead,
      strayLines: this.#strayLines,
    });
    this.onclose?.();
  }

  async #watchSilent(): Promise<void> {
    if (await this.#endsWithin(GRACE_MS)) return;
    this.#giveUp("it closed its standard output, over which it would have to answer");
  }

  #receive(chunk: Buffer): void {
    this.#received += chunk.length;
    if (this.#stdoutHead.length < MAX_STDOUT_HEAD) {
      this.#stdoutHead += chunk.toString("utf8", 0, MAX_STDOUT_HEAD);
    }
    if (this.#received > MAX_STDOUT) {
      this.#cutOff("it floods its standard output");
      return;
    }
    try {
      this.#incoming.append(chunk);
    } catch {
      // The SDK's buffer is full.
      this.#cutOff("it writes to its standard output without ever ending a line");
      return;
    }
    while (this.#strayLines <= MAX_STRAY_LINES) {
      try {
        const message = this.#incoming.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch {
        this.#strayLines += 1;
      }
    }
    this.#cutOff("it floods its standard output with lines that are not MCP");
  }

  #cutOff(reason: string): void {
    this.#giveUp(reason);
    this.#process?.stdout.removeAllListeners("data").destroy();
  }
}
