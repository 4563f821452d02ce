import type { Document } from "yaml";
import type { z } from "zod";
import { placeOfKey } from "./node-place.ts";
import { keysAt } from "./schema-keys.ts";
import { didYouMean } from "./similar-names.ts";
import { SourceError, type SourceText } from "./source-place.ts";

/**
 * One error for each key that `schema` does not know, at the key. The hint is the key that was meant, else those
 * known there.
 *
 * @param code of the errors
 */
export function unknownKeyErrors(
  document: Document.Parsed,
  source: SourceText,
  schema: z.core.$ZodType,
  issue: z.core.$ZodIssueUnrecognizedKeys,
  code: string,
): SourceError[] {
  const known = keysAt(schema, issue.path);
  return issue.keys.map((key) => {
    const { start, length } = placeOfKey(document, issue.path, key);
    const hint = didYouMean(key, known) ?? `Known here: ${known.join(", ")}.`;
    return new SourceError(source, start, `unknown key '${key}'`, { code, hint, length });
  });
}
