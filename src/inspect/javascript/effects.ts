import { ts } from "ts-morph";
import type { EffectFact } from "../facts.ts";
import type { CodeIndex } from "./code-index.ts";
import { declarationOf } from "./scopes.ts";
import { bare, placeOf, receiverOf } from "./syntax.ts";
import type { Evaluator } from "./values/evaluator.ts";

/** A family of functions: by the modules they come from, and the position of what they act on. */
interface Family {
  readonly modules: RegExp;
  readonly functions: RegExp;
}

const PROCESSES: Family = {
  modules: /^(?:(?:node:)?child_process|execa|cross-spawn|open|zx|tinyexec|nano-spawn|shelljs|node-pty)$/,
  functions:
    /^(?:exec|execFile|execFileSync|execSync|spawn|spawnSync|fork|execa|execaSync|execaCommand|execaNode|open|crossSpawn|x|\$|default|sync)$/,
};

const WRITES: Family = {
  modules: /^(?:(?:node:)?fs(?:\/promises)?|fs-extra|graceful-fs|write-file-atomic|rimraf|del)$/,
  functions:
    /^(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|mkdir|mkdirSync|mkdtemp|mkdtempSync|rm|rmSync|rmdir|rmdirSync|unlink|unlinkSync|rename|renameSync|copyFile|copyFileSync|cp|cpSync|symlink|symlinkSync|link|truncate|chmod|chmodSync|outputFile|outputJson|writeJson|writeJSON|ensureDir|ensureFile|remove|move|emptyDir|rimraf|writeFileAtomic)$/,
};

/** The programs that the code starts. */
export function childProcessFacts(index: CodeIndex, evaluator: Evaluator): EffectFact[] {
  return effects(index, evaluator, PROCESSES);
}

/** What the code writes, makes, renames or removes on disk. */
export function fileWriteFacts(index: CodeIndex, evaluator: Evaluator): EffectFact[] {
  return effects(index, evaluator, WRITES);
}

function effects(index: CodeIndex, evaluator: Evaluator, family: Family): EffectFact[] {
  const found: EffectFact[] = [];
  // What is imported under another name is listed under both.
  for (const call of new Set([...index.calls.values()].flat())) {
    const via = functionOf(call, family);
    if (via === null) continue;
    const [first] = call.arguments ?? [];
    found.push({ via, what: evaluator.textOf(first), place: placeOf(call) });
  }
  return found.sort((one, other) =>
    one.place.file === other.place.file
      ? one.place.line - other.place.line
      : one.place.file < other.place.file
        ? -1
        : 1,
  );
}

/** The name of the function that a call means in its module; null where it is of none of the family's. */
function functionOf(
  call: ts.CallExpression | ts.NewExpression,
  { modules, functions }: Family,
): string | null {
  const target = bare(call.expression);
  const receiver = receiverOf(call);
  if (receiver !== null && ts.isPropertyAccessExpression(target)) {
    const name = target.name.text;
    if (!functions.test(name)) return null;
    return comesFrom(receiver, modules) ? name : null;
  }
  if (!ts.isIdentifier(target)) return null;
  const origin = originOf(target, modules);
  return origin !== null && functions.test(origin) ? origin : null;
}

/** `fs`, `fs.promises`, `fs_1.default`, `require("fs")`: whether it is a module of the family. */
function comesFrom(node: ts.Node, modules: RegExp): boolean {
  const target = bare(node);
  if (ts.isPropertyAccessExpression(target)) {
    return /^(?:promises|default)$/.test(target.name.text) && comesFrom(target.expression, modules);
  }
  if (ts.isCallExpression(target))
    return isRequire(target, modules) || target.arguments.some((one) => comesFrom(one, modules));
  return ts.isIdentifier(target) && originOf(target, modules) !== null;
}

/** What an identifier is called in the module that it comes from; `default` for the module itself; null for another. */
function originOf(identifier: ts.Identifier, modules: RegExp): string | null {
  const declaration = declarationOf(identifier);
  if (declaration === undefined) return null;
  if (ts.isImportSpecifier(declaration)) {
    const name = (declaration.propertyName ?? declaration.name).text;
    return isModule(declaration.parent.parent.parent.moduleSpecifier, modules) ? name : null;
  }
  if (ts.isImportClause(declaration))
    return isModule(declaration.parent.moduleSpecifier, modules) ? "default" : null;
  if (ts.isNamespaceImport(declaration)) {
    return isModule(declaration.parent.parent.moduleSpecifier, modules) ? "default" : null;
  }
  if (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined) {
    const value = bare(declaration.initializer);
    if (ts.isCallExpression(value) && !isRequire(value, modules)) {
      return ofWrapped(value, modules)
        ? value.getText().includes("promisify")
          ? promisified(value)
          : "default"
        : null;
    }
    return comesFrom(value, modules)
      ? "default"
      : ts.isPropertyAccessExpression(value) && comesFrom(value.expression, modules)
        ? value.name.text
        : null;
  }
  if (ts.isBindingElement(declaration)) {
    const holder = declaration.parent.parent;
    if (!ts.isVariableDeclaration(holder) || holder.initializer === undefined) return null;
    return comesFrom(holder.initializer, modules)
      ? (declaration.propertyName ?? declaration.name).getText()
      : null;
  }
  return null;
}

/** `__toESM(require("fs"))`, `promisify(exec)`. */
function ofWrapped(call: ts.CallExpression, modules: RegExp): boolean {
  return call.arguments.some((one) => {
    const value = bare(one);
    return ts.isIdentifier(value)
      ? originOf(value, modules) !== null
      : comesFrom(value, modules) ||
          (ts.isPropertyAccessExpression(value) && comesFrom(value.expression, modules));
  });
}

function promisified(call: ts.CallExpression): string {
  return /(\w+)\s*\)$/.exec(call.getText())?.[1] ?? "default";
}

function isRequire(call: ts.CallExpression, modules: RegExp): boolean {
  const [first] = call.arguments;
  return (
    /^(?:require|__require|import)$/.test(call.expression.getText()) &&
    first !== undefined &&
    isModule(first, modules)
  );
}

function isModule(specifier: ts.Node, modules: RegExp): boolean {
  return ts.isStringLiteral(specifier) && modules.test(specifier.text);
}
