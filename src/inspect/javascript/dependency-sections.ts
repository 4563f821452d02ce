/**
 * Comments by which bundlers tell where a part of a bundle is from: esbuild, tsup and Bun `// node_modules/x/y.js`, rolldown
 * `//#region node_modules/x/y.js`, webpack's development mode a banner with its path.
 */
const MARK =
  /^[ \t]*(?:\/\/(?:#region)? ?((?:\.{1,2}\/|[\w@.-]+\/|[\w-]+:)[^\s"'`]*|[\w.-]+\.[cm]?[jt]sx?)[ \t]*$|\/\/#endregion|\/\*\*\*\/ "([^"\n]+)":)/gm;

/** A mark is a file's path, not a remark that happens to be one word. */
const FILE = /\.(?:[cm]?[jt]sx?|json|node)(?:\?.*)?$|^[\w-]+:/;

/** A bundle's text without the dependencies in it. */
export interface OwnText {
  /** Of the same lines: what is left out is blank. */
  readonly text: string;
  /** Names of the dependencies that its marks name. */
  readonly dependencies: readonly string[];
  /** It has marks, so what is left is the server's own. */
  readonly marked: boolean;
}

/** Blanks what a bundle says to be from node_modules. Code without such comments stays as it is. */
export function withoutDependencies(text: string): OwnText {
  if (!text.includes("node_modules/")) return { text, dependencies: [], marked: false };
  const dependencies = new Set<string>();
  const kept: string[] = [];
  let start = 0;
  let inDependency = false;
  for (const match of text.matchAll(MARK)) {
    const path = match[1] ?? match[2];
    const isEnd = path === undefined;
    if (!isEnd && !FILE.test(path)) continue;
    const part = text.slice(start, match.index);
    kept.push(inDependency ? blank(part) : part);
    start = match.index;
    const name = isEnd ? undefined : dependencyOf(path);
    if (name !== undefined) dependencies.add(name);
    inDependency = name !== undefined;
  }
  if (dependencies.size === 0) return { text, dependencies: [], marked: false };
  const rest = text.slice(start);
  kept.push(inDependency ? blank(rest) : rest);
  return { text: kept.join(""), dependencies: [...dependencies], marked: true };
}

/** The package that a path below node_modules is of; pnpm's own folder in it is none. */
function dependencyOf(path: string): string | undefined {
  const at = path.lastIndexOf("node_modules/");
  if (at < 0) return undefined;
  return /^(?:@[^/]+\/)?[^/]+/.exec(path.slice(at + "node_modules/".length))?.[0];
}

/** As many lines, with nothing on them. */
function blank(part: string): string {
  return "\n".repeat(part.split("\n").length - 1);
}
