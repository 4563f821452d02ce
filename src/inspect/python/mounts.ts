import { childOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { argumentsOf, decoratorName } from "./call-sites.ts";
import { type Binding, scopeAround } from "./scopes.ts";

/**
 * What the name of a tool begins with since its server is mounted in another: `main.mount(jira, "jira")` makes `jira_search` of
 * `search`. Empty where it is not, or by no name that can be read.
 *
 * Source: FastMCP's documentation, "Server composition".
 *
 * @param use the decorator or the callee whose object is the server
 */
export function mountPrefix(analysis: Analysis, use: SyntaxNode): string {
  const server = serverOf(analysis, use);
  if (server === null) return "";
  for (const name of ["mount", "import_server"]) {
    for (const call of analysis.calls.get(name) ?? []) {
      const { positional, keywords } = argumentsOf(call);
      const given = [keywords.get("server"), ...positional].filter((one) => one !== undefined);
      if (
        !given.some((one) => one.type === "VariableName" && definedBy(analysis, textOf(one), one) === server)
      )
        continue;
      // Older versions have the prefix first.
      const prefix = [keywords.get("prefix"), keywords.get("namespace"), ...positional].find(
        (one) => one !== undefined && typeof analysis.value(one) === "string",
      );
      const text = analysis.value(prefix);
      return typeof text === "string" && text !== "" ? `${text}_` : "";
    }
  }
  return "";
}

/** The statement that gives the server of `@server.tool` its value. */
function serverOf(analysis: Analysis, use: SyntaxNode): SyntaxNode | null {
  if (use.type === "Decorator") {
    const name = decoratorName(use).split(".");
    return name.length === 2 ? definedBy(analysis, name[0]!, use) : null;
  }
  const object = use.type === "MemberExpression" ? use.children[0] : undefined;
  return object?.type === "VariableName" ? definedBy(analysis, textOf(object), object) : null;
}

/** The statement that defines a name, through imports. */
function definedBy(analysis: Analysis, name: string, at: SyntaxNode): SyntaxNode | null {
  let binding: Binding | null | undefined = analysis.evaluator.bindingOf(name, at);
  for (let hops = 0; binding?.kind === "import" && hops < 8; hops++) {
    const module = analysis.program.modules.get(binding.module);
    if (module === undefined || binding.attribute === null) return null;
    binding = module.scopes.of.get(module.root)?.get(binding.attribute)?.at(-1);
  }
  return binding?.kind === "value" && childOf(binding.at, "AssignOp") !== undefined && isTopLevel(binding.at)
    ? binding.at
    : null;
}

function isTopLevel(node: SyntaxNode): boolean {
  return scopeAround(node).parent === null;
}
