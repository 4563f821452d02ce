import { isDeepStrictEqual } from "node:util";
import type { AST } from "toml-eslint-parser";
import type { Container, JsonObject, JsonValue } from "../../clients/types.ts";
import { applySplices, lineBreakOf, type Splice } from "../../config/yaml-splice.ts";
import type { Change } from "./container-data.ts";
import type { ConfigDocument, EditedDocument } from "./document.ts";
import { endOfLine } from "./hash-comments.ts";
import { longDocument } from "./long-document.ts";
import { readAsMeant } from "./read-as-meant.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";
import { addInline, emptiedInline, removeInline } from "./toml-inline.ts";
import { endOfTable, isCompact, lineRanges, pastOwnComments, removeLines } from "./toml-lines.ts";
import { type ParsedToml, parseToml, type TomlData } from "./toml-parse.ts";
import { tomlRuns } from "./toml-passages.ts";
import { type TomlPiece, type TomlSite, tomlSite } from "./toml-pieces.ts";
import { inlineText, pairText, tableLines } from "./toml-text.ts";
import { type Undo, undoOf } from "./undo.ts";

/** A parsed file and where its servers are. */
export interface TomlFile {
  readonly text: string;
  readonly path: readonly string[];
  readonly parsed: ParsedToml;
  readonly site: TomlSite;
  readonly habits: TomlHabits;
}

/** How the file is written. */
interface TomlHabits {
  readonly eol: string;
  readonly compact: boolean;
}

function tomlFile(text: string, path: readonly string[], parsed: ParsedToml, habits?: TomlHabits): TomlFile {
  const own = habits ?? { eol: lineBreakOf(text), compact: isCompact(text, parsed.program) };
  return { text, path, parsed, site: tomlSite(text, parsed, path), habits: own };
}

/**
 * Servers in tables, inline tables or dotted keys, scattered through the file. Each result is parsed again and
 * compared with what was meant; where that fails the edit is refused. Throws ConfigSyntaxError.
 */
export function openToml(text: string, container: Container, elideFrom: number): ConfigDocument {
  if (container.kind === "list") throw new TypeError("no client keeps a list of servers in TOML");
  const file = tomlFile(text, container.path, parseToml(text));
  const document = tomlDocument(file);
  if (text.length < elideFrom) return document;
  return longDocument({
    document,
    runs: () => tomlRuns(file),
    openShort: (short) => tomlDocument(tomlFile(short, file.path, parseToml(short), file.habits)),
    verify: (after, changes) => void parsedAfter(file, after, changes),
    openWhole: (after) => tomlDocument(tomlFile(after, file.path, parseToml(after))),
  });
}

function tomlDocument(file: TomlFile): ConfigDocument {
  const { text, path, parsed } = file;
  const { pieces } = file.site;
  const names = [...new Set(pieces.map(({ name }) => name))];
  const get = (name: string) => jsonOf(tableAt(parsed.data, path)?.[name]);
  const document: ConfigDocument = {
    text,
    draft: text,
    names: () => names,
    count: (name) => Number(names.includes(name)),
    get: (name) => (names.includes(name) ? get(name) : undefined),
    set(name, entry) {
      if (names.includes(name) && isDeepStrictEqual(get(name), entry)) return document;
      const { result, undo } = names.includes(name) ? replaced(file, name, entry) : added(file, name, entry);
      const after = tomlDocument(verified(file, result, [{ name, entry }]));
      return undo === undefined ? after : (Object.assign(after, { undo }) satisfies EditedDocument);
    },
    remove(name, undo) {
      const result = removed(file, name, undoOf(undo));
      if (result === text) return document;
      return tomlDocument(verified(file, result, [{ name, entry: undefined }]));
    },
  };
  return document;
}

interface Edit {
  readonly result: string;
  readonly undo?: Undo;
}

function added(file: TomlFile, name: string, entry: JsonObject): Edit {
  const { text, path, parsed, site } = file;
  const { eol, compact } = file.habits;
  if (text.trim() === "") {
    const block = tableLines([...path, name], entry, true).join(eol);
    return { result: block + eol, undo: { depth: 0, was: text } };
  }
  if (site.inline !== undefined) {
    const { node, rest } = site.inline;
    const undo = { depth: path.length - rest.length, was: text.slice(...node.range) };
    const pair = pairText([...rest, name], entry);
    const result = applySplices(text, addInline(text, parsed.program, node, pair, eol));
    return node.body.length > 0 ? { result } : { result, undo };
  }
  const last = site.pieces.at(-1);
  const pairs = site.pieces.length > 0 && site.pieces.every(({ kind }) => kind === "pair");
  if (pairs && last !== undefined) {
    const line = eol + indentOf(text, last.node) + pairText([...last.prefix, name], entry);
    return { result: insertAt(text, endOfLine(text, last.node.range[1]), line) };
  }
  const block = tableLines([...path, name], entry, !compact).join(eol);
  const at = endOfServers(text, site);
  return { result: insertAt(text, at, (compact ? eol : eol + eol) + block) };
}

/** The end of the last table of the servers, else of the file's last line that is not blank. */
function endOfServers(text: string, { pieces, header }: TomlSite): number {
  const last = [...pieces.map(({ node }) => node), ...(header === undefined ? [] : [header])]
    .map((node) => (node.type === "TOMLKeyValue" && node.parent.type === "TOMLTable" ? node.parent : node))
    .sort((a, b) => a.range[0] - b.range[0])
    .at(-1);
  if (last === undefined) return endOfLine(text, text.trimEnd().length);
  return pastOwnComments(text, endOfTable(text, last));
}

function insertAt(text: string, at: number, insert: string): string {
  return text.slice(0, at) + insert + text.slice(at);
}

function indentOf(text: string, node: AST.TOMLNode): string {
  return /[ \t]*$/.exec(text.slice(0, node.range[0]))![0];
}

/** The first piece gives its place and its form; the others go. */
function replaced(file: TomlFile, name: string, entry: JsonObject): Edit {
  const { text, path, site, habits } = file;
  const pieces = site.pieces.filter((piece) => piece.name === name);
  const [first] = pieces as [TomlPiece];
  if (first.node.type === "TOMLKeyValue" && pieces.length === 1 && first.keys.length === 1) {
    const [start, end] = first.node.value.range;
    return { result: text.slice(0, start) + inlineText(entry) + text.slice(end) };
  }
  if (first.kind === "inline") {
    const rest = removed(file, name, undefined);
    return added(tomlFile(rest, path, parseToml(rest), habits), name, entry);
  }
  const { eol, compact } = habits;
  const [place, ...others] = lineRanges(text, pieces);
  const { start, end } = place!;
  const insert =
    first.kind === "section"
      ? tableLines([...path, name], entry, !compact).join(eol)
      : indentOf(text, first.node) + pairText([...first.prefix, name], entry);
  return {
    result: applySplices(text, [
      { at: start, remove: end - start, insert },
      ...others.map((range) => removeLines(text, range)),
    ]),
  };
}

function removed({ text, path, parsed, site }: TomlFile, name: string, undo: Undo | undefined): string {
  const own = site.pieces.filter((piece) => piece.name === name);
  const inline = own.filter(({ kind }) => kind === "inline").map(({ node }) => node as AST.TOMLKeyValue);
  const splices: Splice[] =
    inline.length > 0
      ? removeInline(text, parsed.program, inline)
      : lineRanges(text, own).map((range) => removeLines(text, range));
  const result = applySplices(text, splices);
  const others = site.pieces.some((piece) => piece.name !== name);
  if (undo === undefined || others) return result;
  if (undo.depth === 0) return result.trim() === "" && undo.was !== null ? undo.was : result;
  return emptiedInline(result, tomlSite(result, parseToml(result), path), undo);
}

function tableAt(data: TomlData, path: readonly string[]): TomlData | undefined {
  return path.reduce<TomlData | undefined>((table, key) => table?.[key] as TomlData | undefined, data);
}

/** Dates are given as their text. */
function jsonOf(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

function verified(file: TomlFile, result: string, changes: readonly Change[]): TomlFile {
  return tomlFile(result, file.path, parsedAfter(file, result, changes), file.habits);
}

/** A text that says what is meant. */
function parsedAfter(
  { text, path, parsed, site }: TomlFile,
  result: string,
  changes: readonly Change[],
): ParsedToml {
  const container = { kind: "map", path } as const;
  const after = readAsMeant(result, { parse: parseToml, before: parsed, container, changes });
  if (after !== undefined) return after;
  const at = site.pieces[0]?.node.range[0] ?? 0;
  const message = `the tables of '${path.join(".")}' are written in a way that cannot be edited without changing something else`;
  throw ConfigSyntaxError.at(text, at, message);
}
