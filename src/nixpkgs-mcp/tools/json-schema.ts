import { z } from "zod";

export type JsonSchema = { readonly type: "object"; readonly [key: string]: unknown };

/** Of no use to who calls a tool: every byte of a tool list is part of every conversation. */
const dropped = new Set(["$schema", "additionalProperties", "default", "format"]);

/**
 * The JSON Schema of a tool's input, as short as it can be said. Limits stay with zod, which checks them;
 * fields marked `hidden` are taken but not told of.
 */
export function inputJsonSchema(schema: z.ZodObject): JsonSchema {
  const shown = Object.entries(schema.shape).filter(([, field]) => !isHidden(field as z.ZodType));
  const short = shortened(z.toJSONSchema(z.object(Object.fromEntries(shown)), { io: "input" }));
  return short as JsonSchema;
}

const hiddenFields = z.registry<{ readonly hidden: true }>();

/** A field that every tool takes and that the server's instructions tell of once. */
export function hidden<T extends z.ZodType>(field: T): T {
  hiddenFields.add(field, { hidden: true });
  return field;
}

function isHidden(field: z.ZodType): boolean {
  return hiddenFields.has(field);
}

function shortened(node: unknown, isMapOfNames = false): unknown {
  if (Array.isArray(node)) return node.map((each) => shortened(each));
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(
    ([key, value]) => isMapOfNames || !(dropped.has(key) || isLimit(key) || isEmptyMap(key, value)),
  );
  return Object.fromEntries(
    entries.map(([key, value]) => [key, shortened(value, !isMapOfNames && key === "properties")]),
  );
}

const isLimit = (key: string) => /^(?:min|max|exclusive|pattern)/i.test(key);
const isEmptyMap = (key: string, value: unknown) =>
  key === "properties" && Object.keys(value as object).length === 0;
