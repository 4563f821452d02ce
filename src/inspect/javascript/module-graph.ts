import { posix } from "node:path";
import type { ts } from "ts-morph";
import type { CodeFile, CodeTree } from "../code-tree.ts";
import { withoutDependencies } from "./dependency-sections.ts";
import { findFile, findSource } from "./find-file.ts";
import { type PackageManifest, pathsIn } from "./package-manifest.ts";
import { Parser } from "./parser.ts";
import { specifiersIn } from "./specifiers.ts";

/** A file of the server's own code. */
export interface Module {
  readonly path: string;
  readonly file: ts.SourceFile;
  /** A bundle that does not say which of it are dependencies. */
  readonly mixed: boolean;
}

/** The server's own code, as far as its main program reaches, in the order in which it is reached. */
export interface ModuleGraph {
  readonly modules: readonly Module[];
  /** The module that an import means; undefined: a dependency, or nothing that was read. */
  resolve(from: ts.SourceFile, specifier: string): ts.SourceFile | undefined;
  readonly unread: readonly { readonly file: string; readonly reason: string }[];
}

const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** Copies of others' code that lie in a package. */
const NOT_OWN = /(?:^|\/)(?:node_modules|third[_-]party|vendor|vendored)\//;

/** A file without lines of its own making is a bundle from this size on. */
const BUNDLE = 200_000;

/** Characters of code that are parsed at most: their trees are all in memory at once, at some sixty bytes a character. */
const MOST = 6_000_000;

/**
 * Reads the files that the main program imports, and those these import, and so on, within the package.
 *
 * @param signal ends it with its reason
 */
export async function loadModules(
  tree: CodeTree,
  manifest: PackageManifest,
  signal?: AbortSignal,
): Promise<ModuleGraph> {
  const files = new Map(tree.files.map((file) => [file.path, file]));
  const has = (path: string) => files.has(path);
  const parser = new Parser();
  const modules: Module[] = [];
  const unread: { file: string; reason: string }[] = [];
  const seen = new Set<string>();
  const waiting = entriesOf(tree, manifest, has);
  let room = MOST;
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (seen.has(path) || !CODE.test(path) || /\.d\.[cm]?ts$/.test(path) || NOT_OWN.test(path)) continue;
    seen.add(path);
    signal?.throwIfAborted();
    const { text, marked } = withoutDependencies(await (files.get(path) as CodeFile).text());
    for (const specifier of specifiersIn(text)) {
      const found = findImport(path, specifier, tree, manifest, has);
      if (found !== undefined) waiting.push(found);
    }
    room -= text.length;
    if (room < 0) {
      unread.push({ file: path, reason: `it is too large (${Math.round(text.length / 1e6)} MB of code)` });
      room += text.length;
      continue;
    }
    modules.push({ path, file: parser.parse(path, text), mixed: !marked && text.length > BUNDLE });
  }
  const byPath = new Map(modules.map(({ path, file }) => [path, file]));
  return {
    modules,
    unread,
    resolve(from, specifier) {
      const found = findImport(from.fileName.slice(1), specifier, tree, manifest, has);
      return found === undefined ? undefined : byPath.get(found);
    },
  };
}

function entriesOf(tree: CodeTree, manifest: PackageManifest, has: (path: string) => boolean): string[] {
  const { programs, mainProgram } = tree;
  const named =
    mainProgram !== null
      ? [programs[mainProgram] ?? ""]
      : [
          ...new Set([
            ...Object.values(programs),
            manifest.module,
            manifest.main,
            ...pathsIn(manifest.exports),
          ]),
        ];
  const found = named.flatMap((path) => (path === undefined ? [] : (findSource(path, has) ?? [])));
  return found.length > 0
    ? [...new Set(found)]
    : ["src/index.ts", "index.js", "server.js", "index.ts"].filter(has);
}

function findImport(
  from: string,
  specifier: string,
  tree: CodeTree,
  { imports = {}, exports }: PackageManifest,
  has: (path: string) => boolean,
): string | undefined {
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) return findFile(posix.join(posix.dirname(from), specifier), has);
  if (specifier.startsWith("#")) {
    return pathsIn(mapped(imports, specifier))
      .map((path) => findSource(path, has))
      .find((path) => path !== undefined);
  }
  if (specifier === tree.package || specifier.startsWith(`${tree.package}/`)) {
    const inner = `.${specifier.slice(tree.package.length)}`;
    const targets = pathsIn(typeof exports === "object" ? mapped({ ...exports }, inner) : undefined);
    return targets.map((path) => findSource(path, has)).find((path) => path !== undefined);
  }
  // The usual alias of TypeScript's `paths`.
  return /^[@~]\//.test(specifier) ? findFile(`src/${specifier.slice(2)}`, has) : undefined;
}

/** What `imports` or `exports` map a specifier to, `*` filled in. */
function mapped(map: Readonly<Record<string, unknown>>, specifier: string): unknown {
  if (Object.hasOwn(map, specifier)) return map[specifier];
  for (const [pattern, target] of Object.entries(map)) {
    const [before, after] = pattern.split("*");
    if (after === undefined || before === undefined) continue;
    if (!specifier.startsWith(before) || !specifier.endsWith(after)) continue;
    const middle = specifier.slice(before.length, specifier.length - after.length);
    return JSON.parse(JSON.stringify(target).replaceAll("*", JSON.stringify(middle).slice(1, -1)));
  }
  return undefined;
}
