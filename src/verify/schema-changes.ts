import { canonical, isObject, type Json, type JsonObject, member, shownJson } from "./json.ts";
import { keywordChanges } from "./schema-keywords.ts";

/**
 * widened: it takes what it did not take before. narrowed: the other way round. changed: which of the two cannot be
 * told. text: what it says about itself, which a model reads like any description.
 */
export type Direction = "widened" | "narrowed" | "changed" | "text";

export interface SchemaChange {
  readonly direction: Direction;
  /** In a user's words: `options.paths[]`; empty: the schema itself. */
  readonly place: string;
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
  /** The same two as they are in the schema, where their strings have no JSON escapes; not given: nothing is there. */
  readonly was?: Json | undefined;
  readonly is?: Json | undefined;
  /** It is not as JSON Schema has it, and no honest server's. */
  readonly isOdd?: true;
}

/** Deeper than any schema a person wrote; below it two schemas are compared as a whole. */
const MAX_DEPTH = 32;

/** How two JSON Schemas differ; none where they mean the same, in whatever order their keys are. */
export function schemaChanges(before: Json, after: Json, place = "", depth = 0): SchemaChange[] {
  if (canonical(before) === canonical(after)) return [];
  const [from, to] = [asSchema(before), asSchema(after)];
  if (from === null || to === null || depth > MAX_DEPTH) {
    const isOdd = [before, after].some((one) => one !== null && asSchema(one) === null);
    return [changed(place, "is another schema", before, after, isOdd)];
  }
  if (canonical(from) === canonical(to)) return [];
  const changes = [...parameterChanges(from, to, place, depth)];
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)].sort())) {
    if (handled.has(key)) continue;
    const [was, is] = [member(from, key), member(to, key)];
    if (canonical(was) === canonical(is)) continue;
    const nested = nestedChanges(key, was, is, place, depth);
    changes.push(...(nested ?? keywordChanges(key, was, is, place)));
  }
  return changes;
}

/** A change of which no rule knows what it means. */
function changed(
  place: string,
  what: string,
  was: Json | undefined,
  is: Json | undefined,
  isOdd = true,
): SchemaChange {
  const shown = { before: shownJson(was), after: shownJson(is), was, is };
  return { direction: "changed", place, what, ...shown, ...(isOdd ? { isOdd: true } : {}) };
}

const handled: ReadonlySet<string> = new Set(["properties", "patternProperties", "required"]);

/** `true` is `{}`, `false` is `{ not: {} }` (JSON Schema 2020-12, 4.3.2); null: no schema at all. */
function asSchema(value: Json): JsonObject | null {
  if (value === true) return {};
  if (value === false) return { not: {} };
  return isObject(value) ? value : null;
}

function* parameterChanges(
  from: JsonObject,
  to: JsonObject,
  place: string,
  depth: number,
): Generator<SchemaChange> {
  for (const [key, isUsual] of shapes) {
    const [was, is] = [member(from, key), member(to, key)];
    if (canonical(was) !== canonical(is) && !(isUsual(was) && isUsual(is)))
      yield changed(place, `${key} is not as JSON Schema has it`, was, is);
  }
  const [needed, needs] = [requiredOf(from), requiredOf(to)];
  for (const group of ["properties", "patternProperties"]) {
    const [was, is] = [objectOr(member(from, group)), objectOr(member(to, group))];
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)].sort())) {
      const [old, now] = [member(was, name), member(is, name)];
      const at = joined(place, name);
      if (old === undefined) {
        const what = needs.has(name) ? "is a new parameter, and has to be given" : "is a new parameter";
        yield { direction: "widened", place: at, what, before: null, after: shownJson(now), is: now };
      } else if (now === undefined) {
        yield {
          direction: "narrowed",
          place: at,
          what: "is no parameter any more",
          before: shownJson(old),
          after: null,
          was: old,
        };
      } else yield* schemaChanges(old, now, at, depth + 1);
    }
  }
  const [before, after] = [from, to].map((schema) => objectOr(member(schema, "properties")));
  for (const name of new Set([...needed, ...needs].toSorted())) {
    if (needed.has(name) === needs.has(name)) continue;
    if (needs.has(name) && !Object.hasOwn(after!, name)) {
      yield changed(joined(place, name), "has to be given, and is no parameter", undefined, name);
      continue;
    }
    const isNew = !Object.hasOwn(before!, name);
    if (isNew && needs.has(name)) continue;
    const [direction, what] = needs.has(name)
      ? (["narrowed", "has to be given now"] as const)
      : (["widened", "need not be given any more"] as const);
    yield { direction, place: joined(place, name), what, before: null, after: null };
  }
}

/** The keywords that are taken apart here, and what each has to be for that. */
const shapes: readonly (readonly [string, (value: Json | undefined) => boolean])[] = [
  ["properties", isObjectOrNone],
  ["patternProperties", isObjectOrNone],
  [
    "required",
    (value) =>
      value === undefined || (Array.isArray(value) && value.every((name) => typeof name === "string")),
  ],
];

function isObjectOrNone(value: Json | undefined): boolean {
  return value === undefined || isObject(value);
}

/** Keywords whose values are schemas again; null: another keyword, or a value of another shape. */
function nestedChanges(
  key: string,
  was: Json | undefined,
  is: Json | undefined,
  place: string,
  depth: number,
): SchemaChange[] | null {
  const suffix = single[key];
  if (suffix !== undefined && isObject(was) && isObject(is))
    return schemaChanges(was, is, `${place}${suffix}`, depth + 1);
  if (alternatives.has(key) && Array.isArray(was) && Array.isArray(is))
    return alternativeChanges(key, was, is, place, depth);
  if ((key === "$defs" || key === "definitions") && isObject(was) && isObject(is))
    return definitionChanges(key, was, is, place, depth);
  return null;
}

const single: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  items: "[]",
  contains: "[]",
  additionalItems: "[]",
  unevaluatedItems: "[]",
  additionalProperties: ".*",
  unevaluatedProperties: ".*",
  propertyNames: " (names)",
  if: "",
});
const alternatives: ReadonlySet<string> = new Set(["anyOf", "oneOf", "allOf", "prefixItems"]);

function alternativeChanges(
  key: string,
  was: readonly Json[],
  is: readonly Json[],
  place: string,
  depth: number,
): SchemaChange[] {
  const [texts, newTexts] = [was.map(canonical), is.map(canonical)];
  const gone = was.filter((_, index) => !newTexts.includes(texts[index] as string));
  const come = is.filter((_, index) => !texts.includes(newTexts[index] as string));
  if (gone.length === 0 && come.length === 0)
    return [changed(place, `${key} is in another order`, was, is, false)];
  // As many come as go: they are the same ones, changed.
  if (gone.length === come.length && gone.length > 0)
    return gone.flatMap((old, index) => schemaChanges(old, come[index] as Json, place, depth + 1));
  const isNarrower = key === "allOf" || key === "prefixItems";
  const [more, fewer] = isNarrower ? (["narrowed", "widened"] as const) : (["widened", "narrowed"] as const);
  return [
    ...come.map((one) => ({
      direction: more,
      place,
      what: `has one more in ${key}`,
      before: null,
      after: shownJson(one),
      is: one,
    })),
    ...gone.map((one) => ({
      direction: fewer,
      place,
      what: `has one less in ${key}`,
      before: shownJson(one),
      after: null,
      was: one,
    })),
  ];
}

function definitionChanges(
  key: string,
  was: JsonObject,
  is: JsonObject,
  place: string,
  depth: number,
): SchemaChange[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)].sort())].flatMap((name): SchemaChange[] => {
    const [old, now] = [member(was, name), member(is, name)];
    const at = joined(place, `#${name}`);
    if (old !== undefined && now !== undefined) return schemaChanges(old, now, at, depth + 1);
    const what = old === undefined ? `is new in ${key}` : `is gone from ${key}`;
    return [changed(at, what, old, now, false)];
  });
}

function requiredOf(schema: JsonObject): ReadonlySet<string> {
  const names = member(schema, "required");
  return new Set(Array.isArray(names) ? names.filter((name) => typeof name === "string") : []);
}

function objectOr(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function joined(place: string, name: string): string {
  return place === "" ? name : `${place}.${name}`;
}
