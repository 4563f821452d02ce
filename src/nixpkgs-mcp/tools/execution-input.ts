import { z } from "zod";
import { UserError } from "../../errors.ts";
import { normalAttr } from "../execution/attr.ts";
import { hidden } from "./json-schema.ts";

/** Bytes that a tool may be given on stdin. */
export const stdinLimit = 1024 * 1024;

/** A NUL cannot be in an argument of a process. */
const argument = z.string().refine((text) => !text.includes("\0"), "must not hold a NUL character");

/** An attribute path, in its one usual form. Throws `E_ATTR` for what is none. */
export const attrField = z.string().trim().min(1, "must not be empty").overwrite(normalAttr);

export const argsField = z.array(argument).max(10_000, "are too many");

const stdin = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= stdinLimit, "is more than 1 MB; put it into a file");

/** Taken by every tool that runs something; the server's instructions tell of them once. */
export const everywhere = {
  stdin: hidden(stdin.optional()),
  cwd: hidden(z.string().startsWith("/", "must be an absolute path").optional()),
  timeout: hidden(z.number().positive().max(86_400).optional()),
};

export const shownStdin = stdin.optional();

/** The bytes of a text on stdin; undefined: none. */
export function stdinBytes(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : Buffer.from(text);
}

/** Holds what one tool wrote to what another takes on stdin. Throws `E_STDIN_TOO_LARGE`. */
export function checkStdinBytes(bytes: number, from: string): void {
  if (bytes <= stdinLimit) return;
  throw new UserError(`${from} is ${bytes} bytes; stdin takes at most ${stdinLimit}`, {
    code: "E_STDIN_TOO_LARGE",
    hint: "Let the first tool write a file, and the second read it.",
  });
}
