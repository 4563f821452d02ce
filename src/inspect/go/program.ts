import { posix } from "node:path";
import { parser } from "@lezer/go";
import type { CodeFile, CodeTree } from "../code-tree.ts";
import type { ServerFacts } from "../facts.ts";
import { childOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import { Reader } from "../syntax/reader.ts";
import { isBuilt } from "./build-constraint.ts";
import { type Binding, importsOf, type Names, namesOf } from "./names.ts";
import { bindTightly } from "./precedence.ts";

/** A package of the server's own module. */
export interface GoPackage {
  /** Import path. */
  readonly path: string;
  /** As its files say. */
  readonly name: string;
  readonly roots: readonly SyntaxNode[];
  /** What its files declare outside functions. */
  readonly names: ReadonlyMap<string, Binding>;
  readonly methods: ReadonlyMap<string, readonly SyntaxNode[]>;
}

export interface GoFileNames {
  readonly package: GoPackage;
  readonly names: Names;
  /** Import paths by the names that the file uses. */
  readonly imports: ReadonlyMap<string, string>;
}

/** The packages that a server is made of: its main package, and what that imports out of its module. */
export interface GoProgram {
  /** By import path. */
  readonly packages: ReadonlyMap<string, GoPackage>;
  readonly fileOf: (node: SyntaxNode) => GoFileNames;
  readonly unread: ServerFacts["unread"];
}

/** Reads the main package of a server, and what it imports of its own module; as a build for Linux would. */
export async function loadProgram(tree: CodeTree, signal: AbortSignal | undefined): Promise<GoProgram> {
  const sources = sourcesByFolder(tree.files);
  const modules = await modulesOf(tree.files);
  const reader = new Reader(parser, signal, bindTightly);
  const packages = new Map<string, GoPackage>();
  const files = new Map<SyntaxNode["file"], GoFileNames>();
  const queue = mainFolders(tree, sources).map((folder) => pathOf(folder, modules));
  const seen = new Set<string>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const own = await readPackage(path, sources.get(folderOf(path, modules) ?? "\0") ?? [], reader);
    if (own === null) continue;
    packages.set(path, own.package);
    for (const { root, names, imports } of own.files) {
      files.set(root.file, { package: own.package, names, imports });
      for (const imported of imports.values()) if (folderOf(imported, modules) !== null) queue.push(imported);
    }
  }
  nameImports(packages, files);
  return { packages, fileOf: (node) => files.get(node.file)!, unread: reader.unread };
}

interface ReadPackage {
  readonly package: GoPackage;
  readonly files: readonly {
    readonly root: SyntaxNode;
    readonly names: Names;
    readonly imports: Map<string, string>;
  }[];
}

async function readPackage(
  path: string,
  sources: readonly CodeFile[],
  reader: Reader,
): Promise<ReadPackage | null> {
  const files: ReadPackage["files"][number][] = [];
  const names = new Map<string, Binding>();
  const methods = new Map<string, SyntaxNode[]>();
  let packageName = "";
  for (const source of sources) {
    const parsed = await reader.read(source);
    if (parsed === null || !isBuilt(source.path, parsed.text)) continue;
    const { root } = parsed;
    const clause = childOf(root, "PackageClause");
    packageName = clause === undefined ? packageName : textOf(clause.children.at(-1)!);
    const own = namesOf(root);
    for (const [name, bindings] of own.get(root) ?? []) names.set(name, bindings[0]!);
    for (const method of root.children) {
      if (method.type !== "MethodDecl") continue;
      const name = textOf(childOf(method, "FieldName") ?? method);
      methods.set(name, [...(methods.get(name) ?? []), method]);
    }
    const imports = new Map<string, string>();
    for (const imported of importsOf(root)) {
      // `_` gives no name, but runs what the package has to run.
      const name = imported.name === "_" ? `_ ${imported.path}` : imported.name;
      imports.set(name ?? `\0${imported.path}`, imported.path);
    }
    files.push({ root, names: own, imports });
  }
  if (files.length === 0) return null;
  return {
    package: { path, name: packageName, roots: files.map(({ root }) => root), names, methods },
    files,
  };
}

/** An import without a name of its own has that of its package, which only the module's own packages say for sure. */
function nameImports(
  packages: ReadonlyMap<string, GoPackage>,
  files: ReadonlyMap<SyntaxNode["file"], { readonly imports: ReadonlyMap<string, string> }>,
): void {
  for (const { imports } of files.values()) {
    const growing = imports as Map<string, string>;
    for (const [key, path] of [...growing]) {
      if (!key.startsWith("\0")) continue;
      growing.delete(key);
      growing.set(packages.get(path)?.name ?? usualName(path), path);
    }
  }
}

/** `cli` of `github.com/urfave/cli/v3`, `yaml` of `gopkg.in/yaml.v3`. */
function usualName(path: string): string {
  const last = path
    .replace(/\/v\d+$/, "")
    .split("/")
    .at(-1)!;
  return last
    .replace(/\.v\d+$/, "")
    .replace(/^go-|-go$/g, "")
    .replaceAll("-", "_");
}

function sourcesByFolder(files: readonly CodeFile[]): ReadonlyMap<string, readonly CodeFile[]> {
  const folders = new Map<string, CodeFile[]>();
  for (const file of files) {
    if (!file.path.endsWith(".go") || file.path.endsWith("_test.go")) continue;
    const folder = posix.dirname(file.path);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return folders;
}

interface ModuleRoot {
  /** `.` for the root. */
  readonly folder: string;
  readonly path: string;
}

/** The modules of a tree; a zip of the proxy has one, a repository may have several. The deepest first. */
async function modulesOf(files: readonly CodeFile[]): Promise<ModuleRoot[]> {
  const manifests = files.filter(({ path }) => posix.basename(path) === "go.mod");
  const modules = await Promise.all(
    manifests.map(async (file) => {
      const path = /^module\s+"?([^\s"]+)/m.exec(await file.text())?.[1];
      return path === undefined ? [] : [{ folder: posix.dirname(file.path), path }];
    }),
  );
  const found = modules.flat().sort((one, other) => other.path.length - one.path.length);
  return found.length > 0 ? found : [{ folder: ".", path: "main" }];
}

function mainFolders(tree: CodeTree, sources: ReadonlyMap<string, readonly CodeFile[]>): string[] {
  const main = tree.mainProgram === null ? undefined : tree.programs[tree.mainProgram];
  const folders = main === undefined ? Object.values(tree.programs) : [main];
  const known = folders.map((folder) =>
    posix.normalize(folder === "" ? "." : folder).replace(/(.)\/$/, "$1"),
  );
  const there = known.filter((folder) => sources.has(folder));
  // No program is known: all that is not under `internal` may be one's.
  return there.length > 0 ? there : [...sources.keys()];
}

function pathOf(folder: string, modules: readonly ModuleRoot[]): string {
  const inside = modules
    .filter((one) => one.folder === "." || folder === one.folder || folder.startsWith(`${one.folder}/`))
    .sort((one, other) => other.folder.length - one.folder.length)[0];
  if (inside === undefined) return folder;
  const below = posix.relative(inside.folder, folder);
  return below === "" ? inside.path : `${inside.path}/${below}`;
}

function folderOf(path: string, modules: readonly ModuleRoot[]): string | null {
  for (const one of modules) {
    if (path === one.path) return one.folder;
    if (path.startsWith(`${one.path}/`)) return posix.join(one.folder, path.slice(one.path.length + 1));
  }
  return null;
}
