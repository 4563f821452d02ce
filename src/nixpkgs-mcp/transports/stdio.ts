import type { Readable, Writable } from "node:stream";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { isJSONRPCRequest, type JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { Lines } from "./lines.ts";
import { type ErrorReply, readMessages } from "./read-message.ts";

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
  readonly #lines = new Lines();
  /** Requests of the client that are not answered yet. */
  readonly #open = new Set<string | number>();
  readonly #patience: number;
  #whenAnswered: (() => void) | undefined;
  #closed = false;

  /** `patience`: milliseconds that requests have to be answered in once stdin has ended, as it does in a pipe. */
  constructor(input: Readable, output: Writable, patience = 300) {
    this.#input = input;
    this.#output = output;
    this.#patience = patience;
  }

  async start(): Promise<void> {
    this.#input.on("data", (chunk: Buffer) => {
      for (const line of this.#lines.push(chunk)) this.#take(line);
    });
    this.#input.on("end", () => void this.#drain());
    this.#input.on("error", (error) => this.#gone(error));
    this.#output.on("error", (error) => this.#gone(error));
    this.#output.on("close", () => void this.close());
  }

  async send(message: JSONRPCMessage | ErrorReply): Promise<void> {
    if (this.#closed) return;
    const flushed = this.#output.write(`${JSON.stringify(message)}\n`);
    if (!("method" in message) && message.id !== null && message.id !== undefined) this.#answered(message.id);
    if (!flushed) await this.#drained();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.pause();
    this.#whenAnswered?.();
    this.onclose?.();
  }

  #take(line: string | null): void {
    for (const read of readMessages(line)) {
      if (this.#closed) return;
      if ("reply" in read) {
        this.onerror?.(new Error(read.reply.error.message));
        void this.send(read.reply);
        continue;
      }
      const { message } = read;
      if (isJSONRPCRequest(message)) this.#open.add(message.id);
      else if ("method" in message && message.method === "notifications/cancelled") {
        const { requestId } = (message.params ?? {}) as { requestId?: string | number };
        if (requestId !== undefined) this.#answered(requestId);
      }
      this.onmessage?.(message);
    }
  }

  #answered(id: string | number): void {
    this.#open.delete(id);
    if (this.#open.size === 0) this.#whenAnswered?.();
  }

  /** The client will say nothing more. What it asked just before is still answered, if that is quick. */
  async #drain(): Promise<void> {
    if (this.#open.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#patience);
        this.#whenAnswered = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
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
