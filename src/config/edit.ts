import { isDeepStrictEqual } from "node:util";
import { type Document, isAlias, isMap, isScalar, type Node, type Pair, type YAMLMap } from "yaml";
import { UserError } from "../errors.ts";
import { parseServersYaml } from "./parse-yaml.ts";
import type { ServerEntry, SharedOptions } from "./servers-schema.ts";
import { SourceError } from "./source-place.ts";
import { fillFlow, insertLines, insertPair, underKey } from "./yaml-insert.ts";
import { isOwnMap, keyColumn, keyStart, pairEnd, pairOf } from "./yaml-map.ts";
import { removePair } from "./yaml-remove.ts";
import { blockLines, flowText, type Plain } from "./yaml-render.ts";
import { replaceValue } from "./yaml-replace.ts";
import { applySplices, lineBreakOf, type Splice } from "./yaml-splice.ts";

/**
 * Edits of a `servers.yaml` as text → text: only the bytes of the change itself differ, so comments, order, quotes,
 * indentation, blank lines and CRLF survive. Every result is parsed again and compared with what was meant; where
 * that fails (a YAML feature we do not edit through, such as a server's anchor in use elsewhere) the edit is refused.
 *
 * All throw SourceError/ManyErrors when the text is not YAML, UserError `E_CONFIG_EDIT` when refused.
 */

/** Adds a server at the end of the list. `E_SERVER_EXISTS` when the name is taken. */
export function addServer(text: string, name: string, entry: ServerEntry): string {
  const { document, root } = parsed(text);
  const servers = root === undefined ? undefined : pairOf(root, "servers");
  const list = servers?.value;
  if (isMap(list)) {
    const taken = pairOf(list, name);
    if (taken !== undefined) throw exists(text, name, keyStart(taken));
  }
  const value = entry as Plain;
  const splices = childSplices(text, root, servers, name, value);
  return verified(text, document, splices, (file) => {
    file.servers = { ...(file.servers as object | null | undefined), [name]: value };
  });
}

/** Takes a server out, with the comments inside its entry. `E_UNKNOWN_SERVER` when it is not there. */
export function removeServer(text: string, name: string): string {
  const { document } = parsed(text);
  const { list, pair } = placeOfServer(document, name);
  return verified(text, document, removePair(text, list, pair), (file) => {
    const { [name]: _, ...rest } = file.servers as Record<string, unknown>;
    file.servers = Object.keys(rest).length === 0 ? undefined : rest;
  });
}

/**
 * Sets a field of a server, `["source"]` or `["env", "PORT"]`; `undefined` removes it, and with it a map that it
 * leaves empty. An equal value changes nothing.
 */
export function setServerField(
  text: string,
  name: string,
  path: readonly [string, ...string[]],
  value: Plain | undefined,
): string {
  const { document } = parsed(text);
  const { list, pair } = placeOfServer(document, name);
  const before = plainOf(document);
  const after = structuredClone(before);
  assign(after.servers as Record<string, unknown>, [name, ...path], value);
  if (isDeepStrictEqual(before, after)) return text;
  const splices = fieldSplices(text, list, pair, path, value);
  return verified(text, document, splices, (file) => {
    Object.assign(file, after);
  });
}

/** Sets the list of all servers' clients. */
export function setClients(text: string, clients: NonNullable<SharedOptions["clients"]>): string {
  const { document, root } = parsed(text);
  const there = root === undefined ? undefined : pairOf(root, "clients");
  const value = [...clients];
  const splices =
    root === undefined
      ? [insertLines(text, contentEnd(text), blockLines("clients", value, 0, plainStyle))]
      : there === undefined
        ? missingKey(text, root, "clients", value)
        : replaceValue(text, root, there, value);
  return verified(text, document, splices, (file) => {
    file.clients = value;
  });
}

/** Where a server stands. Throws `E_UNKNOWN_SERVER`; an edit is refused where `servers` is an alias. */
function placeOfServer(document: Document.Parsed, name: string): { list: YAMLMap; pair: Pair } {
  const list = document.get("servers", true);
  if (isAlias(list)) throw refused(undefined);
  const pair = isOwnMap(list) ? pairOf(list, name) : undefined;
  if (!isOwnMap(list) || pair === undefined) throw unknown(name);
  return { list, pair };
}

function parsed(text: string): { document: Document.Parsed; root: YAMLMap | undefined } {
  const document = parseServersYaml({ name: "servers.yaml", text });
  return { document, root: isMap(document.contents) ? document.contents : undefined };
}

/** The file as data. An alias of nothing is found only here. */
function plainOf(document: Document.Parsed): Record<string, unknown> {
  try {
    return { ...(document.toJS() as object | null) };
  } catch (cause) {
    throw refused(cause);
  }
}

function childSplices(
  text: string,
  root: YAMLMap | undefined,
  servers: Pair | undefined,
  name: string,
  value: Plain,
): Splice[] {
  if (root === undefined) {
    return [insertLines(text, contentEnd(text), blockLines("servers", { [name]: value }, 0, plainStyle))];
  }
  if (servers === undefined) return missingKey(text, root, "servers", { [name]: value });
  if (isOwnMap(servers.value) && servers.value.items.length > 0) {
    return insertPair(text, servers.value, name, value, stepOf(text, servers));
  }
  return fillPair(text, root, servers, name, value);
}

const plainStyle = { step: 2, quote: "plain" } as const;

/** A key of the file itself, with a blank line before it. */
function missingKey(text: string, root: YAMLMap, key: string, value: Plain): Splice[] {
  if (root.flow && root.items.length === 0) return fillFlow(text, root, key, value, false);
  const splices = insertPair(text, root, key, value, 2);
  const [only] = splices;
  if (root.flow || only === undefined) return splices;
  const eol = lineBreakOf(text);
  const isApart = only.insert.startsWith(eol + eol) || (only.insert.startsWith(eol) && text.endsWith("\n"));
  return isApart ? splices : [{ ...only, insert: eol + only.insert }];
}

/** The first child of a key whose value is empty: nothing, null or `{}`. */
function fillPair(text: string, parent: YAMLMap, pair: Pair, name: string, value: Plain): Splice[] {
  const node = pair.value as Node | null;
  const emptyFlow = isMap(node) && !/^\{\s*\}$/.test(text.slice(node.range![0], node.range![1]));
  if (isMap(node) && (parent.flow || emptyFlow)) {
    const json = isScalar(pair.key) && pair.key.type === "QUOTE_DOUBLE";
    return fillFlow(text, node, name, value, json);
  }
  const keyEnd = (pair.key as Node).range![1];
  if (parent.flow) {
    const colon = text.indexOf(":", keyEnd) + 1;
    return [
      { at: colon, remove: pairEnd(text, pair) - colon, insert: ` ${flowText({ [name]: value }, "plain")}` },
    ];
  }
  const colon = text.indexOf(":", keyEnd) + 1;
  const lines = blockLines(name, value, keyColumn(text, pair) + 2, plainStyle);
  const insertion = insertLines(text, underKey(text, pair), lines);
  const written = pairEnd(text, pair) - colon;
  return written > 0 ? [{ at: colon, remove: written, insert: "" }, insertion] : [insertion];
}

/** Columns between a server's name and its fields, else between `servers` and the names. */
function stepOf(text: string, pair: Pair): number {
  const column = keyColumn(text, pair);
  const first = (pair.value as YAMLMap).items[0] as Pair;
  const inner = first.value;
  if (isMap(inner) && inner.flow !== true && inner.items[0] !== undefined) {
    return Math.max(1, keyColumn(text, inner.items[0] as Pair) - keyColumn(text, first));
  }
  return Math.max(1, keyColumn(text, first) - column);
}

function fieldSplices(
  text: string,
  list: YAMLMap,
  server: Pair,
  path: readonly string[],
  value: Plain | undefined,
): Splice[] {
  let parent = list;
  let pair = server;
  const above: [YAMLMap, Pair][] = [];
  for (const [depth, key] of path.entries()) {
    const rest = path.slice(depth + 1);
    if (!isOwnMap(pair.value))
      return value === undefined ? [] : replaceValue(text, parent, pair, nested(path.slice(depth), value));
    const map = pair.value;
    const next = pairOf(map, key);
    if (next === undefined)
      return value === undefined ? [] : insertPair(text, map, key, nested(rest, value), 2);
    above.push([map, next]);
    parent = map;
    pair = next;
  }
  if (value !== undefined) return replaceValue(text, parent, pair, value);
  // Upwards past maps that would be left empty, but never the server itself.
  while (above.length > 1 && above.at(-1)?.[0].items.length === 1) above.pop();
  const [map, target] = above.at(-1) as [YAMLMap, Pair];
  return removePair(text, map, target);
}

function nested(path: readonly string[], value: Plain): Plain {
  return path.reduceRight<Plain>((inner, key) => ({ [key]: inner }), value);
}

function assign(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    if (value === undefined) delete target[key];
    else target[key] = value;
    return;
  }
  const inner = { ...(target[key] as Record<string, unknown> | null | undefined) };
  assign(inner, rest, value);
  if (Object.keys(inner).length === 0 && value === undefined) delete target[key];
  else target[key] = inner;
}

/** The end of what may hold keys: the text's, or the document end marker. */
function contentEnd(text: string): number {
  return /^\.\.\.(?=\s|$)/m.exec(text)?.index ?? text.length;
}

/** Applies the splices and checks that the file now says what was meant, and nothing else. */
function verified(
  text: string,
  document: Document.Parsed,
  splices: readonly Splice[],
  change: (file: Record<string, unknown>) => void,
): string {
  const wanted = plainOf(document);
  change(wanted);
  const result = applySplices(text, splices);
  let found: unknown;
  try {
    found = plainOf(parseServersYaml({ name: "servers.yaml", text: result }));
  } catch (cause) {
    throw refused(cause);
  }
  if (!isDeepStrictEqual(withoutEmpty(found), withoutEmpty(wanted))) throw refused(undefined);
  return result;
}

/** `servers:` without a value, `{}` and no `servers` at all say the same. */
function withoutEmpty(file: unknown): unknown {
  const { servers, ...rest } = file as Record<string, unknown>;
  const empty = servers === null || servers === undefined || Object.keys(servers).length === 0;
  return empty ? rest : { ...rest, servers };
}

function refused(cause: unknown): UserError {
  return new UserError("the file is written in a way that cannot be edited for you", {
    code: "E_CONFIG_EDIT",
    where: "servers.yaml",
    hint: "Make this change by hand; it uses anchors, tags or another form that the change would break.",
    cause,
  });
}

function exists(text: string, name: string, offset: number): UserError {
  return new SourceError(
    { name: "servers.yaml", text },
    offset,
    `there is already a server called '${name}'`,
    {
      code: "E_SERVER_EXISTS",
      hint: "Give the new one another name with --name.",
      length: name.length,
    },
  );
}

function unknown(name: string): UserError {
  return new UserError(`no server is called '${name}'`, { code: "E_UNKNOWN_SERVER", where: "servers.yaml" });
}
