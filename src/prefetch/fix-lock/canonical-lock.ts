/** What decides about an entry's `resolved`; as `RegistryEntry`, without its place in the text. */
interface PlainEntry {
  readonly name: string;
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
}

/** A `resolved` for an entry that has none, null to remove it, undefined to leave it. */
export type ResolvedEdit = (entry: PlainEntry) => string | null | undefined;

type Json = Record<string, unknown>;

const NODE_MODULES = "node_modules/";

/**
 * Edits the `resolved` of registry entries in a lockfile of version 3 that is written as npm writes it: then
 * printing the parsed and edited value is the same as editing the text, and ten times as fast. Gives
 * undefined for any other text.
 */
export function editCanonical(lock: string, edit: ResolvedEdit): string | undefined {
  const value = parsed(lock);
  if (!isObject(value) || !isObject(value.packages) || value.dependencies !== undefined) return undefined;
  // Another indentation, a key given twice, an escape written otherwise: all of that shows here.
  if (printed(value) !== lock) return undefined;
  const packages: [string, unknown][] = [];
  for (const [place, entry] of Object.entries(value.packages)) {
    const changed = isObject(entry) ? editedEntry(place, entry, edit) : entry;
    if (changed === undefined) return undefined;
    packages.push([place, changed]);
  }
  return printed({ ...value, packages: Object.fromEntries(packages) });
}

/** undefined: an entry of a shape that this shortcut is not for. */
function editedEntry(place: string, entry: Json, edit: ResolvedEdit): Json | undefined {
  const { version, link, inBundle, resolved, integrity, name } = entry;
  if (!isText(resolved) || !isText(integrity) || !isText(name)) return undefined;
  const folder = place.lastIndexOf(NODE_MODULES);
  if (folder === -1 || typeof version !== "string" || link === true || inBundle === true) return entry;
  if (resolved !== undefined && !(/^https?:/i.test(resolved) && URL.canParse(resolved))) return entry;
  const wanted = edit({
    name: name ?? place.slice(folder + NODE_MODULES.length),
    version,
    ...(resolved === undefined ? {} : { resolved }),
    ...(integrity === undefined ? {} : { integrity }),
  });
  return wanted === undefined ? entry : withResolved(entry, wanted);
}

function withResolved(entry: Json, wanted: string | null): Json {
  const members = Object.entries(entry);
  if (wanted === null) return Object.fromEntries(members.filter(([key]) => key !== "resolved"));
  const after = members.findIndex(([key]) => key === "version") + 1;
  return Object.fromEntries(members.toSpliced(after, 0, ["resolved", wanted]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function printed(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}
