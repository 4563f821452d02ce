import { isDeepStrictEqual } from "node:util";
import type { Container } from "../../clients/types.ts";
import { type Change, dataAfter } from "./container-data.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";

/** What an edit is checked by. */
interface Meaning<Parsed> {
  /** Throws ConfigSyntaxError. */
  readonly parse: (text: string) => Parsed;
  /** The file as it was. */
  readonly before: Parsed;
  readonly container: Container;
  readonly changes: readonly Change[];
}

/** An edited text, parsed; undefined where it does not say what was meant, or cannot be read. */
export function readAsMeant<Parsed extends { readonly data: unknown }>(
  text: string,
  { parse, before, container, changes }: Meaning<Parsed>,
): Parsed | undefined {
  try {
    const after = parse(text);
    const found = dataAfter(after.data, container, []);
    return isDeepStrictEqual(found, dataAfter(before.data, container, changes)) ? after : undefined;
  } catch (error) {
    if (error instanceof ConfigSyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
