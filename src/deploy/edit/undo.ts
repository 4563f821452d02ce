import { z } from "zod";
import type { JsonValue } from "../../clients/types.ts";

/**
 * How the servers' place was before our first entry. `depth`: how many keys of its path lead to the value that
 * was replaced; `was`: that value's text, or null where the last of those keys was not there.
 */
const undoSchema = z.object({ depth: z.number().int().nonnegative(), was: z.string().nullable() });

export type Undo = z.infer<typeof undoSchema>;

/** Undefined where it is not one of ours: then the text alone tells. */
export function undoOf(value: JsonValue | undefined): Undo | undefined {
  return undoSchema.safeParse(value).data;
}
