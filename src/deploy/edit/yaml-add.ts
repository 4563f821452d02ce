import type { JsonObject, JsonValue } from "../../clients/types.ts";
import { applySplices } from "../../config/yaml-splice.ts";
import { addItem, layoutOf, removeItems } from "./braces.ts";
import { endOfLine, hashCommentEnd } from "./hash-comments.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";
import type { Undo } from "./undo.ts";
import { blockRange, pastComments, removeBlocks } from "./yaml-blocks.ts";
import type { YamlFile } from "./yaml-document.ts";
import { afterColon, bracedOf, columnOf, itemIndices, type YamlItem } from "./yaml-nodes.ts";
import type { YamlLevel } from "./yaml-site.ts";
import { flowStyleOf, styleAt, type YamlHabits } from "./yaml-style.ts";
import { flowPair, flowText, itemLines, pairLines, type YamlStyle } from "./yaml-text.ts";

export interface YamlEdit {
  readonly result: string;
  readonly undo?: Undo;
}

/** What is put into a map under its key, or into a list. */
interface Content {
  readonly key: string | undefined;
  readonly value: JsonValue;
}

const blockOf = ({ key, value }: Content, column: number, style: YamlStyle) =>
  key === undefined ? itemLines(value, column, style) : pairLines(key, value, column, style);

const flowOf = ({ key, value }: Content, style: YamlStyle) =>
  key === undefined ? flowText(value, style) : flowPair(key, value, style);

/** Adds an entry, with as much of the path to it as is missing. */
export function addedYaml(file: YamlFile, name: string, entry: JsonObject): YamlEdit {
  const { levels, container } = file;
  const depth = levels.length - 1;
  const level = levels[depth]!;
  const content = contentOf(container.path.slice(depth), container.kind === "map" ? name : undefined, entry);
  if (level.items.length === 0) return filled(file, level, depth, content);
  const result = level.value?.flow === true ? addFlow(file, level, content) : addBlock(file, depth, content);
  return depth === container.path.length ? { result } : { result, undo: { depth: depth + 1, was: null } };
}

function contentOf(missing: readonly string[], name: string | undefined, entry: JsonObject): Content {
  const [key, ...rest] = missing;
  if (key === undefined) return { key: name, value: entry };
  const inner = contentOf(rest, name, entry);
  return { key, value: inner.key === undefined ? [inner.value] : { [inner.key]: inner.value } };
}

function addBlock({ text, levels, habits }: YamlFile, depth: number, content: Content): string {
  const last = levels[depth]!.items.at(-1)!;
  const column = columnOf(text, last);
  const at = pastComments(text, endOfLine(text, last.end), column);
  return insertLines(text, at, blockOf(content, column, styleAt(habits, depth)), habits);
}

function insertLines(text: string, at: number, lines: readonly string[], { eol }: YamlHabits): string {
  return text.slice(0, at) + eol + lines.join(eol) + text.slice(at);
}

function addFlow({ text, habits }: YamlFile, { value, items }: YamlLevel, content: Content): string {
  const braced = bracedOf(text, value!);
  const item = {
    text: flowOf(content, flowStyleOf(items)),
    eol: habits.eol,
    layout: layoutOf(text, braced),
  };
  return applySplices(text, addItem(text, braced, item, hashCommentEnd));
}

/** The first entry where there is nothing, null, or an empty collection. */
function filled(file: YamlFile, level: YamlLevel, depth: number, content: Content): YamlEdit {
  const { text, levels, habits } = file;
  const { item, value } = level;
  if (item === undefined) return filledRoot(file, level, content);
  const colon = afterColon(item);
  if (colon === undefined || /[&!]/.test(text.slice(colon, item.end))) throw uneditable(text, item.start);
  const end = Math.max(colon, item.end);
  const was = text.slice(colon, end);
  const undo = { depth, was };
  const parent = levels[depth - 1]!;
  if (parent.value?.flow === true || was.includes("#")) {
    const style = parent.value?.flow === true ? flowStyleOf(parent.items) : flowStyleOf([]);
    const brackets = content.key === undefined ? "[]" : "{}";
    const own = value === null ? brackets : text.slice(value.range![0], end);
    const lead = value === null ? " " : text.slice(colon, value.range![0]);
    return {
      result: text.slice(0, colon) + lead + intoBraces(own, content, style, habits) + text.slice(end),
      undo,
    };
  }
  const column = columnOf(text, item);
  const { style } = habits;
  const inner = column + (content.key === undefined ? style.dash : style.step);
  const at = pastComments(text, endOfLine(text, end), column + 1);
  const after = insertLines(text, at, blockOf(content, inner, style), habits);
  return { result: text.slice(0, colon) + after.slice(end), undo };
}

/** `own`: empty brackets, with white space and comments in them; comments stay before the item. */
function intoBraces(own: string, content: Content, style: YamlStyle, { eol }: YamlHabits): string {
  const item = flowOf(content, style);
  const inner = own.slice(1, -1).trimEnd();
  const pad = style.quoted || content.key === undefined ? "" : " ";
  if (inner === "") return `${own[0]}${pad}${item}${pad}${own.at(-1)}`;
  const indent = /[ \t]*$/.exec(own.slice(0, own.indexOf("#")))![0];
  return `${own[0]}${inner}${eol}${indent || " "}${item}${eol}${indent || " "}${own.at(-1)}`;
}

function filledRoot(
  { text, container, parsed, habits }: YamlFile,
  { value }: YamlLevel,
  content: Content,
): YamlEdit {
  const { eol } = habits;
  if (value !== null) {
    const [start, end] = value.range!;
    const was = text.slice(start, end);
    const result = text.slice(0, start) + intoBraces(was, content, flowStyleOf([]), habits) + text.slice(end);
    return { result, undo: { depth: 0, was } };
  }
  const lines = blockOf(content, 0, habits.style);
  if (text.trim() === "") return { result: lines.join(eol) + eol, undo: { depth: 0, was: text } };
  const root = parsed.document.contents;
  if (root !== null && text.slice(root.range[0], root.range[1]).trim() !== "")
    throw uneditable(text, root.range[0]);
  const end = /^\.\.\.(?=\s|$)/m.exec(text)?.index;
  const result =
    end === undefined
      ? insertLines(text, endOfLine(text, text.trimEnd().length), lines, habits)
      : text.slice(0, end) + lines.join(eol) + eol + text.slice(end);
  return container.path.length === 0 ? { result } : { result, undo: { depth: 1, was: null } };
}

/** The last of the items gives its place, the others go. */
export function replacedYaml(
  file: YamlFile,
  items: readonly YamlItem[],
  name: string,
  entry: JsonObject,
): YamlEdit {
  const { text, container, habits } = file;
  const servers = file.servers!;
  const content = contentOf([], container.kind === "map" ? name : undefined, entry);
  const last = items.at(-1)!;
  const others = items.slice(0, -1);
  if (servers.value?.flow === true) {
    const insert = flowOf(content, flowStyleOf(servers.items));
    const braced = bracedOf(text, servers.value);
    const gone = new Set(itemIndices(servers.items, others).map((index) => braced.items[index]!));
    const own = { at: last.start, remove: last.end - last.start, insert };
    return { result: applySplices(text, [...removeItems(text, braced, gone, hashCommentEnd), own]) };
  }
  const style = styleAt(habits, container.path.length);
  const { start, end } = blockRange(text, last);
  const insert = blockOf(content, columnOf(text, last), style).join(habits.eol);
  return {
    result: applySplices(text, [...removeBlocks(text, others), { at: start, remove: end - start, insert }]),
  };
}

function uneditable(text: string, at: number): ConfigSyntaxError {
  return ConfigSyntaxError.at(
    text,
    at,
    "this is written in a way that cannot be edited; write it as a plain map",
  );
}
