import type { CodeTree } from "../inspect/code-tree.ts";
import { firstParagraph } from "../sources/readme.ts";

/** Longer ones are no introduction. Bytes. */
const MOST = 1_000_000;

/** What a server's README says first; null where there is none, or no prose in it. */
export async function readmeDescription({ files }: CodeTree): Promise<string | null> {
  const readme = files.find(
    ({ path, size }) => /^readme(?:\.(?:md|markdown|txt|rst))?$/i.test(path) && size < MOST,
  );
  return (readme && firstParagraph(await readme.text())) || null;
}
