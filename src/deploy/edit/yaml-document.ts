import { isDeepStrictEqual } from "node:util";
import type { Container, JsonValue } from "../../clients/types.ts";
import { type Change, entryOf } from "./container-data.ts";
import type { ConfigDocument } from "./document.ts";
import { longDocument } from "./long-document.ts";
import { readAsMeant } from "./read-as-meant.ts";
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
    verify: (after, changes) => void parsedAfter(file, after, changes),
    openWhole: (after) => yamlDocument(yamlFile(parseYaml(after), container)),
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
    count: (name) => named.get(name)?.length ?? 0,
    get,
    set(name, entry) {
      const value = entryOf(container, name, entry);
      const items = named.get(name) ?? [];
      if (items.length === 1 && isDeepStrictEqual(get(name), value)) return document;
      const { result, undo }: YamlEdit =
        items.length === 0 ? addedYaml(file, name, value) : replacedYaml(file, items, name, value);
      const after = yamlDocument(verified(file, result, [{ name, entry }]));
      return undo === undefined ? after : Object.assign(after, { undo });
    },
    remove(name, undo) {
      const result = removedYaml(file, named.get(name) ?? [], undoOf(undo));
      if (result === text) return document;
      return yamlDocument(verified(file, result, [{ name, entry: undefined }]));
    },
  };
  return document;
}

function verified(file: YamlFile, result: string, changes: readonly Change[]): YamlFile {
  return yamlFile(parsedAfter(file, result, changes), file.container, file.habits);
}

/** A text that says what is meant. */
function parsedAfter(
  { text, container, parsed, levels }: YamlFile,
  result: string,
  changes: readonly Change[],
): ParsedYaml {
  const after = readAsMeant(result, { parse: parseYaml, before: parsed, container, changes });
  if (after !== undefined) return after;
  const place = levels.at(-1)?.item?.start ?? 0;
  const message = "the servers are written in a way that cannot be edited without changing something else";
  throw ConfigSyntaxError.at(text, place, message);
}
