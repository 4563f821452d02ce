import { type JSONRPCMessage, JSONRPCMessageSchema } from "@modelcontextprotocol/sdk/types.js";
import { tooMuchJson } from "./json-limits.ts";

/** An error that answers a line; `id` is null where the line has none that can be told. */
export interface ErrorReply {
  readonly jsonrpc: "2.0";
  readonly id: string | number | null;
  readonly error: { readonly code: number; readonly message: string };
}

type ReadMessage = { readonly message: JSONRPCMessage } | { readonly reply: ErrorReply };

/**
 * What a line is: messages (several for a batch, which protocol 2025-03-26 has), errors to answer with, or nothing
 * (an empty line). Source: JSON-RPC 2.0, sections 4 to 6.
 */
export function readMessages(line: string | null): readonly ReadMessage[] {
  if (line === null) return [replyWith(null, -32_600, "Invalid Request: the line is too long")];
  if (line.trim() === "") return [];
  const tooMuch = tooMuchJson(line);
  if (tooMuch !== null) return [replyWith(null, -32_600, `Invalid Request: ${tooMuch}`)];
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [replyWith(null, -32_700, "Parse error: the line is no JSON")];
  }
  if (!Array.isArray(value)) return oneMessage(value);
  if (value.length === 0) return [replyWith(null, -32_600, "Invalid Request: the batch is empty")];
  return value.flatMap(oneMessage);
}

function oneMessage(value: unknown): readonly ReadMessage[] {
  const parsed = JSONRPCMessageSchema.safeParse(value);
  if (parsed.success) return [{ message: parsed.data }];
  const { id, method, result, error } = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  // An answer that cannot be read is not answered: two servers would never come to an end.
  if (method === undefined && (result !== undefined || error !== undefined)) return [];
  const known = typeof id === "string" || typeof id === "number" ? id : null;
  return [replyWith(known, -32_600, "Invalid Request")];
}

function replyWith(id: string | number | null, code: number, message: string): ReadMessage {
  return { reply: { jsonrpc: "2.0", id, error: { code, message } } };
}
