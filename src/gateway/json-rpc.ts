/** What the bridge has to know of a message; `text` is what is passed on, as it came. */
export type Message =
  | {
      readonly kind: "request";
      readonly key: string;
      readonly id: unknown;
      readonly method: string;
      readonly text: string | Buffer;
    }
  | {
      readonly kind: "notification";
      readonly method: string;
      readonly params: unknown;
      readonly text: string | Buffer;
    }
  | {
      readonly kind: "answer";
      readonly key: string;
      readonly result: unknown;
      readonly failure: string | undefined;
      readonly text: string | Buffer;
    };

/** Error codes of JSON-RPC 2.0; `server` is the first of those that are left to implementations. */
export const errorCodes = { parse: -32700, invalidRequest: -32600, server: -32000 } as const;

const strict = new TextDecoder("utf-8", { fatal: true });

/** The messages of a text: several where it is a batch. Throws where it is no JSON, or not UTF-8. */
export function messagesOf(text: string | Buffer): (Message | null)[] {
  const value: unknown = JSON.parse(typeof text === "string" ? text : strict.decode(text));
  if (!Array.isArray(value) || value.length === 0) return [messageOf(value, text)];
  return value.map((each) => messageOf(each, JSON.stringify(each)));
}

/** null: it is no message of JSON-RPC 2.0. */
function messageOf(value: unknown, text: string | Buffer): Message | null {
  if (!isObject(value)) return null;
  const { id, method, params, result, error } = value;
  const hasId = typeof id === "string" || typeof id === "number";
  if (typeof method === "string") {
    if (hasId) return { kind: "request", key: keyOf(id), id, method, text };
    return id === undefined ? { kind: "notification", method, params, text } : null;
  }
  if (isObject(error)) {
    const failure = typeof error.message === "string" ? error.message : "an error without a message";
    return { kind: "answer", key: keyOf(hasId ? id : null), result: undefined, failure, text };
  }
  if (hasId && result !== undefined)
    return { kind: "answer", key: keyOf(id), result, failure: undefined, text };
  return null;
}

/** Two ids are the same when their keys are: `1` is not `"1"`. */
export function keyOf(id: unknown): string {
  return JSON.stringify(id ?? null);
}

/** The text of an answer that is an error. */
export function errorAnswer(id: unknown, code: number, message: string, data?: unknown): string {
  return JSON.stringify({
    jsonrpc: "2.0",
    id: id ?? null,
    error: { code, message, ...(data === undefined ? {} : { data }) },
  });
}

/** The text as one line: outside of its strings, JSON has line ends only as blanks. */
export function oneLineOfJson(text: string | Buffer): string {
  return text.toString().replace(/[\r\n]+/g, " ");
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
