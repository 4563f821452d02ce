import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";

/** Where things stand in a YAML document, for errors that show them. */

export type Path = readonly PropertyKey[];

interface NodePlace {
  start: number;
  length: number;
  node?: Node;
}

/** The node at a path; the nearest one above it where the path goes on into nothing. */
export function placeOfValue(document: Document.Parsed, path: Path): NodePlace {
  let node: Node | null | undefined = document.contents;
  let place: NodePlace = { start: 0, length: 1 };
  if (node) place = placeOf(node);
  for (const [depth, key] of path.entries()) {
    const target: Node | undefined = isAlias(node) ? node.resolve(document) : (node ?? undefined);
    const pair = isMap(target) ? pairIn(document, target, String(key)) : undefined;
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

/** The pair of a key: the map's own last one, else that of a map merged into it (`<<: *anchor`). */
function pairIn(document: Document.Parsed, map: YAMLMap, key: string): Pair | undefined {
  const own = map.items.findLast((item) => keyText(item) === key);
  if (own !== undefined) return own;
  const merged = map.items
    .filter(({ key }) => isScalar(key) && key.source === "<<")
    .flatMap(({ value }) => (isSeq(value) ? value.items : [value]))
    .map((node) => (isAlias(node) ? node.resolve(document) : node));
  for (const node of merged) {
    const pair = isMap(node) ? pairIn(document, node, key) : undefined;
    if (pair !== undefined) return pair;
  }
  return undefined;
}

export function placeOfKey(
  document: Document.Parsed,
  path: Path,
  key: string,
): { start: number; length: number } {
  const around = path.length === 0 ? document.contents : document.getIn(path, true);
  const map = isAlias(around) ? around.resolve(document) : around;
  const pair = isMap(map) ? pairIn(document, map, key) : undefined;
  return pair === undefined ? placeOfValue(document, path) : placeOf(pair.key as Node);
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function placeOf(node: Node): NodePlace {
  const [start, end] = node.range ?? [0, 1, 1];
  return { start, length: Math.max(1, end - start), node };
}

/** What a person calls a node; undefined: there is none. */
export function kindOf(node: Node | undefined): string | undefined {
  if (isMap(node)) return "a map";
  if (isSeq(node)) return "a list";
  if (isAlias(node)) return "an alias";
  if (!isScalar(node)) return undefined;
  if (node.value === null) return "empty";
  const kind = typeof node.value;
  return kind === "string" ? "a text" : kind === "boolean" ? "true or false" : "a number";
}
