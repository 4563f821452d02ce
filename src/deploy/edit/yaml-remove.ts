import { applySplices } from "../../config/yaml-splice.ts";
import { removeItems } from "./braces.ts";
import { hashCommentEnd } from "./hash-comments.ts";
import type { Undo } from "./undo.ts";
import { removeBlocks } from "./yaml-blocks.ts";
import { type YamlFile, yamlFile } from "./yaml-document.ts";
import { afterColon, bracedOf, itemIndices, type YamlItem } from "./yaml-nodes.ts";
import { parseYaml } from "./yaml-parse.ts";
import type { YamlLevel } from "./yaml-site.ts";

/** Takes entries out; once none is left, the container is as `undo` says it was. */
export function removedYaml(file: YamlFile, items: readonly YamlItem[], undo: Undo | undefined): string {
  const { text, servers, container, habits } = file;
  if (servers === undefined) return text;
  if (items.length < servers.items.length) return withoutItems(text, servers, items);
  const emptied = items.length === 0 ? text : withoutAll(file, servers);
  return undo === undefined ? emptied : restored(yamlFile(parseYaml(emptied), container, habits), undo);
}

function withoutItems(text: string, { value, items }: YamlLevel, gone: readonly YamlItem[]): string {
  if (gone.length === 0) return text;
  if (value?.flow !== true) return applySplices(text, removeBlocks(text, gone));
  const braced = bracedOf(text, value);
  const set = new Set(itemIndices(items, gone).map((index) => braced.items[index]!));
  return applySplices(text, removeItems(text, braced, set, hashCommentEnd));
}

/** An empty collection in the place of the last entries: nothing at all would be null to the client. */
function withoutAll({ text, container }: YamlFile, servers: YamlLevel): string {
  const { value, item, items } = servers;
  const splices = value?.flow === true ? [] : removeBlocks(text, items);
  if (value?.flow === true) {
    const after = withoutItems(text, servers, items);
    const start = value.range![0];
    const close = value.range![1] - 1 - (text.length - after.length);
    const blank = after.slice(start + 1, close).trim() === "";
    return blank ? after.slice(0, start + 1) + after.slice(close) : after;
  }
  const at = item === undefined ? undefined : endOfKey(item);
  if (at === undefined) return applySplices(text, splices);
  const empty = { at, remove: 0, insert: container.kind === "map" ? " {}" : " []" };
  // After the others: one of them may begin at the same place.
  return applySplices(text, [...splices, empty]);
}

/** After a pair's colon, and the anchor or tag that follows it. */
function endOfKey(item: YamlItem): number | undefined {
  const last = item.source.sep?.filter(({ type }) => /^(?:map-value-ind|anchor|tag)$/.test(type)).at(-1);
  return last === undefined ? undefined : last.offset + last.source.length;
}

/** `file`: its container is empty. What has come into it in the meantime stays. */
function restored({ text, levels, container }: YamlFile, { depth, was }: Undo): string {
  const level = levels[depth];
  const hollow = levels.slice(depth, -1).every(({ items }) => items.length === 1);
  if (level === undefined || levels.length <= container.path.length || !hollow) return text;
  const { item, value, items } = level;
  if (item === undefined) return restoredRoot(text, level, was);
  const parent = levels[depth - 1]!;
  const colon = afterColon(item);
  if (colon === undefined) return text;
  if (was === null) {
    const line = text.slice(item.start, /\r?\n|$/.exec(text.slice(item.end))!.index + item.end);
    return /\s#/.test(line) ? text : withoutItems(text, parent, [item]);
  }
  if (value !== null && value.flow !== true) {
    return applySplices(text, [...removeBlocks(text, items), { at: colon, remove: 0, insert: was }]);
  }
  const same = comments(text.slice(colon, item.end)) === comments(was);
  return same ? text.slice(0, colon) + was + text.slice(Math.max(colon, item.end)) : text;
}

function restoredRoot(text: string, { value, items }: YamlLevel, was: string | null): string {
  if (was === null) return text;
  if (was.trim() !== "") {
    if (value?.flow !== true) return text;
    const [start, end] = value.range!;
    return comments(text.slice(start, end)) === comments(was)
      ? text.slice(0, start) + was + text.slice(end)
      : text;
  }
  const rest = items.reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), text);
  return rest.trim() === "" ? was : text;
}

/** The comments of a collection that holds nothing else. */
function comments(text: string): string {
  return (text.match(/#[^\r\n]*/g) ?? []).join("\n");
}
