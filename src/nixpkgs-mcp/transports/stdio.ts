import type { Readable, Writable } from "node:stream";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { LineSplitter } from "../../mcp/line-splitter.ts";
import { OpenCalls } from "./open-calls.ts";
import { type ErrorReply, readMessages } from "./read-message.ts";

export interface StdioOptions {
  /** Milliseconds that requests have to be answered in once stdin has ended, as it does in a pipe. */
  readonly patience?: number;
  /** Whether nobody reads the output any more; asked while answers are waited for. */
  readonly isReaderGone?: () => boolean;
}

/** The most bytes of one line: 1 MB of stdin as JSON may be six times as long. */
const longestLine = 8 * 1024 * 1024;

/** Milliseconds between two looks whether the reader is gone. */
const lookEvery = 250;

/**
 * MCP over stdin and stdout, a message a line. The SDK's own transport ignores lines that it cannot read and
 * closes at 10 MB without an answer; this one answers with the JSON-RPC error, and knows when the client is gone:
 * stdin has ended, or nobody reads stdout any more.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;

  readonly #input: Readable;
  readonly #output: Writable;
  readonly #lines = new LineSplitter("lf", longestLine);
  readonly #calls = new OpenCalls();
  readonly #options: StdioOptions;
  #closed = false;

  constructor(input: Readable, output: Writable, options: StdioOptions = {}) {
    this.#input = input;
    this.#output = output;
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#input.on("data", (chunk: Buffer) => {
      // One piece at a time: a client that does not read its answers is not read either.
      this.#input.pause();
      void this.#read(chunk).then(() => {
        if (!this.#closed) this.#input.resume();
      });
    });
    this.#input.on("end", () => void this.#drain());
    this.#input.on("error", (error) => this.#gone(error));
    this.#output.on("error", (error) => this.#gone(error));
    this.#output.on("close", () => void this.close());
  }

  async send(message: JSONRPCMessage | ErrorReply): Promise<void> {
    if (this.#closed) return;
    const flushed = this.#output.write(`${JSON.stringify(message)}\n`);
    this.#calls.sent(message);
    if (!flushed) await this.#drained();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.pause();
    this.#calls.forget();
    this.onclose?.();
  }

  async #read(chunk: Buffer): Promise<void> {
    for (const line of this.#lines.push(chunk)) {
      for (const read of readMessages(line?.toString("utf8") ?? null)) {
        if (this.#closed) return;
        if ("reply" in read) {
          this.onerror?.(new Error(read.reply.error.message));
          await this.send(read.reply);
          continue;
        }
        this.#calls.received(read.message);
        this.onmessage?.(read.message);
        if (this.#output.writableNeedDrain) await this.#drained();
      }
    }
  }

  /** The client will say nothing more. What it asked is still answered, in bounded time and while somebody reads. */
  async #drain(): Promise<void> {
    const { patience = 30_000, isReaderGone } = this.#options;
    const timer = setTimeout(() => this.#calls.forget(), patience);
    const look = setInterval(() => {
      if (isReaderGone?.()) this.#calls.forget();
    }, lookEvery);
    await this.#calls.none();
    clearTimeout(timer);
    clearInterval(look);
    await this.close();
  }

  #gone(error: Error): void {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EPIPE" && code !== "ECONNRESET") this.onerror?.(error);
    void this.close();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        for (const event of ["drain", "close", "error"]) this.#output.off(event, done);
        resolve();
      };
      for (const event of ["drain", "close", "error"]) this.#output.on(event, done);
    });
  }
}
