import { isDeepStrictEqual } from "node:util";
import { isMap, type Pair, type YAMLMap } from "yaml";
import { parseServersYaml } from "./parse-yaml.ts";
import { insertLines } from "./yaml-insert.ts";
import { afterPair, isOwnMap, keyColumn, pairOf, pastComments } from "./yaml-map.ts";
import { blockLines, type Plain } from "./yaml-render.ts";
import { applySplices, type Splice } from "./yaml-splice.ts";

/** A field that is proposed: it stands in a comment, and counts once its `# ` is taken away. */
export interface ProposedField {
  /** `["transport"]`, or one inside a map: `["env", "API_URL"]`. Not in the entry already. */
  readonly path: readonly [field: string] | readonly [field: string, key: string];
  readonly value: Plain;
  /** Why, behind the field; it may be another's text: only one short line of it is written. */
  readonly note?: string | undefined;
}

/**
 * Writes proposals as comments into a server's entry, each beside the fields that it belongs to. What the file says does
 * not change, and taking `# ` away from the lines of a proposal gives the field. An entry in braces, which cannot hold such comments,
 * stays as it is.
 */
export function proposeFields(text: string, name: string, proposals: readonly ProposedField[]): string {
  const document = parseServersYaml({ name: "servers.yaml", text });
  const servers = document.get("servers", true);
  const server = isOwnMap(servers) && servers.flow !== true ? pairOf(servers, name) : undefined;
  if (server === undefined || !isOwnMap(server.value) || server.value.flow === true) return text;
  const entry = server.value;
  if (entry.items.length === 0) return text;
  // Those inside a block that is there come before those that follow it.
  const fields = [...new Set(proposals.map(({ path }) => path[0]))].sort(
    (a, b) => Number(pairOf(entry, b) !== undefined) - Number(pairOf(entry, a) !== undefined),
  );
  const splices = fields.flatMap((field) =>
    fieldSplice(
      text,
      entry,
      field,
      proposals.filter(({ path }) => path[0] === field),
    ),
  );
  const result = applySplices(text, inOrder(splices));
  const after = parseServersYaml({ name: "servers.yaml", text: result });
  // A comment that changes the data would be a defect of ours: the file is worth more than the proposal.
  return isDeepStrictEqual(after.toJS(), document.toJS()) ? result : text;
}

/** Inside the field's own block where the entry has one, else under the entry's last field. */
function fieldSplice(
  text: string,
  entry: YAMLMap,
  field: string,
  proposals: readonly ProposedField[],
): Splice[] {
  const column = keyColumn(text, entry.items[0] as Pair);
  const there = pairOf(entry, field);
  if (there === undefined) {
    return [under(text, entry, column, commented(proposedLines(field, proposals, column)))];
  }
  const inner = there.value;
  if (!isMap(inner) || inner.flow === true || inner.items.length === 0) return [];
  const deeper = keyColumn(text, inner.items[0] as Pair);
  const lines = proposals.flatMap(({ path, value, note }) =>
    path[1] === undefined ? [] : noted(blockLines(path[1], value, deeper, style), note),
  );
  return lines.length === 0 ? [] : [under(text, inner, deeper, commented(lines))];
}

const style = { step: 2, quote: "plain" } as const;

function proposedLines(field: string, proposals: readonly ProposedField[], column: number): string[] {
  const [first] = proposals;
  if (first !== undefined && first.path[1] === undefined) {
    return noted(blockLines(field, first.value, column, style), first.note);
  }
  const inner = proposals.flatMap(({ path, value, note }) =>
    noted(blockLines(path[1] as string, value, column + style.step, style), note),
  );
  return [`${" ".repeat(column)}${field}:`, ...inner];
}

function under(text: string, map: YAMLMap, column: number, lines: readonly string[]): Splice {
  return insertLines(text, pastComments(text, afterPair(text, map.items.at(-1) as Pair), column), lines);
}

/** `# ` stands where the field would, so that what is inside it stays deeper when the mark is taken away. */
function commented(lines: readonly string[]): string[] {
  const column = Math.min(...lines.map((line) => line.search(/\S/)));
  return lines.map((line) => `${line.slice(0, column)}# ${line.slice(column)}`);
}

const LONGEST = 100;

/** Behind the key's own line. */
function noted([head, ...rest]: readonly string[], note: string | undefined): string[] {
  const line = [...(note ?? "").replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim()];
  const short = line.length > LONGEST ? [...line.slice(0, LONGEST - 1), "…"] : line;
  return [short.length === 0 ? (head as string) : `${head}  # ${short.join("")}`, ...rest];
}

/** Several at one place become one: what is inserted at an offset keeps its order. */
function inOrder(splices: readonly Splice[]): Splice[] {
  const byPlace = new Map<number, Splice>();
  for (const splice of splices) {
    const before = byPlace.get(splice.at);
    if (before === undefined) byPlace.set(splice.at, splice);
    else byPlace.set(splice.at, { ...splice, insert: before.insert + splice.insert });
  }
  return [...byPlace.values()];
}
