import { z } from "zod";

/** Kept as it is: `z.json()` leaves out members that are called `__proto__`, which a schema's may be. */
const json = z.custom<z.infer<ReturnType<typeof z.json>>>((value) => value !== undefined);

/** What else a server says of an entry (`_meta`, `icons`, a resource's `title`); not given: nothing. */
const other = { other: json.optional() };

/**
 * What a server offered when it was last verified: the fingerprint that a later version, or the same one on another
 * day, is compared with. Texts and schemas are kept whole, so that a change can be shown and reviewed as a diff.
 */
export const offeredToolSchema = z.strictObject({
  title: z.string().nullable(),
  description: z.string().nullable(),
  /** JSON Schemas, as the server sent them. */
  inputSchema: json,
  outputSchema: json,
  /** `readOnlyHint` and the like. */
  annotations: json,
  ...other,
});

export const offerSchema = z.strictObject({
  /** The version of the package that offered it. */
  version: z.string(),
  /** What the server told the model at `initialize`. */
  instructions: z.string().nullable(),
  tools: z.record(z.string(), offeredToolSchema),
  /** Name → what it says. */
  prompts: z.record(
    z.string(),
    z.strictObject({ description: z.string().nullable(), arguments: json, ...other }),
  ),
  /** URI, or URI template → what it says. */
  resources: z.record(
    z.string(),
    z.strictObject({
      name: z.string(),
      description: z.string().nullable(),
      mimeType: z.string().nullable(),
      ...other,
    }),
  ),
});

export type Offer = z.infer<typeof offerSchema>;
export type OfferedTool = z.infer<typeof offeredToolSchema>;
