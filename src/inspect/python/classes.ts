import { childOf, childrenOf, descendants, type SyntaxNode, textOf } from "../syntax/node.ts";
import { nameOf } from "./call-sites.ts";
import { assignedValue, parametersOf } from "./scopes.ts";

/** A name that a class gives a value or a type in its body. */
export interface Field {
  readonly name: string;
  readonly annotation: SyntaxNode | null;
  readonly value: SyntaxNode | null;
  readonly at: SyntaxNode;
}

/** What stands in the body of a class. */
export interface ClassBody {
  readonly fields: readonly Field[];
  readonly methods: ReadonlyMap<string, SyntaxNode>;
  readonly classes: ReadonlyMap<string, SyntaxNode>;
  /** `self.name = value` anywhere in its methods; the first one counts. */
  readonly attributes: ReadonlyMap<string, SyntaxNode>;
}

const bodies = new WeakMap<SyntaxNode, ClassBody>();

/** @param definition a ClassDefinition */
export function bodyOf(definition: SyntaxNode): ClassBody {
  const known = bodies.get(definition);
  if (known !== undefined) return known;
  const fields: Field[] = [];
  const methods = new Map<string, SyntaxNode>();
  const classes = new Map<string, SyntaxNode>();
  const attributes = new Map<string, SyntaxNode>();
  const statements = (childOf(definition, "Body")?.children ?? []).map((statement) =>
    statement.type === "DecoratedStatement" ? statement.children.at(-1)! : statement,
  );
  for (const statement of statements) {
    if (statement.type === "FunctionDefinition") {
      methods.set(nameOf(statement), statement);
      addAttributes(statement, attributes);
    } else if (statement.type === "ClassDefinition") classes.set(nameOf(statement), statement);
    else if (statement.type === "AssignStatement") {
      const target = statement.children[0];
      if (target?.type !== "VariableName") continue;
      const annotation = childOf(statement, "TypeDef")?.children.at(-1) ?? null;
      fields.push({ name: textOf(target), annotation, value: assignedValue(statement), at: statement });
    }
  }
  const body = { fields, methods, classes, attributes };
  bodies.set(definition, body);
  return body;
}

function addAttributes(method: SyntaxNode, attributes: Map<string, SyntaxNode>): void {
  const self = parametersOf(method)[0]?.name;
  if (self === undefined) return;
  for (const node of descendants(method)) {
    if (node.type !== "AssignStatement") continue;
    const value = assignedValue(node);
    for (const target of childrenOf(node, "MemberExpression")) {
      const [object, dot, property] = target.children;
      const isOwn = object?.type === "VariableName" && textOf(object) === self && dot?.type === ".";
      if (!isOwn || property === undefined || value === null || value === target) continue;
      if (!attributes.has(textOf(property))) attributes.set(textOf(property), value);
    }
  }
}

const returned = new WeakMap<SyntaxNode, readonly SyntaxNode[]>();

/** What a function returns, at each of its places that return something. */
export function returnsOf(definition: SyntaxNode): readonly SyntaxNode[] {
  const known = returned.get(definition);
  if (known !== undefined) return known;
  const values: SyntaxNode[] = [];
  const visit = (node: SyntaxNode) => {
    if (node.type === "ReturnStatement" && node.children[1] !== undefined) values.push(node.children[1]);
    const isInner = node !== definition && /^(?:Function|Class)Definition$|^Lambda/.test(node.type);
    if (!isInner) for (const child of node.children) visit(child);
  };
  if (definition.type === "LambdaExpression") values.push(...definition.children.slice(-1));
  else visit(definition);
  returned.set(definition, values);
  return values;
}
