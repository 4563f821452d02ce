import { UserError } from "../../errors.ts";

/** An entry of a yarn.lock: one resolved package. */
export interface YarnEntry {
  /** The last of the patterns it answers: `left-pad@^1.0.0`. */
  readonly pattern: string;
  readonly version: string | null;
  /** Where it comes from, without the `#…` at its end; null: nowhere, or a folder. */
  readonly url: string | null;
  /** What follows `#`: sha1 in hex for a tarball, a commit for git. */
  readonly fragment: string | null;
  /** SRI hashes. */
  readonly integrity: string | null;
}

/**
 * Reads a yarn.lock of yarn 1: blocks of `"pattern", pattern:` with indented `key value` lines, two spaces deep; deeper
 * ones are dependencies and not read.
 *
 * Source: yarn 1, `src/lockfile/parse.js`.
 * @param where the lockfile, for messages
 * @throws UserError `E_LOCK_VERSION` for one of yarn 2 and later, `E_LOCK_PARSE`
 */
export function yarnEntries(text: string, where: string): YarnEntry[] {
  if (/^__metadata:/m.test(text)) {
    throw new UserError("the yarn.lock is of yarn 2 or later (berry)", {
      code: "E_LOCK_VERSION",
      where,
      hint: "Only those of yarn 1 are supported; use the server as it is published, as in npm:NAME.",
    });
  }
  const entries: YarnEntry[] = [];
  let block: { patterns: string[]; fields: Map<string, string> } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (/^\S.*:$/.test(line)) {
      if (block !== undefined) entries.push(entryOf(block));
      block = { patterns: words(line.slice(0, -1), ","), fields: new Map() };
    } else if (block !== undefined && /^ {2}\S/.test(line)) {
      const [key = "", value] = words(line, " ");
      if (value !== undefined) block.fields.set(key, value);
    } else if (block === undefined || !/^ {4}\S/.test(line)) {
      throw new UserError("the yarn.lock cannot be read", {
        code: "E_LOCK_PARSE",
        where: `${where}:${index + 1}`,
        hint: /^[<=>]{7}/.test(line) ? "It has a merge conflict." : "Is it whole?",
      });
    }
  }
  if (block !== undefined) entries.push(entryOf(block));
  return entries;
}

function entryOf({
  patterns,
  fields,
}: {
  patterns: readonly string[];
  fields: ReadonlyMap<string, string>;
}): YarnEntry {
  const [url, fragment] = (fields.get("resolved") ?? "").split("#");
  return {
    pattern: patterns.at(-1) ?? "",
    version: fields.get("version") ?? null,
    url: url || null,
    fragment: fragment || null,
    integrity: fields.get("integrity") ?? null,
  };
}

/** Words between separators; one in quotes is a JSON string. */
function words(line: string, separator: "," | " "): string[] {
  const pattern = separator === "," ? /"(?:[^"\\]|\\.)*"|[^",]+/g : /"(?:[^"\\]|\\.)*"|[^\s"]+/g;
  return [...line.matchAll(pattern)]
    .map(([word]) => word.trim())
    .filter((word) => word !== "")
    .map((word) => (word.startsWith('"') ? unquoted(word) : word));
}

function unquoted(word: string): string {
  try {
    return String(JSON.parse(word));
  } catch {
    return word.slice(1, -1);
  }
}
