import type { Container, JsonObject } from "../../clients/types.ts";

/** What an edit means: `entry` undefined takes the name out. */
export interface Change {
  readonly name: string;
  readonly entry: JsonObject | undefined;
}

/** In a list the entry carries its name. */
export function entryOf(container: Container, name: string, entry: JsonObject): JsonObject {
  return container.kind === "list"
    ? { [container.nameKey]: name, ...entry, [container.nameKey]: name }
    : entry;
}

/** A file's data after some changes. Nothing, null and an empty container are one where the servers belong. */
export function dataAfter(data: unknown, container: Container, changes: readonly Change[]): unknown {
  return at(data, container.path, container, changes);
}

function at(
  data: unknown,
  path: readonly string[],
  container: Container,
  changes: readonly Change[],
): unknown {
  const [key, ...rest] = path;
  if (key !== undefined) {
    const object = (data ?? {}) as Record<string, unknown>;
    return { ...object, [key]: at(object[key], rest, container, changes) };
  }
  if (container.kind === "map") return mapAfter((data ?? {}) as Record<string, unknown>, changes);
  return changes.reduce(
    (list, { name, entry }) =>
      listAfter(
        list,
        container.nameKey,
        name,
        entry === undefined ? undefined : entryOf(container, name, entry),
      ),
    (data ?? []) as readonly unknown[],
  );
}

function mapAfter(servers: Record<string, unknown>, changes: readonly Change[]): Record<string, unknown> {
  const after = new Map(Object.entries(servers));
  for (const { name, entry } of changes) {
    if (entry === undefined) after.delete(name);
    else after.set(name, entry);
  }
  return Object.fromEntries(after);
}

/** The last of equal names is the one that is replaced. */
function listAfter(
  list: readonly unknown[],
  nameKey: string,
  name: string,
  entry: JsonObject | undefined,
): readonly unknown[] {
  const isNamed = (item: unknown) =>
    item !== null && typeof item === "object" && String((item as JsonObject)[nameKey]) === name;
  const last = list.findLastIndex(isNamed);
  if (last === -1) return entry === undefined ? list : [...list, entry];
  return list.flatMap((item, index) =>
    index === last && entry !== undefined ? [entry] : isNamed(item) ? [] : [item],
  );
}
