import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
} from "yaml";
import type { z } from "zod";
import { ManyErrors, messageOf } from "../errors.ts";
import {
  type ServerSpec,
  type Settings,
  serverEntrySchema,
  serversFileSchema,
  settingsSchema,
} from "./servers-schema.ts";
import { didYouMean } from "./similar-names.ts";
import { SourceError, type SourceText } from "./source-place.ts";

type Path = readonly PropertyKey[];

export const defaultSettings: Settings = { output: "overlays", style: "nixpkgs" };

/** Keys that people expect in an entry, and where that thing goes instead. */
const misplaced: Readonly<Record<string, string>> = {
  version: "The version is part of the source: npm:NAME@VERSION.",
  package: "The package is part of the source: npm:NAME.",
  npm: "Write source: npm:NAME.",
  command: "Which command is the server is said by 'bin'; the command line itself is generated.",
};

/**
 * What a parsed document says, checked against the schema.
 *
 * Throws SourceError (`E_CONFIG_INVALID`) at the node that is wrong, ManyErrors for several.
 */
export function checkServersDocument(
  document: Document.Parsed,
  source: SourceText,
): { settings: Settings; servers: Map<string, ServerSpec> } {
  const value = plainValue(document, source);
  const parsed = serversFileSchema.safeParse(value ?? {});
  if (!parsed.success) {
    throw oneOrMany(parsed.error.issues.flatMap((issue) => issueErrors(document, source, issue)));
  }
  const servers = new Map<string, ServerSpec>();
  for (const [name, entry] of Object.entries(parsed.data.servers ?? {}))
    servers.set(name, { name, ...entry });
  refuseSameFolder(document, source, [...servers.keys()]);
  return { settings: withDefaults(parsed.data.settings), servers };
}

function withDefaults(settings: z.infer<typeof settingsSchema> | null | undefined): Settings {
  return {
    output: settings?.output ?? defaultSettings.output,
    style: settings?.style ?? defaultSettings.style,
  };
}

function plainValue(document: Document.Parsed, source: SourceText): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // An alias without its anchor, or an alias bomb.
    const lost = lostAlias(document);
    if (lost === undefined) throw new SourceError(source, 0, messageOf(cause), { code: "E_CONFIG_SYNTAX" });
    throw new SourceError(source, lost.range?.[0] ?? 0, `no anchor is called '${lost.source}'`, {
      code: "E_CONFIG_SYNTAX",
      hint: `An anchor is written &${lost.source}, before the alias.`,
      length: lost.source.length + 1,
    });
  }
}

function lostAlias(document: Document.Parsed): Alias | undefined {
  let lost: Alias | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      lost = alias;
      return visit.BREAK;
    },
  });
  return lost;
}

/** Names become folders, and macOS' file systems do not tell letter case apart. */
function refuseSameFolder(document: Document.Parsed, source: SourceText, names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      const { start, length } = placeOfKey(document, ["servers"], name);
      throw new SourceError(source, start, `'${name}' and '${other}' differ only in letter case`, {
        code: "E_CONFIG_DUPLICATE",
        hint: "A server's name is also a folder's, and not every file system tells case apart.",
        length,
      });
    }
    seen.set(name.toLowerCase(), name);
  }
}

function issueErrors(document: Document.Parsed, source: SourceText, issue: z.core.$ZodIssue): SourceError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKeyError(document, source, issue.path, key));
  }
  if (issue.code === "invalid_key") {
    const name = String(issue.path.at(-1));
    const { start, length } = placeOfKey(document, issue.path.slice(0, -1), name);
    const message = issue.issues[0]?.message ?? issue.message;
    return [new SourceError(source, start, `'${name}': ${message}`, { code: "E_CONFIG_INVALID", length })];
  }
  const place = placeOfValue(document, issue.path);
  const { message, hint } = explainIssue(issue, place.node, issue.path);
  return [
    new SourceError(source, place.start, message, { code: "E_CONFIG_INVALID", hint, length: place.length }),
  ];
}

function unknownKeyError(
  document: Document.Parsed,
  source: SourceText,
  path: Path,
  key: string,
): SourceError {
  const { start, length } = placeOfKey(document, path, key);
  const known = knownKeys(path);
  const hint =
    (path[0] === "servers" ? misplaced[key] : undefined) ??
    didYouMean(key, known) ??
    `Known here: ${known.join(", ")}.`;
  return new SourceError(source, start, `unknown key '${key}'`, { code: "E_CONFIG_INVALID", hint, length });
}

function knownKeys(path: Path): string[] {
  if (path.length === 0) return Object.keys(serversFileSchema.shape);
  return Object.keys(path[0] === "settings" ? settingsSchema.shape : serverEntrySchema.shape);
}

function explainIssue(
  issue: z.core.$ZodIssue,
  node: Node | undefined,
  path: Path,
): { message: string; hint?: string } {
  const field = path.length === 0 ? "the file" : `'${String(path.at(-1))}'`;
  if (issue.code === "invalid_type") {
    const found = kindOf(node);
    if (found === undefined) {
      return { message: `${field} is missing`, ...(path.at(-1) === "source" ? { hint: sourceHint } : {}) };
    }
    const quote = issue.expected === "string" && isScalar(node) && node.value !== null;
    return {
      message: `${field} must be ${expected[issue.expected] ?? issue.expected}, not ${found}`,
      ...(quote ? { hint: `Put it in quotes: "${String(node.source ?? node.value)}".` } : {}),
    };
  }
  if (issue.code === "invalid_value") {
    return { message: `${field} must be one of ${issue.values.map(String).join(", ")}` };
  }
  if (issue.code === "invalid_union") {
    return { message: `${field} must be one of ${unionValues(issue).join(", ")}` };
  }
  if (path.at(-1) === "source") return { message: issue.message, hint: sourceHint };
  return { message: `${field}: ${issue.message}` };
}

const sourceHint = "For example: source: npm:@modelcontextprotocol/server-filesystem";

const expected: Readonly<Record<string, string>> = {
  string: "a text",
  object: "a map ('key: value' lines)",
  record: "a map ('name: value' lines)",
  array: "a list ('- item' lines)",
  number: "a number",
  boolean: "true or false",
};

function unionValues(issue: z.core.$ZodIssueInvalidUnion): string[] {
  const inner = issue.errors.flat();
  return inner.flatMap((each) => (each.code === "invalid_value" ? each.values.map(String) : []));
}

function kindOf(node: Node | undefined): string | undefined {
  if (isMap(node)) return "a map";
  if (isSeq(node)) return "a list";
  if (isAlias(node)) return "an alias";
  if (!isScalar(node)) return undefined;
  if (node.value === null) return "empty";
  const kind = typeof node.value;
  return kind === "string" ? "a text" : kind === "boolean" ? "true or false" : "a number";
}

interface NodePlace {
  start: number;
  length: number;
  node?: Node;
}

/** The node at a path; the nearest one above it where the path goes on into nothing. */
function placeOfValue(document: Document.Parsed, path: Path): NodePlace {
  let node: Node | null | undefined = document.contents;
  let place: NodePlace = { start: 0, length: 1 };
  if (node) place = placeOf(node);
  for (const [depth, key] of path.entries()) {
    const target: Node | undefined = isAlias(node) ? node.resolve(document) : (node ?? undefined);
    const pair = isMap(target) ? target.items.find((item) => keyText(item) === String(key)) : undefined;
    const next: unknown = isSeq(target) ? target.items[Number(key)] : pair?.value;
    if (pair !== undefined) place = placeOf(pair.key as Node);
    if (next === undefined || next === null) {
      // A missing field is shown at the entry's name, which placeOf the last pair found is.
      return { start: place.start, length: place.length };
    }
    node = next as Node;
    const implicitNull = isScalar(node) && node.range?.[0] === node.range?.[1];
    const atKey = depth < path.length - 1 && pair !== undefined;
    place = { ...(implicitNull || atKey ? place : placeOf(node)), node };
  }
  return place;
}

function placeOfKey(document: Document.Parsed, path: Path, key: string): { start: number; length: number } {
  const around = path.length === 0 ? document.contents : document.getIn(path, true);
  const map = isAlias(around) ? around.resolve(document) : around;
  const pairs = isMap(map) ? map.items.filter((item) => keyText(item) === key) : [];
  const pair = pairs.at(-1);
  return pair === undefined ? placeOfValue(document, path) : placeOf(pair.key as Node);
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function placeOf(node: Node): NodePlace {
  const [start, end] = node.range ?? [0, 1, 1];
  return { start, length: Math.max(1, end - start), node };
}

function oneOrMany(errors: readonly SourceError[]): Error {
  const first = errors[0]!;
  return errors.length === 1 ? first : new ManyErrors(errors);
}
