import type { ToolFact } from "../facts.ts";
import { ancestorOf, childOf, descendants, placeOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import { isToolName } from "../tool-name.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, calledName, decoratorName, nameOf } from "./call-sites.ts";
import { mountPrefix } from "./mounts.ts";
import { basePaths } from "./paths.ts";
import { cleanDoc } from "./strings.ts";
import { Definition, DictValue, External, Instance, ListValue, shown, type Value } from "./values.ts";

/** A tool as one place in the code registers it. */
type Registered = readonly [name: string, description: string | null];

/** The types of a tool, and what makes one of a function. */
const TOOL_CLASS = /^(?:(?:mcp|fastmcp|mcp_types|types)\b.*\.)?(?:Tool|FunctionTool)$/;

/** The tools that a server registers, in the order of its code. */
export function toolsOf(analysis: Analysis): ToolFact[] {
  const tools = new Map<string, ToolFact>();
  for (const { root } of analysis.program.modules.values()) {
    for (const node of descendants(root)) {
      for (const [name, description] of registeredAt(analysis, node)) {
        if (!isToolName(name)) continue;
        const before = tools.get(name);
        if (before === undefined) tools.set(name, { name, description, place: placeOf(node) });
        else if (before.description === null) tools.set(name, { ...before, description });
      }
    }
  }
  return [...tools.values()];
}

function registeredAt(analysis: Analysis, node: SyntaxNode): readonly Registered[] {
  if (node.type === "Decorator") return ofDecorator(analysis, node);
  if (node.type === "DictionaryExpression") return ofDictionary(analysis, node);
  if (node.type !== "CallExpression") return [];
  const name = calledName(node);
  if (name === "tool" || name === "add_tool" || name === "register_tool") return ofMethod(analysis, node);
  if (name === "from_function" || name === "from_tool") return ofFunction(analysis, node);
  if (name === null && calledName(node.children[0]!) === "tool") return ofAppliedDecorator(analysis, node);
  return [...ofConstructor(analysis, node), ...ofServer(analysis, node)];
}

/** `@mcp.tool`, `@mcp.tool("name")`, `@mcp.tool(name="name", description="…")`. */
function ofDecorator(analysis: Analysis, decorator: SyntaxNode): readonly Registered[] {
  if (!/\.tool$/.test(decoratorName(decorator))) return [];
  const definition = decorator.parent?.children.at(-1);
  if (definition?.type !== "FunctionDefinition") return [];
  const prefix = mountPrefix(analysis, decorator);
  return ofGiven(analysis, decorator, definition).map(([name, text]) => [`${prefix}${name}`, text]);
}

/** `mcp.tool(name="name")(function)`. */
function ofAppliedDecorator(analysis: Analysis, call: SyntaxNode): readonly Registered[] {
  const inner = call.children[0]!;
  if (!isOfServer(analysis, inner)) return [];
  return ofCallable(analysis, inner, argumentsOf(call).positional[0]);
}

/** `mcp.add_tool(function)`, `mcp.tool(function, name="name")`, `mcp.add_tool(Tool(…))`. */
function ofMethod(analysis: Analysis, call: SyntaxNode): readonly Registered[] {
  const { positional, keywords } = argumentsOf(call);
  const given = positional[0] ?? keywords.get("fn") ?? keywords.get("tool");
  if (call.children[0]!.type !== "MemberExpression" || given === undefined || !isOfServer(analysis, call))
    return [];
  return ofCallable(analysis, call, given);
}

/** `Tool.from_function(function, name="name")`. */
function ofFunction(analysis: Analysis, call: SyntaxNode): readonly Registered[] {
  const made = analysis.value(call.children[0]!.children[0]);
  if (!(made instanceof External) || !TOOL_CLASS.test(made.path)) return [];
  const { positional, keywords } = argumentsOf(call);
  return ofCallable(analysis, call, positional[0] ?? keywords.get("fn"));
}

/** Not a method of something else that is known, nor the inherited one that a server's own class wraps. */
function isOfServer(analysis: Analysis, call: SyntaxNode): boolean {
  const named = call.children[0]!.children[0];
  if (named?.type === "CallExpression" && calledName(named) === "super") return false;
  const object = analysis.value(named);
  return !(object instanceof External) && !(object instanceof DictValue);
}

function ofCallable(
  analysis: Analysis,
  options: SyntaxNode,
  callable: SyntaxNode | undefined,
): readonly Registered[] {
  if (callable === undefined) return [];
  const { keywords, positional } = argumentsOf(options);
  const named =
    keywords.get("name") ?? positional.find((one) => one !== callable && /String$/.test(one.type));
  const found: Registered[] = [];
  for (const [value, name, description] of analysis.values(callable, named, keywords.get("description"))) {
    if (value instanceof Instance || typeof value === "string") continue;
    const definition = value instanceof Definition ? value.node : null;
    // Its name is that of the function, where there is no other.
    const text = named === undefined ? (definition === null ? null : nameOf(definition)) : shown(name);
    if (text === null) continue;
    found.push([text, shown(description) ?? (definition === null ? null : docOf(definition))]);
  }
  const prefix = mountPrefix(analysis, options.children[0]!);
  return found.map(([name, description]) => [`${prefix}${name}`, description]);
}

function ofGiven(analysis: Analysis, call: SyntaxNode, definition: SyntaxNode): readonly Registered[] {
  const { positional, keywords } = argumentsOf(call);
  const named = keywords.get("name") ?? positional[0];
  const described = keywords.get("description") ?? positional[1];
  return [...analysis.values(named, described)].flatMap(([name, description]): Registered[] => {
    const text = named === undefined || name === null ? nameOf(definition) : name;
    return typeof text === "string" ? [[text, shown(description) ?? docOf(definition)]] : [];
  });
}

/** The docstring of a function, as tools show it. */
function docOf(definition: SyntaxNode): string | null {
  const first = childOf(definition, "Body")?.children.find(({ type }) => type !== ":");
  const text = first?.type === "ExpressionStatement" ? first.children[0] : undefined;
  if (text === undefined || !/String$/.test(text.type)) return null;
  const [, quoted] = /^[a-z]*(?:"""|'''|"|')([\s\S]*?)(?:"""|'''|"|')$/i.exec(textOf(text)) ?? [];
  return quoted === undefined ? null : cleanDoc(quoted) || null;
}

/** `Tool(name="name", description="…", inputSchema=…)`, of the SDK or of a class that is made of its. */
function ofConstructor(analysis: Analysis, call: SyntaxNode): readonly Registered[] {
  const { keywords, spread } = argumentsOf(call);
  const name = keywords.get("name");
  const schema = keywords.has("inputSchema") || keywords.has("input_schema");
  if (spread.length > 0 && name === undefined) return [];
  if (name === undefined || (!schema && !isToolClass(analysis, call))) return [];
  return [...analysis.values(name, keywords.get("description"))].flatMap(
    ([text, description]): Registered[] => (typeof text === "string" ? [[text, shown(description)]] : []),
  );
}

function isToolClass(analysis: Analysis, call: SyntaxNode): boolean {
  if (!/Tool$/.test(calledName(call) ?? "")) return false;
  const value = analysis.value(call.children[0]);
  if (value instanceof External) return TOOL_CLASS.test(value.path);
  return value instanceof Definition && basePaths(analysis, value.node).some((path) => TOOL_CLASS.test(path));
}

/** `{"name": "name", "description": "…", "inputSchema": {…}}`. */
function ofDictionary(analysis: Analysis, node: SyntaxNode): readonly Registered[] {
  const parts = node.children.filter(({ type }) => type !== ":");
  const partOf = (key: string) => {
    const at = parts.findIndex(
      (part, index) => index % 2 === 0 && part.type === "String" && quoted(part) === key,
    );
    return at < 0 ? undefined : parts[at + 1];
  };
  const name = partOf("name");
  if (name === undefined || (partOf("inputSchema") ?? partOf("input_schema")) === undefined) return [];
  return [...analysis.values(name, partOf("description"))].flatMap(([text, description]): Registered[] =>
    typeof text === "string" ? [[text, shown(description)]] : [],
  );
}

function quoted(node: SyntaxNode): string {
  return textOf(node).slice(1, -1);
}

/** `FastMCP("name", tools=[function, …])`. */
function ofServer(analysis: Analysis, call: SyntaxNode): readonly Registered[] {
  const tools = argumentsOf(call).keywords.get("tools");
  if (tools === undefined || !/MCP$/.test(calledName(call) ?? "")) return [];
  const value: Value | undefined = analysis.value(tools);
  if (!(value instanceof ListValue)) return [];
  return value.items.flatMap((item): Registered[] =>
    item instanceof Definition && ancestorOf(item.node, "Script") !== null
      ? [[nameOf(item.node), docOf(item.node)]]
      : [],
  );
}
