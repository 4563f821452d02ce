import { ErrorCode, type ReadResourceResult } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { decodeText } from "../execution/binary.ts";
import { outputPage } from "../execution/output-page.ts";
import type { Executor } from "../execution/types.ts";
import { ProtocolError } from "../session/protocol-error.ts";

type Contents = ReadResourceResult["contents"];

const digits = z
  .string()
  .regex(/^\d{1,15}$/, "is a number of bytes")
  .transform(Number);
const range = z.strictObject({
  offset: digits.optional(),
  length: digits.refine((length) => length > 0, "is at least 1").optional(),
});

/**
 * A part of an output that was kept, by what follows `nixpkgs://output/`: `<id>?offset=…&length=…`, both of which may
 * be left out. Where there is more, a second text says where. Null: there is none of this name (any more).
 *
 * @throws ProtocolError -32602 for another query, or one past the end
 */
export async function readOutput(uri: string, rest: string, executor: Executor): Promise<Contents | null> {
  const [id = "", query = ""] = rest.split(/\?(.*)/s);
  if (!/^[\w.-]{1,200}$/.test(id)) return null;
  const parsed = range.safeParse(Object.fromEntries(new URLSearchParams(query)));
  if (!parsed.success) throw wrong("a part of an output is named by ?offset=BYTES&length=BYTES");
  const { offset = 0, length = outputPage } = parsed.data;
  const part = await executor.output(id, { offset, most: Math.min(length, outputPage) });
  if (part === null) return null;
  const { bytes, binary, total } = part;
  if (offset > 0 && offset >= total) throw wrong(`the output ends at ${total} bytes`);
  const end = offset + bytes.byteLength;
  const next = `nixpkgs://output/${id}?offset=${end}${length < outputPage ? `&length=${length}` : ""}`;
  const content = binary
    ? { uri, mimeType: "application/octet-stream", blob: Buffer.from(bytes).toString("base64") }
    : { uri, mimeType: "text/plain", text: decodeText(bytes, { start: offset > 0, end: false }) };
  if (end >= total) return [content];
  const text = `[bytes ${offset} to ${end - 1} of ${total}; the next: ${next}]`;
  return [content, { uri: next, mimeType: "text/plain", text }];
}

function wrong(message: string): ProtocolError {
  return new ProtocolError(ErrorCode.InvalidParams, message);
}
