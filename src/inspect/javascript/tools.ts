import { ts } from "ts-morph";
import type { ToolFact } from "../facts.ts";
import type { CodeIndex } from "./code-index.ts";
import type { ModuleGraph } from "./module-graph.ts";
import { bare, isFunction, member, placeOf, propertyName, receiverOf } from "./syntax.ts";
import type { Evaluator } from "./values/evaluator.ts";

/** Names as the protocol and its clients allow them. */
const NAME = /^[A-Za-z_][\w./:-]{0,127}$/;

/** Methods and functions that register a tool by its name, or by an object that has it. */
const REGISTER =
  /^#?(?:tool|registerTool|addTool|registerAppTool|defineTool|createTool|registerMcpTool|server_?[tT]ool)$/;

/** What a tool takes, as libraries call it. Those of the first list are no one else's words. */
const SCHEMA = /^(?:inputSchema|input_schema|parametersSchema|paramsSchema|inputShape|toolSchema)$/;
const SCHEMA_OR_MORE =
  /^(?:schema|parameters|params|args|input|arguments|zodSchema|paramSchema|inputs|inputType|shape)$/;

/** What does a tool's work. */
const WORK =
  /^(?:handler|execute|run|callback|cb|call|fn|handle|register|invoke|func|action|implementation|method|inject|annotations)$/;

interface Found {
  readonly name: string;
  readonly description: string | null;
  readonly node: ts.Node;
}

/**
 * The tools that the code registers: calls that register one, objects and classes of the form that libraries take, wherever
 * they are; each name once, in the order of the code.
 */
export function toolFacts(graph: ModuleGraph, index: CodeIndex, evaluator: Evaluator): ToolFact[] {
  const found = [
    ...registered(index, evaluator),
    ...index.objects.flatMap((object) => objectTools(object, evaluator)),
    ...index.classes.flatMap((one) => classTools(one, evaluator)),
  ];
  const order = new Map(graph.modules.map(({ file }, position) => [file, position]));
  const tools = new Map<string, { fact: ToolFact; rank: number; position: number }>();
  for (const { name, description, node } of found) {
    const file = node.getSourceFile();
    const rank = order.get(file) ?? 0;
    const known = tools.get(name);
    if (known === undefined) {
      tools.set(name, {
        fact: { name, description: tidy(description), place: placeOf(node, file) },
        rank,
        position: node.pos,
      });
    } else if (known.fact.description === null && description !== null) {
      tools.set(name, { ...known, fact: { ...known.fact, description: tidy(description) } });
    }
  }
  return [...tools.values()]
    .sort((one, other) => one.rank - other.rank || one.position - other.position)
    .map(({ fact }) => fact);
}

function tidy(description: string | null): string | null {
  return description === null || description.trim() === "" ? null : description.trim();
}

function registered(index: CodeIndex, evaluator: Evaluator): Found[] {
  return [...index.calls].flatMap(([called, calls]) =>
    REGISTER.test(called) ? calls.flatMap((call) => byCall(call, evaluator)) : [],
  );
}

/** `server.tool("name", …)`, `registerTool(server, "name", {…})`, `addTool({ name })`, in whatever place the name is. */
function byCall(call: ts.CallExpression | ts.NewExpression, evaluator: Evaluator): Found[] {
  const given = [...(call.arguments ?? [])];
  const [first] = given;
  if (first === undefined) return [];
  if (given.length === 1) return nodesWithName(first, evaluator);
  const position =
    receiverOf(call) === null && !ts.isStringLiteralLike(bare(first)) && given.length > 2 ? 1 : 0;
  const named = given[position]!;
  // A library's own `tool(name, rest)`, which hands on what it is given.
  const names = evaluator.textsOf(named).filter((name) => NAME.test(name));
  const next = given[position + 1];
  const descriptions = next === undefined ? [] : descriptionsOf(next, evaluator);
  return names.map((name, at) => ({
    name,
    description:
      names.length === 1
        ? (descriptions[0] ?? null)
        : descriptions.length === names.length
          ? (descriptions[at] ?? null)
          : null,
    node: call,
  }));
}

function descriptionsOf(node: ts.Node, evaluator: Evaluator): string[] {
  const texts = evaluator.textsOf(node);
  if (texts.length > 0) return texts;
  return evaluator.nodesOf(node).flatMap((one) => {
    if (!ts.isObjectLiteralExpression(one)) return [];
    const value = member(one, "description") ?? member(one, "title");
    return value === undefined ? [] : evaluator.textsOf(value);
  });
}

function nodesWithName(node: ts.Node, evaluator: Evaluator): Found[] {
  return evaluator.nodesOf(node).flatMap((one): Found[] => {
    if (!ts.isObjectLiteralExpression(one)) return [];
    const name = member(one, "name");
    if (name === undefined) return [];
    return namesOf(name, one, evaluator);
  });
}

function namesOf(name: ts.Node, object: ts.ObjectLiteralExpression, evaluator: Evaluator): Found[] {
  const names = evaluator.textsOf(name).filter((text) => NAME.test(text));
  const description = member(object, "description");
  const texts = description === undefined ? [] : evaluator.textsOf(description);
  return names.map((text, at) => ({
    name: text,
    description:
      names.length === 1 ? (texts[0] ?? null) : texts.length === names.length ? (texts[at] ?? null) : null,
    node: object,
  }));
}

/** An object that says name, description and input, as a list of tools has them; or one under the tool's name as its key. */
function objectTools(object: ts.ObjectLiteralExpression, evaluator: Evaluator): Found[] {
  const keys = keysOf(object, evaluator, 4);
  if (!keys.has("description") || !isToolLike(keys)) return [];
  const name = member(object, "name");
  if (name !== undefined) return isFunction(name) ? [] : namesOf(name, object, evaluator);
  return keyedTool(object, evaluator);
}

/** The keys of an object, with those of what is spread into it. */
function keysOf(object: ts.ObjectLiteralExpression, evaluator: Evaluator, depth: number): Set<string> {
  const keys = new Set<string>();
  for (const property of object.properties) {
    if (ts.isSpreadAssignment(property)) {
      const inner = depth === 0 ? undefined : evaluator.objectOf(property.expression);
      if (inner !== undefined) for (const key of keysOf(inner, evaluator, depth - 1)) keys.add(key);
    } else {
      const key = propertyName(property.name);
      if (key !== null) keys.add(key);
    }
  }
  return keys;
}

function isToolLike(keys: ReadonlySet<string>): boolean {
  const all = [...keys];
  // Prompts and commands are described in much the same way.
  if (keys.has("argsSchema") || keys.has("flags") || keys.has("messages") || keys.has("uri")) return false;
  if (all.some((key) => SCHEMA.test(key))) return true;
  return all.some((key) => SCHEMA_OR_MORE.test(key)) && all.some((key) => WORK.test(key));
}

/** `{ tool_name: tool({ description, inputSchema, execute }) }` */
function keyedTool(object: ts.ObjectLiteralExpression, evaluator: Evaluator): Found[] {
  let value: ts.Node = object;
  while (
    ts.isParenthesizedExpression(value.parent) ||
    ts.isAsExpression(value.parent) ||
    ts.isSatisfiesExpression(value.parent)
  ) {
    value = value.parent;
  }
  if (ts.isCallExpression(value.parent) && value.parent.arguments.length === 1) value = value.parent;
  const { parent } = value;
  if (!ts.isPropertyAssignment(parent) || parent.initializer !== value) return [];
  const name = propertyName(parent.name);
  if (name === null || !NAME.test(name) || SCHEMA.test(name) || WORK.test(name)) return [];
  return [{ name, description: evaluator.memberText(object, "description"), node: parent }];
}

/** A class with a tool's members: `name = "x"; description = "…"; schema = {…}; execute() {}`. */
function classTools(target: ts.ClassLikeDeclaration, evaluator: Evaluator): Found[] {
  const values = new Map<string, ts.Node>();
  for (const one of target.members) {
    const key = propertyName(one.name);
    if (key === null) continue;
    if (ts.isPropertyDeclaration(one)) values.set(key, one.initializer ?? one);
    else if (ts.isGetAccessor(one) || ts.isMethodDeclaration(one)) values.set(key, one);
  }
  const keys = new Set(values.keys());
  const name = values.get("name");
  if (name === undefined || !keys.has("description") || !isToolLike(keys)) return [];
  const names = evaluator
    .textsOf(ts.isGetAccessor(name) ? returnedOf(name) : name)
    .filter((text) => NAME.test(text));
  const description = values.get("description");
  return names.map((text) => ({
    name: text,
    description:
      description === undefined
        ? null
        : evaluator.textOf(ts.isGetAccessor(description) ? returnedOf(description) : description),
    node: target,
  }));
}

function returnedOf(getter: ts.GetAccessorDeclaration): ts.Node {
  const [only] = getter.body?.statements ?? [];
  return only !== undefined && ts.isReturnStatement(only) && only.expression !== undefined
    ? only.expression
    : getter;
}
