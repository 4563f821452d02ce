import { UserError } from "../../errors.ts";
import { compareVersions } from "./version.ts";

/** What a go.mod says, as far as packaging needs it. */
export interface GoMod {
  /** The module's own path. */
  readonly module: string;
  /** The author's `// Deprecated:` message. */
  readonly deprecated: string | null;
  /** Least version of Go: `1.24.3`; null for a go.mod without the directive (1.16 then). */
  readonly go: string | null;
  /** `go1.25.1`; null where none is suggested. */
  readonly toolchain: string | null;
  readonly require: readonly {
    readonly path: string;
    readonly version: string;
    readonly indirect: boolean;
  }[];
  readonly replace: readonly GoReplace[];
  readonly retract: readonly GoRetract[];
}

export interface GoReplace {
  readonly path: string;
  readonly version: string | null;
  /** A module path, or a folder (beginning with `./`, `../` or `/`). */
  readonly to: string;
  /** null for a folder. */
  readonly toVersion: string | null;
}

/** Versions an author has taken back, both ends included. */
export interface GoRetract {
  readonly low: string;
  readonly high: string;
  readonly why: string;
}

interface Line {
  readonly words: readonly string[];
  /** The comment at the end of the line, or the lines of comment right before it. */
  readonly comment: string;
  readonly number: number;
}

/**
 * Parses a go.mod by its grammar (Go Modules Reference, "go.mod files"). Directives it has no use for, newer ones
 * too, are passed over, as Go does with a dependency's.
 *
 * @param where for messages
 * @throws UserError `E_GO_MOD` for what is no go.mod
 */
export function parseGoMod(text: string, where: string): GoMod {
  const lines = directivesOf(text, where);
  const of = (verb: string) => lines.filter((line) => line.words[0] === verb);
  const one = (verb: string) => of(verb)[0]?.words[1] ?? null;
  const module = one("module");
  if (module === null) throw broken("it has no module directive", where, 1);
  const deprecated = /(?:^|\n)Deprecated: *([\s\S]*?)(?:\n\n|$)/.exec(of("module")[0]!.comment);
  return {
    module,
    deprecated: deprecated === null ? null : deprecated[1]!.replace(/\s+/g, " ").trim(),
    go: one("go"),
    toolchain: one("toolchain"),
    require: of("require").map((line) => requirement(line, where)),
    replace: of("replace").map((line) => replacement(line, where)),
    retract: of("retract").map((line) => retraction(line, where)),
  };
}

export function isRetracted(version: string, retract: readonly GoRetract[]): GoRetract | undefined {
  return retract.find(
    ({ low, high }) => compareVersions(low, version) <= 0 && compareVersions(version, high) <= 0,
  );
}

export function isFolder(replaced: GoReplace): boolean {
  return replaced.toVersion === null;
}

function requirement({ words: [, path, version], comment, number }: Line, where: string) {
  if (path === undefined || version === undefined) throw broken("a require lacks its version", where, number);
  return { path, version, indirect: /^indirect\b/.test(comment) };
}

function replacement({ words: [, ...words], number }: Line, where: string): GoReplace {
  const arrow = words.indexOf("=>");
  const [path, version = null] = words.slice(0, arrow);
  const [to, toVersion = null] = words.slice(arrow + 1);
  if (arrow < 1 || path === undefined || to === undefined) {
    throw broken("a replace is not written OLD => NEW", where, number);
  }
  return { path, version, to, toVersion };
}

function retraction({ words: [, ...words], comment, number }: Line, where: string): GoRetract {
  const range = /^\[ ?(\S+?) ?, ?(\S+?) ?\]$/.exec(words.join(" "));
  const [low, high] = range === null ? [words[0], words[0]] : [range[1], range[2]];
  if (low === undefined || high === undefined) throw broken("a retract names no version", where, number);
  return { low, high, why: comment.replace(/\s+/g, " ").trim() };
}

/** Lines with their blocks undone: `require ( a v1 )` is `require a v1`. */
function directivesOf(text: string, where: string): Line[] {
  const directives: Line[] = [];
  let block: { readonly verb: string; readonly comment: string } | undefined;
  let before: string[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const number = index + 1;
    const { words, comment } = wordsOf(raw, where, number);
    if (words.length === 0) {
      // A blank line ends what a comment is about; within it, an empty `//` is a paragraph's end.
      before = comment === null ? [] : [...before, comment];
      continue;
    }
    const about = comment ?? (before.length > 0 ? before.join("\n") : (block?.comment ?? ""));
    before = [];
    if (block === undefined && words.length === 2 && words[1] === "(") {
      block = { verb: words[0]!, comment: about };
    } else if (words.length === 1 && words[0] === ")" && block !== undefined) {
      block = undefined;
    } else {
      const line = block === undefined ? words : [block.verb, ...words];
      directives.push({ words: line, comment: about, number });
    }
  }
  if (block !== undefined)
    throw broken(`the block of ${block.verb} has no end`, where, text.split("\n").length);
  return directives;
}

function wordsOf(line: string, where: string, number: number): { words: string[]; comment: string | null } {
  const words: string[] = [];
  const token = /\s*(?:(\/\/.*)|("(?:[^"\\]|\\.)*")|`([^`]*)`|(=>|[(),[\]])|((?:(?!\/\/)[^\s"`(),[\]])+))/y;
  let at = 0;
  while (line.slice(at).trim() !== "") {
    token.lastIndex = at;
    const match = token.exec(line);
    if (match === null) throw broken("a quote has no end", where, number);
    at = token.lastIndex;
    const [, comment, quoted, raw, mark, word] = match;
    if (comment !== undefined) return { words, comment: comment.slice(2).trim() };
    words.push(quoted === undefined ? (raw ?? mark ?? word)! : unquoted(quoted, where, number));
  }
  return { words, comment: null };
}

function unquoted(text: string, where: string, number: number): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw broken("a quoted word has an escape that is not known", where, number);
  }
}

function broken(why: string, where: string, line: number): UserError {
  return new UserError(`go.mod cannot be read: ${why}`, {
    code: "E_GO_MOD",
    where: `${where}: go.mod:${line}`,
    hint: "That is for the module's author to mend; another version may do.",
  });
}
