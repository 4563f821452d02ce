import { isDeepStrictEqual } from "node:util";
import type { Container, JsonObject, JsonValue } from "../../clients/types.ts";
import type { ConfigDocument } from "./document.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";
import { undoOf } from "./undo.ts";
import { addedYaml, replacedYaml, type YamlEdit } from "./yaml-add.ts";
import { type ParsedYaml, parseYaml } from "./yaml-parse.ts";
import { removedYaml } from "./yaml-remove.ts";
import { namedItems, type YamlLevel, yamlLevels } from "./yaml-site.ts";

/** A parsed file and the way to its servers. */
export interface YamlFile {
  readonly text: string;
  readonly parsed: ParsedYaml;
  readonly container: Container;
  /** The root first; as many as are there. */
  readonly levels: readonly YamlLevel[];
  /** The container's level, where it is there. */
  readonly servers: YamlLevel | undefined;
}

/** Throws ConfigSyntaxError. */
export function yamlFile(text: string, container: Container): YamlFile {
  const parsed = parseYaml(text);
  const levels = yamlLevels(parsed, container);
  return { text, parsed, container, levels, servers: levels[container.path.length] };
}

/**
 * Servers in a map or a list, in block or flow style. Each result is parsed again and compared with what was
 * meant; where that fails (an anchor in use elsewhere) the edit is refused. Throws ConfigSyntaxError.
 */
export function openYaml(text: string, container: Container): ConfigDocument {
  const file = yamlFile(text, container);
  const named = file.servers === undefined ? new Map<string, never>() : namedItems(file.servers, container);
  const get = (name: string): JsonValue | undefined => {
    const last = named.get(name)?.at(-1);
    if (last === undefined) return undefined;
    return (last.value?.toJS(file.parsed.document) ?? null) as JsonValue;
  };
  const edited = (result: string, change: (servers: unknown) => unknown) => verified(file, result, change);
  const document: ConfigDocument = {
    text,
    names: () => [...named.keys()],
    get,
    set(name, entry) {
      const value =
        container.kind === "list"
          ? { [container.nameKey]: name, ...entry, [container.nameKey]: name }
          : entry;
      const items = named.get(name) ?? [];
      if (items.length === 1 && isDeepStrictEqual(get(name), value)) return document;
      const { result, undo }: YamlEdit =
        items.length === 0 ? addedYaml(file, name, value) : replacedYaml(file, items, name, value);
      const after = edited(result, (servers) => withEntry(servers, container, name, value));
      return undo === undefined ? after : Object.assign(after, { undo });
    },
    remove(name, undo) {
      const result = removedYaml(file, named.get(name) ?? [], undoOf(undo));
      if (result === text) return document;
      return edited(result, (servers) => withEntry(servers, container, name, undefined));
    },
  };
  return document;
}

/** The data of the servers with one set, or gone; the last of equal names is the one that is replaced. */
function withEntry(
  servers: unknown,
  container: Container,
  name: string,
  entry: JsonObject | undefined,
): unknown {
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

/** Nothing, null and an empty collection say the same where the servers belong. */
function verified(file: YamlFile, result: string, change: (servers: unknown) => unknown): ConfigDocument {
  const { path, kind } = file.container;
  const normal = (data: unknown, changed: (servers: unknown) => unknown) => at(data, path, kind, changed);
  try {
    const found = normal(parseYaml(result).data, (servers) => servers);
    if (isDeepStrictEqual(found, normal(file.parsed.data, change))) return openYaml(result, file.container);
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
