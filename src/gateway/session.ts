import { setMaxListeners } from "node:events";
import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { eventsOf, mediaType, readConversation } from "./conversation.ts";
import type { Exchange } from "./exchange.ts";
import { HttpFailure, LostAnswer } from "./failures.ts";
import { isObject, type Message } from "./json-rpc.ts";
import { reach } from "./reach.ts";

interface SessionOptions {
  readonly url: URL;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly patienceMs: number;
  /** Takes what the server says. */
  readonly deliver: (message: Message) => Promise<void>;
  /** Told what no answer can carry. */
  readonly onTrouble: (what: string, error?: unknown) => void;
}

interface SendOptions {
  readonly signal: AbortSignal;
  /** The message is on its way. */
  readonly onSent: () => void;
  /** The first attempt is over, with or without success. */
  readonly onTried: () => void;
  /** Of a request: whether its answer is still to come. */
  readonly isOpen: () => boolean;
}

const initialized = '{"jsonrpc":"2.0","method":"notifications/initialized"}';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * The client's side of MCP's transport "streamable HTTP" (specification of 2025-11-25), for messages made by
 * somebody else: it looks into `initialize` and its answer and passes on everything else as it is. A session that
 * the server has forgotten is begun anew with the client's own `initialize`; what the client had set up in it
 * (subscriptions, the log level) is gone, as the protocol has no way to ask for it.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #over = new AbortController();
  #id: string | undefined;
  #version: string | undefined;
  /** The client's own words. */
  #hello: Extract<Message, { kind: "request" }> | undefined;
  #isReady = false;
  #renewing: Promise<void> | undefined;
  #listening = new AbortController();

  constructor(options: SessionOptions) {
    this.#options = options;
    setMaxListeners(0, this.#over.signal);
  }

  /**
   * Sends one message. Of a request, it resolves when the server has ended its reply. Throws what the
   * client is to be told: HttpFailure, Unreachable, LostAnswer, …; an AbortError.
   */
  async send(message: Message, options: SendOptions): Promise<void> {
    if (message.kind === "request" && message.method === "initialize") {
      this.#listening.abort();
      return this.#initialize(message, options, this.#options.deliver);
    }
    const reply = await this.#postOrRenew(message, options);
    if (message.kind === "request") return this.#converse(reply, options, this.#options.deliver);
    reply.resume();
    if (isInitialized(message)) {
      this.#isReady = true;
      this.#listen();
    }
  }

  /** Ends everything under way, and tells the server that the session is over. Never throws. */
  async end(withinMs: number): Promise<void> {
    this.#listening.abort();
    this.#over.abort();
    if (this.#id === undefined) return;
    const request = { method: "DELETE", signal: AbortSignal.timeout(withinMs) } as const;
    await reach(this.#request(request, this.#ofSession()), { patienceMs: 0, repeatable: false }).then(
      (answer) => answer.resume(),
      // A server may refuse it (405), and one that is gone has ended it already.
      () => {},
    );
  }

  #request(request: Omit<Exchange, "url" | "headers">, more: Record<string, string> = {}): Exchange {
    const { url, headers } = this.#options;
    return { ...request, url, headers: { ...headers, ...more } };
  }

  #ofSession(): Record<string, string> {
    return {
      ...(this.#id === undefined ? {} : { "mcp-session-id": this.#id }),
      ...(this.#version === undefined ? {} : { "mcp-protocol-version": this.#version }),
    };
  }

  #post(
    message: Pick<Message, "text">,
    { signal, onSent, onTried }: Omit<SendOptions, "isOpen">,
    { repeatable = false, isFirst = false } = {},
  ): Promise<IncomingMessage> {
    const request = this.#request(
      { method: "POST", body: message.text, signal, onSent },
      {
        ...(isFirst ? {} : this.#ofSession()),
        accept: "application/json, text/event-stream",
        "content-type": "application/json",
      },
    );
    return reach(request, { patienceMs: this.#options.patienceMs, repeatable, onTried });
  }

  async #postOrRenew(message: Message, options: SendOptions): Promise<IncomingMessage> {
    const used = this.#id;
    const repeatable = isInitialized(message);
    try {
      return await this.#post(message, options, { repeatable });
    } catch (error) {
      if (!this.#isExpired(error, used)) throw error;
      await this.#renew(used);
      options.signal.throwIfAborted();
      return this.#post(message, options);
    }
  }

  /** The specification has 404; the 400 is what servers after an example of the official SDK's say. */
  #isExpired(error: unknown, used: string | undefined): boolean {
    if (!(error instanceof HttpFailure) || used === undefined || this.#hello === undefined) return false;
    return error.status === 404 || (error.status === 400 && /session/i.test(error.words));
  }

  async #initialize(
    hello: Extract<Message, { kind: "request" }>,
    options: SendOptions,
    deliver: SessionOptions["deliver"],
  ): Promise<void> {
    const reply = await this.#post(hello, options, { repeatable: true, isFirst: true });
    const id = reply.headers["mcp-session-id"];
    await this.#converse(reply, options, async (message) => {
      if (message.kind === "answer" && message.key === hello.key && message.failure === undefined) {
        this.#id = typeof id === "string" ? id : undefined;
        this.#version = versionIn(message.result);
        this.#hello = hello;
      }
      await deliver(message);
    });
  }

  /** One at a time; nothing where another request has renewed the session meanwhile. */
  #renew(expired: string | undefined): Promise<void> {
    if (this.#renewing !== undefined) return this.#renewing;
    if (this.#id !== expired) return Promise.resolve();
    this.#renewing = this.#begin().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #begin(): Promise<void> {
    const hello = this.#hello;
    if (hello === undefined) throw new LostAnswer("the session is over");
    const { signal } = this.#over;
    let isOpen = true;
    let failure: string | undefined;
    const options = { signal, onSent: () => {}, onTried: () => {}, isOpen: () => isOpen };
    await this.#initialize(hello, options, async (message) => {
      // The client has had this answer once.
      if (message.kind !== "answer" || message.key !== hello.key) return this.#options.deliver(message);
      isOpen = false;
      failure = message.failure;
    });
    if (failure !== undefined)
      throw new LostAnswer(`the session is over, and a new one is refused: ${failure}`);
    this.#options.onTrouble("the server had forgotten the session: it was begun anew");
    if (!this.#isReady) return;
    (await this.#post({ text: initialized }, options, { repeatable: true })).resume();
    this.#listen();
  }

  #converse(reply: IncomingMessage, options: SendOptions, deliver: SessionOptions["deliver"]): Promise<void> {
    const { signal, isOpen } = options;
    return readConversation(reply, {
      deliver: async (message) => {
        // An error whose id is null is about what was sent, which is this request.
        if (message.kind === "answer" && message.key === "null") throw new LostAnswer(message.failure ?? "");
        await deliver(message);
      },
      isOpen,
      signal,
      resume: (lastEventId) => this.#stream(signal, lastEventId),
      onStray: this.#onStray,
    });
  }

  readonly #onStray = () => this.#options.onTrouble("the server sent something that is no message");

  #stream(signal: AbortSignal, lastEventId: string | undefined): Promise<IncomingMessage> {
    const last = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
    const request = this.#request(
      { method: "GET", signal },
      { ...this.#ofSession(), accept: "text/event-stream", ...last },
    );
    return reach(request, { patienceMs: this.#options.patienceMs, repeatable: true });
  }

  #listen(): void {
    this.#listening.abort();
    this.#listening = new AbortController();
    if (this.#over.signal.aborted) return;
    const { signal } = this.#listening;
    this.#hear(signal).catch((error) => {
      if (!signal.aborted)
        this.#options.onTrouble("the server can no longer send messages of its own", error);
    });
  }

  /** What the server says without being asked, for as long as the session lasts. */
  async #hear(signal: AbortSignal): Promise<void> {
    const used = this.#id;
    const { deliver } = this.#options;
    let last: string | undefined;
    let wasOpen = false;
    let wait = FIRST_PAUSE_MS;
    for (;;) {
      try {
        const stream = await this.#stream(signal, last);
        if (mediaType(stream) !== "text/event-stream") return void stream.destroy();
        wasOpen = true;
        const onRetry = (ms: number) => {
          wait = ms;
        };
        for await (const id of eventsOf(stream, { deliver, onStray: this.#onStray }, onRetry)) {
          last = id ?? last;
          wait = Math.min(wait, FIRST_PAUSE_MS);
        }
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof HttpFailure && error.status < 500) {
          // Not every server has such a stream (405); one that had it has forgotten the session.
          if (!wasOpen) return;
          if (!this.#isExpired(error, used)) throw error;
          const isRenewed = await this.#renew(used).then(
            () => true,
            () => false,
          );
          // The new session has a listener of its own.
          if (isRenewed) return;
        }
      }
      await pause(wait, undefined, { signal });
      wait = Math.min(1.5 * wait, LONGEST_PAUSE_MS);
    }
  }
}

function isInitialized(message: Message): boolean {
  return message.kind === "notification" && message.method === "notifications/initialized";
}

function versionIn(result: unknown): string | undefined {
  const version = isObject(result) ? result.protocolVersion : undefined;
  return typeof version === "string" ? version : undefined;
}
