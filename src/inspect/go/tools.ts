import type { ToolFact } from "../facts.ts";
import { placeOf, type SyntaxNode } from "../syntax/node.ts";
import { isToolName } from "../tool-name.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, calledName, calleeOf } from "./calls.ts";
import { literalFields, literalType } from "./options.ts";
import { shown, type Value } from "./values.ts";

/** Packages of the SDKs whose tools these are. */
const SDK = /(?:^|\/)(?:mcp-go\/mcp|go-sdk\/mcp|mcp-golang|mcp)$/;

interface Written {
  readonly name: SyntaxNode;
  readonly description: SyntaxNode | undefined;
}

/** The tools that a server registers, in the order of its code. */
export function toolsOf(analysis: Analysis): ToolFact[] {
  const tools = new Map<string, ToolFact>();
  for (const node of analysis.nodes()) {
    const written = node.type === "CallExpr" ? ofCall(analysis, node) : ofLiteral(analysis, node);
    if (written === null || !analysis.isUsed(node)) continue;
    for (const [name, text] of analysis.values(written.name, written.description)) {
      if (!isToolName(name)) continue;
      const description = shown(text as Value | undefined);
      const before = tools.get(name);
      if (before === undefined) tools.set(name, { name, description, place: placeOf(node) });
      else if (before.description === null) tools.set(name, { ...before, description });
    }
  }
  return [...tools.values()];
}

/** `mcp.NewTool("name", mcp.WithDescription("…"))` and its like. */
function ofCall(analysis: Analysis, call: SyntaxNode): Written | null {
  const called = calledName(call);
  const args = argumentsOf(call);
  if (called === null || args.length === 0) return null;
  const kind = /^(?:NewTool|NewToolWithRawSchema|RegisterTool|NewServerTool)$/.exec(called)?.[0];
  if (kind === undefined) return null;
  const path = analysis.externalPath(calleeOf(call));
  if (kind === "RegisterTool") {
    // metoro-io/mcp-golang: a method of its server, with the description as the second.
    const isOther =
      path !== null && !SDK.test(path.slice(0, path.lastIndexOf(".")).replace(/\.New\w*\(\)$/, ""));
    return isOther || args.length < 3 ? null : { name: args[0]!, description: args[1] };
  }
  if (path === null || !SDK.test(path.slice(0, path.lastIndexOf(".")))) return null;
  return { name: args[0]!, description: kind === "NewTool" ? describedBy(args) : args[1] };
}

function describedBy(options: readonly SyntaxNode[]): SyntaxNode | undefined {
  const option = options.find((one) => one.type === "CallExpr" && calledName(one) === "WithDescription");
  return option === undefined ? undefined : argumentsOf(option)[0];
}

/** `mcp.Tool{Name: "name", Description: "…"}`. */
function ofLiteral(analysis: Analysis, node: SyntaxNode): Written | null {
  if (node.type !== "TypedLiteral") return null;
  const type = literalType(analysis, node);
  if (type === null || !type.endsWith(".Tool") || !SDK.test(type.slice(0, -".Tool".length))) return null;
  const fields = literalFields(node);
  const name = fields.get("Name");
  return name === undefined ? null : { name, description: fields.get("Description") };
}
