import { setMaxListeners } from "node:events";
import type { Readable, Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { maskSecrets } from "../mask-secrets.ts";
import { type Line, LineSplitter } from "../mcp/line-splitter.ts";
import { describeFailure } from "./failures.ts";
import {
  errorAnswer,
  errorCodes,
  isObject,
  keyOf,
  type Message,
  messagesOf,
  oneLineOfJson,
} from "./json-rpc.ts";
import { Session } from "./session.ts";

export interface BridgeOptions {
  /** The endpoint of a server that speaks streamable HTTP. */
  readonly url: URL;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Texts that no error and no log may repeat. */
  readonly secrets: readonly string[];
  /** The client, by MCP's transport "stdio". Nothing but messages is written to `output`. */
  readonly input: Readable;
  readonly output: Writable;
  /** Ends the bridge as the end of `input` does, without waiting for answers. */
  readonly signal?: AbortSignal;
  /** Told, as one line, what no answer can carry. */
  readonly onTrouble?: (text: string) => void;
  /** All in milliseconds. */
  readonly times?: Partial<typeof usualTimes>;
}

const usualTimes = {
  /** How long a server that is not there is waited for. */
  patience: 10_000,
  /** How long answers are waited for when the client has nothing more to say. The official SDK's kills after 2 s. */
  drain: 1200,
  /** How long the server may take to end the session. */
  farewell: 500,
  /** How long one notification may hold up what follows it. */
  order: 2000,
};

/** Bytes that wait to be sent, beyond which no more are read. */
const MOST_WAITING = 32 * 1024 * 1024;

/** A request of the client's that has no answer yet. */
interface Pending {
  readonly abort: AbortController;
  readonly onAnswer: () => void;
  isSent: boolean;
}

/**
 * Passes messages between a client that starts its server and a server that is reached by HTTP, until the client
 * closes `input` or goes away. Messages are passed on as they are, ids included; a request that fails on
 * the way is answered with an error. Never throws.
 */
export function runBridge(options: BridgeOptions): Promise<void> {
  return new Bridge(options).run();
}

class Bridge {
  readonly #options: BridgeOptions;
  readonly #times: typeof usualTimes;
  readonly #session: Session;
  readonly #over = new AbortController();
  readonly #pending = new Map<string, Pending>();
  readonly #busy = new Set<Promise<void>>();
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** Settles when `output` takes more. */
  #room: Promise<void> | undefined;

  constructor(options: BridgeOptions) {
    this.#options = options;
    this.#times = { ...usualTimes, ...options.times };
    setMaxListeners(0, this.#over.signal);
    this.#session = new Session({
      url: options.url,
      headers: options.headers,
      patienceMs: this.#times.patience,
      deliver: (message) => this.#deliver(message),
      onTrouble: (what, error) => this.#trouble(what, error),
    });
  }

  async run(): Promise<void> {
    const { input, output, signal } = this.#options;
    const gone = new Promise<void>((resolve) => {
      for (const event of ["error", "close"]) output.once(event, () => resolve());
      signal?.addEventListener("abort", () => resolve(), { once: true });
      if (signal?.aborted) resolve();
    });
    const said = this.#read(input).then(() => this.#drained());
    await Promise.race([said, gone]);
    this.#over.abort();
    for (const { abort } of this.#pending.values()) abort.abort();
    await this.#session.end(this.#times.farewell);
    input.destroy();
  }

  async #read(input: Readable): Promise<void> {
    const splitter = new LineSplitter("lf");
    try {
      for await (const chunk of input as AsyncIterable<Buffer>) {
        for (const line of splitter.push(chunk)) this.#take(line);
        while (this.#waiting > MOST_WAITING) await this.#turn;
      }
    } catch (error) {
      this.#trouble("standard input cannot be read", error);
    }
    this.#take(splitter.rest());
  }

  async #drained(): Promise<void> {
    const answered = (async () => {
      await this.#turn;
      while (this.#busy.size > 0) await Promise.all(this.#busy);
    })();
    await Promise.race([answered, pause(this.#times.drain)]);
  }

  #take(line: Line): void {
    if (line !== null && line.length < 64 && line.toString("latin1").trim() === "") return;
    for (const message of this.#parsed(line)) {
      if (message !== null) this.#enqueue(message);
      else this.#refuse(errorCodes.invalidRequest, "Invalid Request: no message of JSON-RPC");
    }
  }

  #parsed(line: Line): readonly (Message | null)[] {
    try {
      if (line !== null) return messagesOf(line);
      this.#refuse(errorCodes.parse, "Parse error: the line is too long");
    } catch {
      this.#refuse(errorCodes.parse, "Parse error: the line is no JSON in UTF-8");
    }
    return [];
  }

  #refuse(code: number, text: string): void {
    this.#track(this.#write(errorAnswer(null, code, text)));
  }

  /** In the order they came; each when the one before is on its way. */
  #enqueue(message: Message): void {
    const size = message.text.length;
    this.#waiting += size;
    this.#turn = this.#turn
      .then(() => (this.#over.signal.aborted ? undefined : this.#dispatch(message)))
      .finally(() => {
        this.#waiting -= size;
      });
  }

  /** Resolves when the next message may go. */
  async #dispatch(message: Message): Promise<void> {
    let next = () => {};
    const sent = new Promise<void>((resolve) => {
      next = resolve;
    });
    const done = message.kind === "request" ? this.#request(message, next) : this.#tell(message);
    this.#track(done);
    if (message.kind === "request") return Promise.race([sent, done]);
    return Promise.race([done, pause(this.#times.order, undefined, { ref: false })]);
  }

  #track(work: Promise<void>): void {
    this.#busy.add(work);
    work.finally(() => this.#busy.delete(work));
  }

  async #request(message: Extract<Message, { kind: "request" }>, next: () => void): Promise<void> {
    const pending: Pending = { abort: new AbortController(), onAnswer: next, isSent: false };
    this.#pending.set(message.key, pending);
    const isOpen = () => this.#pending.get(message.key) === pending;
    // Nothing can be said before the session is there.
    const onTried = message.method === "initialize" ? () => {} : next;
    const onSent = () => {
      pending.isSent = true;
      onTried();
    };
    try {
      await this.#session.send(message, { signal: pending.abort.signal, onSent, onTried, isOpen });
    } catch (error) {
      if (!isOpen() || pending.abort.signal.aborted) return;
      const { message: text, data } = describeFailure(error, this.#options.url);
      await this.#write(errorAnswer(message.id, errorCodes.server, this.#hidden(text), data));
    } finally {
      if (isOpen()) this.#pending.delete(message.key);
    }
  }

  /** A message that has no answer. */
  async #tell(message: Exclude<Message, { kind: "request" }>): Promise<void> {
    const cancelled = this.#cancelledBy(message);
    // The server has not heard of it.
    if (cancelled?.isSent === false) return cancelled.abort.abort();
    const { signal } = this.#over;
    const nothing = () => {};
    try {
      await this.#session.send(message, { signal, onSent: nothing, onTried: nothing, isOpen: () => false });
    } catch (error) {
      if (!this.#over.signal.aborted) this.#trouble("a message did not reach the server", error);
    }
    // The server need not answer any more, and some hold the stream open for ever.
    cancelled?.abort.abort();
  }

  /** The request that a notification takes back: nobody waits for its answer from now on. */
  #cancelledBy(message: Message): Pending | undefined {
    if (message.kind !== "notification" || message.method !== "notifications/cancelled") return undefined;
    const key = isObject(message.params) ? keyOf(message.params.requestId) : "";
    const pending = this.#pending.get(key);
    this.#pending.delete(key);
    return pending;
  }

  async #deliver(message: Message): Promise<void> {
    if (message.kind === "answer") {
      const pending = this.#pending.get(message.key);
      // One that nobody waits for any more, or has had already.
      if (pending === undefined) return;
      this.#pending.delete(message.key);
      pending.onAnswer();
    }
    await this.#write(oneLineOfJson(message.text));
  }

  /** Resolves when the client has room for more; never throws, for a client that is gone ends the bridge. */
  #write(line: string): Promise<void> {
    const { output } = this.#options;
    if (output.writableEnded || output.destroyed) return Promise.resolve();
    if (output.write(`${line}\n`)) return Promise.resolve();
    this.#room ??= new Promise((resolve) => {
      const done = () => {
        for (const event of events) output.off(event, done);
        this.#room = undefined;
        resolve();
      };
      const events = ["drain", "close", "error"] as const;
      for (const event of events) output.once(event, done);
    });
    return this.#room;
  }

  #trouble(what: string, error?: unknown): void {
    const more = error === undefined ? "" : `: ${describeFailure(error, this.#options.url).message}`;
    this.#options.onTrouble?.(this.#hidden(`${what}${more}`));
  }

  #hidden(text: string): string {
    const secrets = this.#options.secrets.filter((secret) => secret !== "");
    const longestFirst = secrets.toSorted((a, b) => b.length - a.length);
    return maskSecrets(longestFirst.reduce((shown, secret) => shown.replaceAll(secret, "***"), text));
  }
}
