import { childOf, childrenOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { ListValue, type Value } from "./values.ts";

/** Fields of a composite literal as they are written: `{Name: "x", Value: 1}`. */
export function literalFields(node: SyntaxNode): ReadonlyMap<string, SyntaxNode> {
  const fields = new Map<string, SyntaxNode>();
  const body = childOf(node, "LiteralValue");
  for (const element of body === undefined ? [] : childrenOf(body, "Element")) {
    const key = childOf(element, "Key")?.children[0];
    if (key !== undefined) fields.set(textOf(key), element.children.at(-1)!);
  }
  return fields;
}

/** The full name of a literal's type: `github.com/urfave/cli.StringFlag`; null for one of the module's own. */
export function literalType(analysis: Analysis, node: SyntaxNode): string | null {
  const type = node.children[0];
  if (type?.type !== "QualifiedType") return null;
  const [object, name] = [type.children[0]!, type.children.at(-1)!];
  const value = analysis.externalPath(object);
  return value === null ? null : `${value}.${textOf(name)}`;
}

export function textsOf(value: Value | undefined): string[] {
  if (typeof value === "string") return [value];
  return value instanceof ListValue ? value.items.filter((item) => typeof item === "string") : [];
}
