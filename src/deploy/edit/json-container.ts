import type { JsonObject } from "../../clients/types.ts";
import { applySplices } from "../../config/yaml-splice.ts";
import { addItem, removeItems } from "./braces.ts";
import type { JsonFile, JsonParts } from "./json-document.ts";
import { type JsonBraced, jsonCommentEnd, readBraced } from "./json-members.ts";
import { endOfComments, jsonComments } from "./json-scan.ts";
import { followPath, type JsonSite, type Range, siteOf } from "./json-site.ts";
import { freshStyle, styleBeside } from "./json-style.ts";
import { bracketed, type JsonStyle, jsonText, memberText } from "./json-text.ts";
import type { Undo } from "./undo.ts";

/** Puts the first entry where there is no container yet, or an empty one. */
export function createContainer(
  text: string,
  site: JsonSite,
  file: JsonFile,
  name: string,
  value: JsonObject,
): { parts: JsonParts; undo: Undo } {
  const last = site.values.at(-1);
  const depth = site.values.length - 1;
  if (last === undefined) return createFile(text, file, name, value);
  const { start, end } = last;
  const old = text.slice(start, end);
  const place = { head: text.slice(0, start), tail: text.slice(end) };
  const isNull = old === "null";
  const braced = isNull ? undefined : readBraced(old, 0);
  if (braced !== undefined && braced.items.length > 0) {
    const body = addMember(old, braced, file, depth, name, value);
    return { parts: partsOf({ ...place, body }, depth, file), undo: { depth: depth + 1, was: null } };
  }
  const style = freshStyle(file.habits, indentOfLine(text, start));
  const body = firstItem(isNull ? undefined : old, file, depth, name, value, style);
  return { parts: partsOf({ ...place, body }, depth, file), undo: { depth, was: old } };
}

/** The file has no value: only white space, or comments as well, which stay at its head. */
function createFile(
  text: string,
  file: JsonFile,
  name: string,
  value: JsonObject,
): { parts: JsonParts; undo: Undo } {
  const { eol } = file.habits;
  const comments = text.slice(0, endOfComments(text));
  const style = { ...freshStyle(file.habits, ""), lines: true, colon: ": ", comma: ", " };
  const head = comments === "" ? "" : `${comments}${eol}`;
  const body = firstItem(undefined, file, 0, name, value, style);
  const undo = { depth: 0, was: text.slice(comments.length) };
  return { parts: partsOf({ head, body, tail: eol }, 0, file), undo };
}

/** The three parts around the container, where `body` is the value at `depth` of the path. */
function partsOf({ head, body, tail }: JsonParts, depth: number, { container }: JsonFile): JsonParts {
  const rest = { ...container, path: container.path.slice(depth) };
  const { start, end } = followPath(body, 0, rest).values.at(-1)!;
  return { head: head + body.slice(0, start), body: body.slice(start, end), tail: body.slice(end) + tail };
}

/** What goes into the value at `depth`: an entry, or the rest of the path around it. */
function nested(file: JsonFile, depth: number, name: string, value: JsonObject, style: JsonStyle): string {
  const { path, kind } = file.container;
  const inner = { ...style, indent: style.indent + style.step };
  const key = path[depth];
  if (key === undefined) {
    return kind === "map" ? memberText(name, jsonText(value, style), style) : jsonText(value, style);
  }
  const brackets = depth + 1 === path.length && kind === "list" ? "[]" : "{}";
  return memberText(key, bracketed(brackets, [nested(file, depth + 1, name, value, inner)], style), style);
}

function addMember(
  old: string,
  braced: JsonBraced,
  file: JsonFile,
  depth: number,
  name: string,
  value: JsonObject,
): string {
  const { layout, style } = styleBeside(old, braced, file.habits);
  const lines = layout.lines;
  const item = nested(file, depth, name, value, { ...style, lines, arrayLines: true });
  const { eol } = file.habits;
  return applySplices(old, addItem(old, braced, { text: item, eol, layout }, jsonCommentEnd));
}

/** The value at `depth` with its first item; the comments of an empty one (`old`) stay before it. */
function firstItem(
  old: string | undefined,
  file: JsonFile,
  depth: number,
  name: string,
  value: JsonObject,
  style: JsonStyle,
): string {
  const { path, kind } = file.container;
  const brackets = depth === path.length && kind === "list" ? "[]" : "{}";
  const inside = old?.slice(1, -1) ?? "";
  const comments = inside.slice(0, endOfComments(inside));
  const lines = style.lines || comments.includes("\n") || comments.includes("//");
  const set = { ...style, lines };
  const item = nested(file, depth, name, value, { ...set, indent: set.indent + set.step });
  const text = bracketed(brackets, [item], set);
  return comments === "" ? text : `${brackets[0]}${comments}${lines ? "" : " "}${text.slice(1)}`;
}

function indentOfLine(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", at - 1) + 1, at))![0];
}

/**
 * The text of a file whose container has no entry any more (or is not there): with `undo` as it was before the
 * first entry, as long as nothing else has come into what we made; else as it is.
 */
export function emptiedText(text: string, site: JsonSite, file: JsonFile, undo: Undo | undefined): string {
  const depth = file.container.path.length;
  const value = site.values[depth];
  if (value === undefined || text[value.start] === "n") return text;
  if (readBraced(text, value.start).items.length > 0) return text;
  const restored = undo === undefined ? undefined : restore(text, site, file, undo);
  return restored ?? text;
}

/** Closes the braces of an object that our leaving has emptied. */
export function closedUp(text: string, { start, end }: Range): string {
  const inner = text.slice(start + 1, end - 1);
  return inner.trim() === "" ? text.slice(0, start + 1) + text.slice(end - 1) : text;
}

function restore(text: string, site: JsonSite, file: JsonFile, { depth, was }: Undo): string | undefined {
  const place = site.values[depth];
  if (place === undefined || depth > file.container.path.length) return undefined;
  const old = text.slice(place.start, place.end);
  const rest = { ...file.container, path: file.container.path.slice(depth) };
  if (!followPath(old, 0, rest).only || jsonComments(old) !== jsonComments(was ?? "")) return undefined;
  if (was === null) return withoutMember(text, site, file, depth);
  const tail = text.slice(place.end);
  if (depth > 0 || was.trim() !== "") return text.slice(0, place.start) + was + tail;
  const head = text.slice(0, place.start);
  return head.slice(0, endOfComments(head)) + was + (tail.trim() === "" ? "" : tail);
}

function withoutMember(text: string, site: JsonSite, file: JsonFile, depth: number): string | undefined {
  const parent = site.values[depth - 1];
  if (parent === undefined) return undefined;
  const key = file.container.path[depth - 1];
  const braced = readBraced(text, parent.start);
  const gone = new Set(braced.items.filter((item) => item.key === key).slice(-1));
  const after = applySplices(text, removeItems(text, braced, gone, jsonCommentEnd));
  if (braced.items.length > gone.size) return after;
  const place = siteOf(after, { ...file.container, kind: "map" }).values[depth - 1]!;
  return closedUp(after, place);
}
