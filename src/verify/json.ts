/** JSON as a server sent it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Of an object its own member, of anything else none: a server may name its parameters `constructor`. */
export function member(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** By code units: the same on every machine. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One text for each meaning: keys sorted, and the lists sorted in which JSON Schema gives the order no meaning. */
export function canonical(value: Json | undefined): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalMember(key, value[key] as Json)}`);
  return `{${members.join(",")}}`;
}

const unordered: ReadonlySet<string> = new Set(["required", "enum", "type", "anyOf", "oneOf", "allOf"]);

function canonicalMember(key: string, value: Json): string {
  if (!unordered.has(key) || !Array.isArray(value)) return canonical(value);
  return `[${value.map(canonical).sort().join(",")}]`;
}

/** Strings as they are, all else as JSON. */
export function shownJson(value: Json | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
