import { isDeepStrictEqual } from "node:util";
import type { Container, JsonObject, JsonValue } from "../../clients/types.ts";
import type { ConfigDocument } from "./document.ts";
import { entryOf } from "./json-document.ts";
import { type Change, longDocument } from "./long-document.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";
import { undoOf } from "./undo.ts";
import { addedYaml, replacedYaml, type YamlEdit } from "./yaml-add.ts";
import { type ParsedYaml, parseYaml } from "./yaml-parse.ts";
import { yamlRuns } from "./yaml-passages.ts";
import { removedYaml } from "./yaml-remove.ts";
import { namedItems, type YamlLevel, yamlLevels } from "./yaml-site.ts";
import { habitsOf, type YamlHabits } from "./yaml-style.ts";

/** A parsed file and the way to its servers. */
export interface YamlFile {
  readonly text: string;
  readonly parsed: ParsedYaml;
  readonly container: Container;
  /** The root first; as many as are there. */
  readonly levels: readonly YamlLevel[];
  /** The container's level, where it is there. */
  readonly servers: YamlLevel | undefined;
  readonly habits: YamlHabits;
}

/** `habits`: of the file that this one is a part of. Throws ConfigSyntaxError. */
export function yamlFile(parsed: ParsedYaml, container: Container, habits?: YamlHabits): YamlFile {
  const { text } = parsed;
  const levels = yamlLevels(parsed, container);
  const own = habits ?? habitsOf(text, levels);
  return { text, parsed, container, levels, servers: levels[container.path.length], habits: own };
}

/**
 * Servers in a map or a list, in block or flow style. Each result is parsed again and compared with what was
 * meant; where that fails (an anchor in use elsewhere) the edit is refused. Throws ConfigSyntaxError.
 */
export function openYaml(text: string, container: Container, elideFrom: number): ConfigDocument {
  const file = yamlFile(parseYaml(text), container);
  const document = yamlDocument(file);
  if (text.length < elideFrom) return document;
  return longDocument({
    document,
    runs: () => yamlRuns(file),
    openShort: (short) => yamlDocument(yamlFile(parseYaml(short), container, file.habits)),
    verified: (after, changes) => yamlDocument(verified(file, after, changes)),
  });
}

function yamlDocument(file: YamlFile): ConfigDocument {
  const { text, container } = file;
  const named = file.servers === undefined ? new Map<string, never>() : namedItems(file.servers, container);
  const get = (name: string): JsonValue | undefined => {
    const last = named.get(name)?.at(-1);
    if (last === undefined) return undefined;
    return (last.value?.toJS(file.parsed.document) ?? null) as JsonValue;
  };
  const document: ConfigDocument = {
    text,
    draft: text,
    names: () => [...named.keys()],
    get,
    set(name, entry) {
      const value = entryOf(container, name, entry);
      const items = named.get(name) ?? [];
      if (items.length === 1 && isDeepStrictEqual(get(name), value)) return document;
      const { result, undo }: YamlEdit =
        items.length === 0 ? addedYaml(file, name, value) : replacedYaml(file, items, name, value);
      const after = yamlDocument(verified(file, result, [{ name, entry }], file.habits));
      return undo === undefined ? after : Object.assign(after, { undo });
    },
    remove(name, undo) {
      const result = removedYaml(file, named.get(name) ?? [], undoOf(undo));
      if (result === text) return document;
      return yamlDocument(verified(file, result, [{ name, entry: undefined }], file.habits));
    },
  };
  return document;
}

/** The data of the servers with one set, or gone; the last of equal names is the one that is replaced. */
function withEntry(servers: unknown, container: Container, { name, entry: given }: Change): unknown {
  const entry = given === undefined ? undefined : entryOf(container, name, given);
  if (container.kind === "map") {
    const { [name]: _, ...rest } = (servers ?? {}) as Record<string, unknown>;
    return entry === undefined ? rest : { ...rest, [name]: entry };
  }
  const list = (servers ?? []) as unknown[];
  const isNamed = (item: unknown) =>
    item !== null && typeof item === "object" && String((item as JsonObject)[container.nameKey]) === name;
  const last = list.findLastIndex(isNamed);
  if (entry === undefined) return list.filter((item) => !isNamed(item));
  if (last === -1) return [...list, entry];
  return list
    .map((item, index) => (index === last ? entry : item))
    .filter((item) => item === entry || !isNamed(item));
}

/** The file with another text, if it says what is meant. Nothing, null and an empty container say the same. */
function verified(file: YamlFile, result: string, changes: readonly Change[], habits?: YamlHabits): YamlFile {
  const { container, parsed } = file;
  const { path, kind } = container;
  const change = (servers: unknown) =>
    changes.reduce((left, each) => withEntry(left, container, each), servers);
  try {
    const after = parseYaml(result);
    const found = at(after.data, path, kind, (servers) => servers);
    if (isDeepStrictEqual(found, at(parsed.data, path, kind, change)))
      return yamlFile(after, container, habits);
  } catch (error) {
    if (!(error instanceof ConfigSyntaxError || error instanceof RangeError)) throw error;
  }
  const place = file.levels.at(-1)?.item?.start ?? 0;
  const message = "the servers are written in a way that cannot be edited without changing something else";
  throw ConfigSyntaxError.at(file.text, place, message);
}

function at(
  data: unknown,
  path: readonly string[],
  kind: Container["kind"],
  change: (servers: unknown) => unknown,
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(data ?? (kind === "list" ? [] : {}));
  const object = (data ?? {}) as Record<string, unknown>;
  return { ...object, [key]: at(object[key], rest, kind, change) };
}
