import { findNodeAtLocation, parseTree } from "jsonc-parser";

/** Offset and length of the value at a path of a JSON text; of the nearest one above where it is missing. */
export function placeInJson(text: string, path: readonly PropertyKey[]): { start: number; length: number } {
  const tree = parseTree(text);
  if (tree === undefined) return { start: 0, length: 1 };
  for (let depth = path.length; depth >= 0; depth--) {
    const segments = path.slice(0, depth).map((key) => (typeof key === "number" ? key : String(key)));
    const node = findNodeAtLocation(tree, segments);
    if (node === undefined) continue;
    // A whole object is shown by its name: the caret would else stand under one brace.
    const shown = (node.type === "object" || node.type === "array") && node.parent?.children?.[0];
    const place = shown && shown !== node ? shown : node;
    return { start: place.offset, length: Math.max(1, place.length) };
  }
  return { start: 0, length: 1 };
}
