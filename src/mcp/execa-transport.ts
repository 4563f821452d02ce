import { ReadBuffer, serializeMessage } from "@modelcontextprotocol/sdk/shared/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { execa } from "execa";

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
  /** Lines on stdout that are not MCP: the specification forbids them, clients live with them. */
  readonly strayLines: number;
}

const MAX_STDERR = 64 * 1024;
/** How long a server may take to end after its stdin closed, and after SIGTERM, in milliseconds. */
const GRACE_MS = 1000;

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
  #strayLines = 0;
  #process: ReturnType<typeof spawnServer> | undefined;
  #stderr = "";
  /** Settles when the process has ended. */
  readonly ended: Promise<ServerEnd>;
  #end: (end: ServerEnd) => void = () => {};

  constructor(server: ServerCommand) {
    this.#server = server;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async start(): Promise<void> {
    const child = spawnServer(this.#server);
    this.#process = child;
    child.stdout.on("data", (chunk: Buffer) => this.#receive(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString("utf8")).slice(-MAX_STDERR);
    });
    // A server that is gone makes the pipe fail; its end is told by `ended`.
    child.stdin.on("error", () => {});
    child.then((result) => {
      this.#end({
        exitCode: result.exitCode,
        signal: result.signal,
        stderr: this.#stderr || (result.exitCode === undefined ? (result.shortMessage ?? "") : ""),
        strayLines: this.#strayLines,
      });
      this.onclose?.();
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#process?.stdin.write(serializeMessage(message));
  }

  /** Ends the server: stdin closed, then SIGTERM, then SIGKILL, the latter two to its whole group. */
  async close(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    child.stdin.end();
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const timer = new Promise<"late">((resolve) => setTimeout(resolve, GRACE_MS, "late").unref());
      if ((await Promise.race([this.ended, timer])) !== "late") break;
      killGroup(child.pid, signal);
    }
    // Children the server left behind.
    killGroup(child.pid, "SIGKILL");
    child.stdout.destroy();
    child.stderr.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#incoming.append(chunk);
    for (;;) {
      try {
        const message = this.#incoming.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch {
        this.#strayLines += 1;
      }
    }
  }
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}
