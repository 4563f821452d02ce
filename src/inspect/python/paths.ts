import type { SyntaxNode } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf } from "./call-sites.ts";
import { Definition, External, Instance, type Value } from "./values.ts";

/** The full name of what is called, or of another expression, where it is not the distribution's own: `os.environ.get`. */
export function externalPath(analysis: Analysis, node: SyntaxNode | undefined): string | null {
  const value = analysis.value(node);
  return value instanceof External ? value.path : null;
}

/** The full names of what an object is made by: its class, and the classes of others that this one comes from. */
export function madeBy(analysis: Analysis, value: Value | undefined): string[] {
  if (!(value instanceof Instance)) return [];
  return value.of instanceof External ? [value.of.path] : basePaths(analysis, value.of.node);
}

/** The full names of the classes of other distributions that a class comes from. */
export function basePaths(analysis: Analysis, definition: SyntaxNode): string[] {
  const seen = new Set<SyntaxNode>();
  const walk = (node: SyntaxNode): string[] => {
    if (seen.has(node)) return [];
    seen.add(node);
    return argumentsOf(node).positional.flatMap((base) => {
      // `Base[Kind]` is a Base.
      const bare =
        base.type === "MemberExpression" && base.children[1]?.type !== "." ? base.children[0] : base;
      const value = analysis.value(bare);
      if (value instanceof External) return [value.path];
      return value instanceof Definition ? walk(value.node) : [];
    });
  };
  return definition.type === "ClassDefinition" ? walk(definition) : [];
}
