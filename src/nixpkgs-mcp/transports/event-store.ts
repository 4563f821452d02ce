import { randomBytes } from "node:crypto";
import type { EventStore } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";

interface Stored {
  readonly id: string;
  readonly stream: string;
  readonly message: JSONRPCMessage;
  readonly bytes: number;
}

/**
 * The messages that one session sent last, so that a client whose connection broke gets those it missed. Bounded:
 * the oldest go first, and a client that asks for what went is told that the event is unknown.
 */
export class RecentEvents implements EventStore {
  readonly #most: number;
  readonly #mostBytes: number;
  readonly #prefix = randomBytes(6).toString("hex");
  readonly #events: Stored[] = [];
  #bytes = 0;
  #count = 0;

  constructor(most = 512, mostBytes = 4 * 1024 * 1024) {
    this.#most = most;
    this.#mostBytes = mostBytes;
  }

  async storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    const id = `${this.#prefix}-${++this.#count}`;
    const bytes = JSON.stringify(message).length;
    this.#events.push({ id, stream, message, bytes });
    this.#bytes += bytes;
    // The newest stays, however large: it is the answer that somebody waits for.
    while (this.#events.length > 1 && (this.#events.length > this.#most || this.#bytes > this.#mostBytes)) {
      this.#bytes -= this.#events.shift()?.bytes ?? 0;
    }
    return id;
  }

  async getStreamIdForEventId(id: string): Promise<string | undefined> {
    return this.#events.find((event) => event.id === id)?.stream;
  }

  async replayEventsAfter(
    lastId: string,
    { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const from = this.#events.findIndex(({ id }) => id === lastId);
    const stream = this.#events[from]?.stream;
    if (stream === undefined) throw new Error("the event is unknown");
    for (const event of this.#events.slice(from + 1)) {
      // A priming event is empty: there is nothing to send again.
      if (event.stream === stream && "jsonrpc" in event.message) await send(event.id, event.message);
    }
    return stream;
  }
}
