import { isJSONRPCRequest, type JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import type { ErrorReply } from "./read-message.ts";

/** The requests of a client that are not answered yet, whatever became of the connection they came by. */
export class OpenCalls {
  readonly #ids = new Set<string | number>();
  #whenNone: (() => void) | undefined;

  get size(): number {
    return this.#ids.size;
  }

  /** A message of the client came: a request begins, a cancellation ends one. */
  received(message: JSONRPCMessage): void {
    if (isJSONRPCRequest(message)) this.#ids.add(message.id);
    else if ("method" in message && message.method === "notifications/cancelled") {
      const { requestId } = (message.params ?? {}) as { requestId?: string | number };
      this.#end(requestId);
    }
  }

  /** A message went to the client: an answer ends its request. */
  sent(message: JSONRPCMessage | ErrorReply): void {
    if (!("method" in message)) this.#end(message.id);
  }

  /** Resolves once there is none, or after `forget`. */
  none(): Promise<void> {
    if (this.#ids.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenNone = resolve;
    });
  }

  /** Nobody waits for answers any more. */
  forget(): void {
    this.#ids.clear();
    this.#whenNone?.();
  }

  #end(id: string | number | null | undefined): void {
    if (id === null || id === undefined || !this.#ids.delete(id)) return;
    if (this.#ids.size === 0) this.#whenNone?.();
  }
}
