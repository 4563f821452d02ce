import { ts } from "ts-morph";

/** A file of one's own that is named in a text: a worker, or what a wrapper starts. */
const NAMED = /["'`](\.{1,2}\/[\w@./-]+\.[cm]?[jt]s)["'`]/g;

/** What a file imports, requires or names by its path, without parsing all of it. */
export function specifiersIn(text: string): Set<string> {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  const found = new Set(importedFiles.map(({ fileName }) => fileName));
  for (const [, path] of text.matchAll(NAMED)) if (path !== undefined) found.add(path);
  return found;
}
