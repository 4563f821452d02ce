import { isDeepStrictEqual } from "node:util";
import type { Container, JsonObject, JsonValue } from "../../clients/types.ts";
import { applySplices } from "../../config/yaml-splice.ts";
import { addItem, layoutOf, removeItems } from "./braces.ts";
import { entryOf } from "./container-data.ts";
import type { ConfigDocument, EditedDocument } from "./document.ts";
import { closedUp, createContainer, emptiedText } from "./json-container.ts";
import { type JsonBraced, type JsonItem, jsonCommentEnd, readBraced } from "./json-members.ts";
import { plainJson } from "./json-scan.ts";
import { type JsonSite, siteOf } from "./json-site.ts";
import { habitsOf, type JsonHabits, styleBeside, styleLike } from "./json-style.ts";
import { jsonText, memberText } from "./json-text.ts";
import { undoOf } from "./undo.ts";

/** A file in three parts, so that edits of the servers leave the rest of a large file alone. */
export interface JsonParts {
  readonly head: string;
  /** The container with its brackets. */
  readonly body: string;
  readonly tail: string;
}

/** What an editor knows of a file. */
export interface JsonFile {
  readonly container: Container;
  readonly habits: JsonHabits;
}

/** Throws ConfigSyntaxError. `text` has no byte order mark. */
export function openJson(text: string, container: Container): ConfigDocument {
  const site = siteOf(text, container);
  const file = { container, habits: habitsOf(text) };
  const last = site.values.at(-1);
  const filled = site.values.length === container.path.length + 1 && text[last!.start] !== "n";
  if (last === undefined || !filled) return absentContainer(text, site, file);
  const { start, end } = last;
  const parts = { head: text.slice(0, start), body: text.slice(start, end), tail: text.slice(end) };
  return partsDocument(parts, file, site);
}

/** A file without a container, or with null in its place. */
function absentContainer(text: string, site: JsonSite, file: JsonFile): ConfigDocument {
  return {
    text,
    draft: text,
    names: () => [],
    count: () => 0,
    get: () => undefined,
    set: (name, entry) => fill(text, site, file, name, entry),
    remove: (_name, undo) => reopened(emptiedText(text, site, file, undoOf(undo)), text, file),
  };
}

function reopened(after: string, before: string, file: JsonFile): ConfigDocument {
  return after === before ? openJson(before, file.container) : openJson(after, file.container);
}

function fill(text: string, site: JsonSite, file: JsonFile, name: string, entry: JsonObject): EditedDocument {
  const { parts, undo } = createContainer(text, site, file, name, entryOf(file.container, name, entry));
  return Object.assign(partsDocument(parts, file), { undo });
}

/** `site`: of the text as a whole, where it is known. */
function partsDocument(parts: JsonParts, file: JsonFile, site?: JsonSite): ConfigDocument {
  const { head, body, tail } = parts;
  const { container } = file;
  const braced = readBraced(body, 0);
  const named = braced.items.map((item) => ({ item, name: nameOf(body, item, container) }));
  const itemsOf = (name: string) => named.filter((each) => each.name === name).map(({ item }) => item);
  const whole = () => head + body + tail;
  const edited = (after: string) => partsDocument({ head, body: after, tail }, file);
  const document: ConfigDocument = {
    get text() {
      return whole();
    },
    get draft() {
      return whole();
    },
    names: () => [...new Set(named.flatMap(({ name }) => (name === undefined ? [] : [name])))],
    count: (name) => itemsOf(name).length,
    get: (name) => valueIn(body, itemsOf(name).at(-1)),
    set(name, entry) {
      const value = entryOf(container, name, entry);
      const items = itemsOf(name);
      if (items.length > 0) {
        return items.length === 1 && isDeepStrictEqual(valueIn(body, items[0]), value)
          ? document
          : edited(replaced(body, braced, items, value, file));
      }
      if (braced.items.length === 0)
        return fill(whole(), site ?? siteOf(whole(), container), file, name, entry);
      return edited(added(body, braced, name, value, file));
    },
    remove(name, undo) {
      const gone = new Set(itemsOf(name));
      const after = applySplices(body, removeItems(body, braced, gone, jsonCommentEnd));
      if (gone.size < braced.items.length) return gone.size === 0 ? document : edited(after);
      const empty = gone.size === 0 ? body : closedUp(after, { start: 0, end: after.length });
      const text = head + empty + tail;
      return openJson(emptiedText(text, siteOf(text, container), file, undoOf(undo)), container);
    },
  };
  return document;
}

function nameOf(body: string, item: JsonItem, container: Container): string | undefined {
  if (container.kind === "map") return item.key;
  const value = valueIn(body, item);
  const named = value !== null && typeof value === "object" && !Array.isArray(value);
  const name = named ? (value as JsonObject)[container.nameKey] : undefined;
  return typeof name === "string" ? name : undefined;
}

function valueIn(body: string, item: JsonItem | undefined): JsonValue | undefined {
  if (item === undefined) return undefined;
  return JSON.parse(plainJson(body.slice(item.valueStart, item.end))) as JsonValue;
}

function added(body: string, braced: JsonBraced, name: string, value: JsonObject, file: JsonFile): string {
  const { layout, style } = styleBeside(body, braced, file.habits);
  const text = jsonText(value, style);
  const item = file.container.kind === "map" ? memberText(name, text, style) : text;
  const { eol } = file.habits;
  return applySplices(body, addItem(body, braced, { text: item, eol, layout }, jsonCommentEnd));
}

/** The last of equal names counts, so it is the one that stays. */
function replaced(
  body: string,
  braced: JsonBraced,
  items: readonly JsonItem[],
  value: JsonObject,
  file: JsonFile,
): string {
  const last = items.at(-1)!;
  const style = styleLike(body, last, layoutOf(body, braced), file.habits);
  const { valueStart, end } = last;
  const gone = new Set(items.slice(0, -1));
  return applySplices(body, [
    ...removeItems(body, braced, gone, jsonCommentEnd),
    { at: valueStart, remove: end - valueStart, insert: jsonText(value, style) },
  ]);
}
