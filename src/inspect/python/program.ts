import { parser } from "@lezer/python";
import type { CodeTree } from "../code-tree.ts";
import type { ServerFacts } from "../facts.ts";
import { descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import { Reader } from "../syntax/reader.ts";
import { Layout } from "./layout.ts";
import { bindLoosely } from "./precedence.ts";
import { importsOf, type Scopes, scopesOf } from "./scopes.ts";
import { stringParts } from "./strings.ts";

/** A module of the server's own distribution. */
export interface PythonModule {
  readonly name: string;
  readonly path: string;
  readonly isPackage: boolean;
  readonly root: SyntaxNode;
  readonly scopes: Scopes;
}

/** The modules that a server is made of: what its program imports, of its own distribution. */
export interface PythonProgram {
  /** In the order of importing. */
  readonly modules: ReadonlyMap<string, PythonModule>;
  /** The module each file is. */
  readonly moduleOf: (node: SyntaxNode) => PythonModule;
  /** `module:function` of what is started; empty where it is not known. */
  readonly entries: readonly string[];
  readonly unread: ServerFacts["unread"];
}

/** Reads the module that is started, and what it imports out of the same distribution. */
export async function loadProgram(tree: CodeTree, signal: AbortSignal | undefined): Promise<PythonProgram> {
  const entries = entriesOf(tree);
  const started = entries.map((entry) => entry.split(":")[0]!.trim());
  const layout = new Layout(tree.files, started);
  const reader = new Reader(parser, signal, bindLoosely);
  const modules = new Map<string, PythonModule>();
  const byFile = new Map<SyntaxNode["file"], PythonModule>();
  const known = started.filter((name) => layout.fileOf(name) !== null);
  const queue = known.length > 0 ? known : startable(layout.modulesBelow(""));
  const seen = new Set<string>();
  const want = (name: string) => {
    // A module's packages are imported before it.
    const names = name.split(".");
    for (let length = 1; length <= names.length; length++) queue.push(names.slice(0, length).join("."));
  };
  for (const name of queue.splice(0)) want(name);
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const found = layout.fileOf(name);
    const parsed = found === null ? null : await reader.read(found.file);
    if (found === null || parsed === null) continue;
    const absolute = (module: string) => absoluteName(module, name!, found.isPackage);
    const scopes = scopesOf(parsed.root, absolute);
    const module = { name, path: parsed.path, isPackage: found.isPackage, root: parsed.root, scopes };
    modules.set(name, module);
    byFile.set(parsed, module);
    for (const imported of importedBy(parsed.root, absolute)) want(imported);
    if (importsByName(parsed.root)) for (const below of layout.modulesBelow(packageOf(module))) want(below);
  }
  return {
    modules,
    moduleOf: (node) => byFile.get(node.file)!,
    entries: entries.filter((entry) => modules.has(entry.split(":")[0]!.trim())),
    unread: reader.unread,
  };
}

/** Without a command it is started by `python -m`; where there is nothing to start, all of it counts. */
function startable(modules: readonly string[]): string[] {
  const started = modules.filter((name) => name === "__main__" || name.endsWith(".__main__"));
  return started.length > 0 ? started : [...modules];
}

function entriesOf({ programs, mainProgram }: CodeTree): string[] {
  const main = mainProgram === null ? undefined : programs[mainProgram];
  return (main === undefined ? Object.values(programs) : [main]).map((entry) => entry.split("[")[0]!);
}

function packageOf({ name, isPackage }: PythonModule): string {
  return isPackage ? name : name.split(".").slice(0, -1).join(".");
}

/** `..x` in `a.b.c` is `a.x`. */
function absoluteName(module: string, inside: string, isPackage: boolean): string {
  const dots = /^\.*/.exec(module)![0].length;
  if (dots === 0) return module;
  const names = inside.split(".");
  const base = names.slice(0, names.length - dots + (isPackage ? 1 : 0));
  const rest = module.slice(dots);
  return [...base, ...(rest === "" ? [] : [rest])].join(".");
}

function importedBy(root: SyntaxNode, absolute: (module: string) => string): string[] {
  return [...descendants(root)].flatMap((node) => {
    if (node.type === "ImportStatement") {
      return importsOf(node).flatMap(({ module, attribute }) => {
        const name = absolute(module);
        return attribute === null || attribute === "*" ? [name] : [name, `${name}.${attribute}`];
      });
    }
    const literal = node.type === "CallExpression" ? importedByCall(node) : null;
    return literal === null ? [] : [absolute(literal)];
  });
}

/** `import_module("a.b")`, and a server that uvicorn is told by its name: `uvicorn.run("a.b:app")`. */
function importedByCall(call: SyntaxNode): string | null {
  const [callee, args] = call.children;
  if (!/(?:^|\.)(?:import_module|__import__|run)$/.test(textOf(callee!))) return null;
  const first = args?.children[0];
  if (first?.type !== "String") return null;
  const [text] = stringParts(first);
  return typeof text === "string" && /^[\w.]+(?::\w+)?$/.test(text) ? text.split(":")[0]! : null;
}

/** It imports what it finds in its folder, or what a table tells. */
function importsByName(root: SyntaxNode): boolean {
  return [...descendants(root)].some((node) => {
    if (node.type !== "CallExpression") return false;
    const callee = textOf(node.children[0]!);
    if (/(?:^|\.)(?:iter_modules|walk_packages)$/.test(callee)) return true;
    return /(?:^|\.)import_module$/.test(callee) && node.children[1]?.children[0]?.type !== "String";
  });
}
