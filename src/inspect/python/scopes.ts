import { childOf, descendants, type SyntaxNode, textOf } from "../syntax/node.ts";

/** What gives a name its value. */
export type Binding =
  | {
      readonly kind: "import";
      readonly module: string;
      readonly attribute: string | null;
      readonly at: SyntaxNode;
    }
  | {
      readonly kind: "value";
      readonly value: SyntaxNode;
      readonly index: number | null;
      readonly at: SyntaxNode;
    }
  | { readonly kind: "function" | "class"; readonly at: SyntaxNode }
  | { readonly kind: "parameter"; readonly at: SyntaxNode }
  | {
      readonly kind: "loop";
      readonly at: SyntaxNode;
      readonly over: SyntaxNode;
      readonly index: number | null;
    };

export type Scope = Map<string, Binding[]>;

export interface Scopes {
  /** By the node that makes the scope: a file, a class, a function, a lambda, a comprehension. */
  readonly of: Map<SyntaxNode, Scope>;
  readonly starImports: readonly string[];
}

const SCOPED = new Set(["Script", "FunctionDefinition", "ClassDefinition", "LambdaExpression"]);

export function isScope(node: SyntaxNode): boolean {
  return SCOPED.has(node.type) || node.type.endsWith("ComprehensionExpression");
}

/** The scope that a node stands in; its own, for a file. */
export function scopeAround(node: SyntaxNode): SyntaxNode {
  let above = node.parent ?? node;
  while (above.parent !== null && !isScope(above)) above = above.parent;
  return above;
}

/**
 * The names of a file, by scope.
 *
 * @param absolute makes of `.x` the module that is meant
 */
export function scopesOf(root: SyntaxNode, absolute: (module: string) => string): Scopes {
  const of = new Map<SyntaxNode, Scope>();
  const starImports: string[] = [];
  const bind = (scope: SyntaxNode, name: string, binding: Binding) => {
    const names: Scope = of.get(scope) ?? new Map();
    of.set(scope, names);
    const all = names.get(name);
    if (all === undefined) names.set(name, [binding]);
    else all.push(binding);
  };
  for (const node of descendants(root)) {
    switch (node.type) {
      case "ImportStatement":
        for (const { local, module, attribute } of importsOf(node)) {
          if (attribute === "*") starImports.push(absolute(module));
          else {
            // `import a.b` binds `a`.
            const isFirst = attribute === null && module.startsWith(`${local}.`);
            const bound = isFirst ? local : absolute(module);
            bind(scopeAround(node), local, { kind: "import", module: bound, attribute, at: node });
          }
        }
        break;
      case "FunctionDefinition":
      case "ClassDefinition": {
        const name = childOf(node, "VariableName");
        const kind = node.type === "ClassDefinition" ? "class" : "function";
        if (name !== undefined) bind(scopeAround(node), textOf(name), { kind, at: node });
        break;
      }
      case "ParamList":
        for (const { name } of parametersOf(node.parent!)) {
          bind(node.parent!, name, { kind: "parameter", at: node.parent! });
        }
        break;
      case "AssignStatement":
        bindAssigned(node, bind);
        break;
      case "NamedExpression": {
        const [target, , value] = node.children;
        if (target?.type === "VariableName" && value !== undefined) {
          bind(scopeAround(node), textOf(target), { kind: "value", value, index: null, at: node });
        }
        break;
      }
      case "WithStatement":
        node.children.forEach((child, index) => {
          const target = node.children[index + 2];
          if (node.children[index + 1]?.type !== "as" || target?.type !== "VariableName") return;
          bind(scopeAround(node), textOf(target), { kind: "value", value: child, index: null, at: node });
        });
        break;
      case "ForStatement":
        bindLoop(node, scopeAround(node), bind);
        break;
      default:
        if (node.type.endsWith("ComprehensionExpression")) bindLoop(node, node, bind);
    }
  }
  return { of, starImports };
}

type Bind = (scope: SyntaxNode, name: string, binding: Binding) => void;

function bindAssigned(node: SyntaxNode, bind: Bind): void {
  const value = assignedValue(node);
  if (value === null) return;
  const scope = scopeAround(node);
  const equals = node.children.findIndex(({ type }) => type === "AssignOp");
  const targets = node.children.slice(0, equals).filter(({ type }) => type !== "TypeDef");
  targets.forEach((target, index) => {
    const isOneOfMany = targets.length > 1;
    if (target.type === "VariableName") {
      bind(scope, textOf(target), { kind: "value", value, index: isOneOfMany ? index : null, at: node });
    }
    if (target.type === "TupleExpression" || target.type === "ArrayExpression") {
      target.children.forEach((part, at) => {
        if (part.type === "VariableName")
          bind(scope, textOf(part), { kind: "value", value, index: at, at: node });
      });
    }
  });
  // `a = b = value`
  for (const between of node.children.slice(equals + 1)) {
    if (between === value || between.type !== "VariableName") continue;
    bind(scope, textOf(between), { kind: "value", value, index: null, at: node });
  }
}

/** The expression on the right of an assignment; null for a mere annotation. */
export function assignedValue(node: SyntaxNode): SyntaxNode | null {
  const equals = node.children.findLastIndex(({ type }) => type === "AssignOp");
  return equals < 0 ? null : (node.children[equals + 1] ?? null);
}

function bindLoop(node: SyntaxNode, scope: SyntaxNode, bind: Bind): void {
  node.children.forEach((child, start) => {
    if (child.type !== "for") return;
    const end = node.children.findIndex(({ type }, at) => at > start && type === "in");
    const over = node.children[end + 1];
    if (end < 0 || over === undefined) return;
    const targets = node.children
      .slice(start + 1, end)
      .flatMap((target) =>
        target.type === "TupleExpression" || target.type === "ParenthesizedExpression"
          ? target.children
          : [target],
      );
    targets.forEach((target, index) => {
      if (target.type !== "VariableName") return;
      const at = targets.length > 1 ? index : null;
      bind(scope, textOf(target), { kind: "loop", at: node, over, index: at });
    });
  });
}

export interface Imported {
  /** The name it has in the file. */
  readonly local: string;
  /** As written, leading dots included. */
  readonly module: string;
  /** What of the module; null: the module itself, `*`: all of it. */
  readonly attribute: string | null;
}

/** What an import statement imports. */
export function importsOf(node: SyntaxNode): Imported[] {
  const words = node.children.map((child) => textOf(child));
  const isFrom = words[0] === "from";
  const split = words.indexOf("import");
  const module = isFrom ? words.slice(1, split).join("") : "";
  const names: Imported[] = [];
  let dotted = "";
  let local: string | null = null;
  const finish = () => {
    if (dotted === "") return;
    if (isFrom) names.push({ local: local ?? dotted, module, attribute: dotted });
    // `import a.b` gives the name `a`, which is the module `a`.
    else if (local === null) names.push({ local: dotted.split(".")[0]!, module: dotted, attribute: null });
    else names.push({ local, module: dotted, attribute: null });
    dotted = "";
    local = null;
  };
  const rest = words.slice(split + 1);
  rest.forEach((word, index) => {
    if (word === "as") return;
    if (rest[index - 1] === "as") local = word;
    else if (word === "." || rest[index - 1] === ".") dotted += word;
    else {
      finish();
      dotted = word;
    }
  });
  finish();
  return names;
}

export interface Parameter {
  readonly name: string;
  /** `*`, `**`, or empty. */
  readonly star: string;
  readonly annotation: SyntaxNode | null;
  readonly default: SyntaxNode | null;
  /** Only by its name. */
  readonly keywordOnly: boolean;
}

const parameterLists = new WeakMap<SyntaxNode, readonly Parameter[]>();

/** The parameters of a function or a lambda, in order; `self` included. */
export function parametersOf(definition: SyntaxNode): readonly Parameter[] {
  const known = parameterLists.get(definition);
  if (known !== undefined) return known;
  const list: { -readonly [Key in keyof Parameter]: Parameter[Key] }[] = [];
  let star = "";
  let keywordOnly = false;
  let wantsDefault = false;
  for (const child of childOf(definition, "ParamList")?.children ?? []) {
    const last = list.at(-1);
    if (child.type === "*" || child.type === "**") star = child.type;
    else if (child.type === "AssignOp") wantsDefault = true;
    else if (wantsDefault && last !== undefined) {
      last.default = child;
      wantsDefault = false;
    } else if (child.type === "TypeDef" && last !== undefined)
      last.annotation = child.children.at(-1) ?? null;
    else if (child.type === "VariableName") {
      // A bare `*` ends those by position, as `*rest` does.
      const isBare = star === "*" && textBetween(child, star);
      if (isBare) keywordOnly = true;
      list.push({
        name: textOf(child),
        star: isBare ? "" : star,
        annotation: null,
        default: null,
        keywordOnly,
      });
      if (star === "*") keywordOnly = true;
      star = "";
    }
  }
  parameterLists.set(definition, list);
  return list;
}

/** Whether a comma parts a star from the name after it. */
function textBetween(name: SyntaxNode, star: string): boolean {
  const { text } = name.file;
  return text.slice(text.lastIndexOf(star, name.from), name.from).includes(",");
}
