import { canonical, type Json, shownJson } from "./json.ts";
import type { Direction, SchemaChange } from "./schema-changes.ts";

/** What a keyword of JSON Schema says about how much is taken (JSON Schema Validation 2020-12, chapter 6). */
type Judge = (was: Json | undefined, is: Json | undefined) => Direction | null;

/** A greater value takes more; without it there is no limit. */
const upper: Judge = (was, is) => limit(was, is, (a, b) => b > a);
const lower: Judge = (was, is) => limit(was, is, (a, b) => b < a);

function limit(
  was: Json | undefined,
  is: Json | undefined,
  takesMore: (a: number, b: number) => boolean,
): Direction {
  if (was === undefined || is === undefined) return presence(was);
  if (typeof was !== "number" || typeof is !== "number") return "changed";
  return takesMore(was, is) ? "widened" : "narrowed";
}

/** A condition: without it more is taken. Which of two is the narrower one is not known. */
const condition: Judge = (was, is) => (was === undefined || is === undefined ? presence(was) : "changed");

/** Where a condition came or went. */
function presence(was: Json | undefined): Direction {
  return was === undefined ? "narrowed" : "widened";
}

const choices: Judge = (was, is) => {
  if (was === undefined || is === undefined) return presence(was);
  if (!Array.isArray(was) || !Array.isArray(is)) return "changed";
  const [before, after] = [new Set(was.map(canonical)), new Set(is.map(canonical))];
  if ([...after].some((one) => !before.has(one))) return "widened";
  return before.size === after.size ? null : "narrowed";
};

const types: Judge = (was, is) => {
  if (was === undefined || is === undefined) return presence(was);
  const [before, after] = [typesIn(was), typesIn(is)];
  const grew = [...after].some((one) => !before.has(one));
  const shrank = [...before].some((one) => !after.has(one));
  if (grew) return "widened";
  if (shrank) return "narrowed";
  return isTypes(was) && isTypes(is) ? null : "changed";
};

/** What is no name of a type is seen by a model all the same. */
function isTypes(value: Json): boolean {
  return (Array.isArray(value) ? value : [value]).every((name) => typeof name === "string");
}

/** Every integer is a number. */
function typesIn(value: Json): ReadonlySet<string> {
  const names = (Array.isArray(value) ? value : [value]).filter((name) => typeof name === "string");
  return new Set(names.includes("number") ? [...names, "integer"] : names);
}

/** What is not named in the schema: taken (true, a schema, nothing said) or refused (false). */
const openness: Judge = (was, is) => {
  const [before, after] = [opennessOf(was), opennessOf(is)];
  if (before === after) return before === 1 ? "changed" : null;
  return after > before ? "widened" : "narrowed";
};

function opennessOf(value: Json | undefined): number {
  if (value === false) return 0;
  return value === undefined || value === true || canonical(value) === "{}" ? 2 : 1;
}

const text: Judge = () => "text";

const judges: Readonly<Record<string, Judge>> = Object.assign(Object.create(null), {
  enum: choices,
  type: types,
  additionalProperties: openness,
  unevaluatedProperties: openness,
  additionalItems: openness,
  unevaluatedItems: openness,
  items: openness,
  ...Object.fromEntries(
    ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"].map((key) => [
      key,
      upper,
    ]),
  ),
  ...Object.fromEntries(
    ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"].map((key) => [
      key,
      lower,
    ]),
  ),
  ...Object.fromEntries(
    [
      "pattern",
      "format",
      "const",
      "multipleOf",
      "uniqueItems",
      "not",
      "contains",
      "propertyNames",
      "anyOf",
      "oneOf",
      "allOf",
    ].map((key) => [key, condition]),
  ),
  description: text,
  title: text,
  examples: text,
  $comment: text,
  markdownDescription: text,
  // Which draft it is says nothing about what is taken, and every new zod says another.
  $schema: (was, is) => ([was, is].every(isDraft) ? null : "text"),
} satisfies Record<string, Judge>);

/** The drafts' own addresses, and none that only begins like them. */
const draft = /^https?:\/\/json-schema\.org\/(?:draft-0[3-7]\/|draft\/2019-09\/|draft\/2020-12\/)?schema#?$/;

function isDraft(value: Json | undefined): boolean {
  return value === undefined || (typeof value === "string" && draft.test(value));
}

/** How a keyword's change widens or narrows a schema; none where it means the same. */
export function keywordChanges(
  key: string,
  was: Json | undefined,
  is: Json | undefined,
  place: string,
): SchemaChange[] {
  const direction = (judges[key] ?? (() => "changed" as const))(was, is);
  if (direction === null) return [];
  const how = was === undefined ? "is new" : is === undefined ? "is gone" : "is another one";
  return [{ direction, place, what: `${key} ${how}`, before: shownJson(was), after: shownJson(is), was, is }];
}
