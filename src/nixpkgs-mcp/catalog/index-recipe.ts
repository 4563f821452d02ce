import { createHash } from "node:crypto";
import { wellKnown } from "../search/well-known.ts";

/** Counts up when the index's layout, or the way its terms are made, changes. */
const VERSION = 5;

/** What an index was made by; one that another recipe made is made anew. */
export function recipe(): string {
  // What people call programs goes into the index too.
  const known = createHash("sha256")
    .update(JSON.stringify([...wellKnown()]))
    .digest("hex");
  return `${VERSION}-${known.slice(0, 16)}`;
}
