import fc from "fast-check";
import { expect } from "vitest";
import type { Container, Format, JsonObject, JsonValue } from "../../../src/clients/types.ts";
import type { ConfigDocument } from "../../../src/deploy/edit/document.ts";
import { openDocument } from "../../../src/deploy/edit/open.ts";
import { ConfigSyntaxError } from "../../../src/deploy/edit/syntax-error.ts";
import { entry, ourNames } from "./entries.ts";

/** What happens to one file: entries that come, and the order in which they go again. */
export interface Story {
  readonly added: readonly (readonly [name: string, entry: JsonObject])[];
  /** Of those, what becomes another entry before they go. */
  readonly changed: readonly (readonly [name: string, entry: JsonObject])[];
  readonly gone: readonly string[];
  /** Whether the file is read anew before each step, as it is between two runs. */
  readonly anew: boolean;
  /** Whether the edits are made in a shortened text, as they are in a long one. */
  readonly short: boolean;
}

export const stories: fc.Arbitrary<Story> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...ourNames), { minLength: 1, maxLength: 4 }),
    fc.boolean(),
    fc.boolean(),
  )
  .chain(([names, anew, short]) =>
    fc.record({
      added: fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), entry))),
      changed: fc
        .subarray(names)
        .chain((some) => fc.tuple(...some.map((name) => fc.tuple(fc.constant(name), entry)))),
      gone: fc.shuffledSubarray(names, { minLength: names.length }),
      anew: fc.constant(anew),
      short: fc.constant(short),
    }),
  );

/** An independent reader of the format, tolerant of what the format's users are. */
export type Reader = (text: string) => unknown;

/** All laws of ConfigDocument for one user's text. `expected`: the file's data with our entries in it. */
export function checkLaws(
  format: Format,
  container: Container,
  text: string,
  story: Story,
  read: Reader,
  expected: (data: unknown, entries: Story["added"]) => unknown,
): void {
  const open = (given: string) =>
    openDocument(format, container, given, { elideFrom: story.short ? 0 : 1e9 });
  const step = (document: ConfigDocument) => (story.anew ? open(document.text) : document);
  const before = open(text);
  const names = before.names();
  expect(before.text).toBe(text);

  let document = before;
  let undo: JsonValue | undefined;
  for (const [name, value] of story.added) {
    const added = step(document).set(name, value);
    expect([...added.names()].sort()).toEqual([...new Set([...document.names(), name])].sort());
    expect(added.get(name)).toEqual(carried(container, name, value));
    expect(added.set(name, value).text, "set twice").toBe(added.text);
    expect(open(added.text).set(name, value).text, "set again later").toBe(added.text);
    undo ??= added.undo;
    document = added;
  }
  for (const name of names) expect(document.get(name)).toEqual(before.get(name));
  expect(read(document.text)).toEqual(expected(read(text), story.added));
  for (const [name, value] of story.changed) {
    document = step(document).set(name, value);
    expect(document.get(name)).toEqual(carried(container, name, value));
  }
  const last = [...new Map([...story.added, ...story.changed])];
  expect(read(document.text), "replaced").toEqual(expected(read(text), last));
  for (const name of story.gone) document = step(document).remove(name, undo);
  expect(document.text, "given back").toBe(text);
  expect(document.names()).toEqual(names);
}

/** The user's own entries, one by one: replaced whole, and taken out; all else stays what it is. */
export function checkUsersEntries(
  format: Format,
  container: Container,
  text: string,
  value: JsonObject,
  read: Reader,
  elideFrom: number,
): void {
  const before = openDocument(format, container, text, { elideFrom });
  for (const name of before.names()) {
    const replaced = before.set(name, value);
    // Of equal names the last counts, and is the one that stays.
    expect([...replaced.names()].sort()).toEqual([...before.names()].sort());
    expect(dataOf(container, read(replaced.text), name)).toEqual({
      ...dataOf(container, read(text), name),
      own: [carried(container, name, value)],
    });
    const without = removedOrRefused(before, name);
    if (without === undefined) continue;
    expect(without.names()).toEqual(before.names().filter((each) => each !== name));
    expect(dataOf(container, read(without.text), name)).toEqual({
      ...dataOf(container, read(text), name),
      own: [],
    });
  }
}

/** Undefined: the blank lines after the entry would become content of a `|+` before it, so YAML refuses. */
function removedOrRefused(document: ConfigDocument, name: string): ConfigDocument | undefined {
  try {
    const after = document.remove(name);
    // A long text is checked at the end.
    expect(after.text).toBe(after.draft);
    return after;
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigSyntaxError);
    expect(document.text).toContain("|+");
    return undefined;
  }
}

/** A file's data: what is called `name` (in a list, all of that name), the other servers, and the rest. */
function dataOf(container: Container, data: unknown, name: string) {
  let servers = data;
  for (const key of container.path) servers = (servers as Record<string, unknown> | null)?.[key];
  const rest = without(data, container.path);
  if (container.kind === "map") {
    const { [name]: own, ...others } = (servers ?? {}) as Record<string, unknown>;
    return { own: own === undefined ? [] : [own], others, rest };
  }
  const isOwn = (item: unknown) => (item as Record<string, unknown> | null)?.[container.nameKey] === name;
  const list = (servers ?? []) as unknown[];
  return { own: list.filter(isOwn), others: list.filter((item) => !isOwn(item)), rest };
}

function without(data: unknown, path: readonly string[]): unknown {
  const [key, ...more] = path;
  if (key === undefined) return undefined;
  const { [key]: inner, ...rest } = (data ?? {}) as Record<string, unknown>;
  return { ...rest, [key]: without(inner, more) };
}

/** An entry as it is read back. */
export function carried(container: Container, name: string, value: JsonObject): JsonObject {
  return container.kind === "list" ? { ...value, [container.nameKey]: name } : value;
}

/** Data with entries put at the container's place. */
export function withEntries(container: Container) {
  return (data: unknown, entries: Story["added"]): unknown => into(data, container.path, container, entries);
}

function into(
  data: unknown,
  path: readonly string[],
  container: Container,
  entries: Story["added"],
): unknown {
  const [key, ...rest] = path;
  if (key !== undefined) {
    const object = (data ?? {}) as Record<string, unknown>;
    return { ...object, [key]: into(object[key], rest, container, entries) };
  }
  if (container.kind === "map") return { ...(data as object | null), ...Object.fromEntries(entries) };
  return [...((data ?? []) as unknown[]), ...entries.map(([name, value]) => carried(container, name, value))];
}
