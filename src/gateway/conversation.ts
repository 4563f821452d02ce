import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { HttpFailure, LostAnswer } from "./failures.ts";
import { type Message, messagesOf } from "./json-rpc.ts";
import { readEvents } from "./server-sent-events.ts";

interface Conversation {
  /** Takes each message of the server; the next one is read when it is done. */
  readonly deliver: (message: Message) => Promise<void>;
  /** Whether the answer is still to come. */
  readonly isOpen: () => boolean;
  /** Opens the stream again after this event, where it was cut off. */
  readonly resume: (lastEventId: string) => Promise<IncomingMessage>;
  readonly signal: AbortSignal;
  /** What the server sent and is no message. */
  readonly onStray: () => void;
}

const MOST_FRUITLESS = 10;
const PAUSE_MS = 500;

/**
 * Reads what the server says to one request, as one JSON document or as a stream of events, until its end. A
 * stream that is cut off before the answer is resumed where its events have ids (MCP specification, "Resumability
 * and Redelivery"); otherwise the answer is lost: LostAnswer.
 */
export async function readConversation(answer: IncomingMessage, conversation: Conversation): Promise<void> {
  const type = mediaType(answer);
  if (type === "application/json") await readDocument(answer, conversation);
  else if (type === "text/event-stream") await readStream(answer, conversation);
  else {
    answer.resume();
    throw answer.statusCode === 202 || answer.statusCode === 204
      ? new LostAnswer("it took the request and gave no answer")
      : new LostAnswer(`it answers with ${type || "an unknown type"}, which MCP does not know`);
  }
  if (conversation.isOpen()) throw new LostAnswer("it ended its reply without the answer");
}

export function mediaType({ headers }: IncomingMessage): string {
  return (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

async function readDocument(answer: IncomingMessage, { deliver, signal }: Conversation): Promise<void> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch (error) {
    signal.throwIfAborted();
    throw new LostAnswer("the connection broke in the middle of the answer", { cause: error });
  }
  let messages: readonly (Message | null)[];
  try {
    messages = messagesOf(Buffer.concat(chunks));
  } catch (error) {
    throw new LostAnswer("it answers with something that is no JSON", { cause: error });
  }
  for (const message of messages) {
    if (message === null) throw new LostAnswer("it answers with something that is no message of JSON-RPC");
    await deliver(message);
  }
}

async function readStream(first: IncomingMessage, conversation: Conversation): Promise<void> {
  const { isOpen, resume, signal } = conversation;
  let last: string | undefined;
  let wait = PAUSE_MS;
  let stream = first;
  for (let fruitless = 0; fruitless < MOST_FRUITLESS; fruitless++) {
    let broken: unknown;
    try {
      for await (const id of eventsOf(stream, conversation, (ms) => {
        wait = ms;
      })) {
        fruitless = 0;
        last = id ?? last;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof LostAnswer) throw error;
      broken = error;
    }
    if (!isOpen()) return;
    if (last === undefined) {
      if (broken === undefined) return;
      throw new LostAnswer("the connection broke before the answer came", { cause: broken });
    }
    await pause(wait, undefined, { signal });
    stream = await resume(last).catch((error) => {
      if (!(error instanceof HttpFailure)) throw error;
      throw new LostAnswer(`its stream broke off and cannot be resumed (HTTP ${error.status})`, {
        cause: error,
      });
    });
  }
}

/** Delivers the messages of an event stream; yields the last event's id after each event. */
export async function* eventsOf(
  stream: IncomingMessage,
  { deliver, onStray }: Pick<Conversation, "deliver" | "onStray">,
  onRetry: (ms: number) => void,
): AsyncGenerator<string | undefined> {
  for await (const { data, type, id } of readEvents(stream as AsyncIterable<Buffer>, onRetry)) {
    if (data !== "" && type === "message") {
      for (const message of parsed(data)) {
        if (message === null) onStray();
        else await deliver(message);
      }
    }
    yield id;
  }
}

function parsed(data: string): readonly (Message | null)[] {
  try {
    return messagesOf(data);
  } catch {
    return [null];
  }
}
