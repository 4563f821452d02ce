import { hostOfAddress, mergeHosts } from "../address-hosts.ts";
import type { CodePlace, HostFact } from "../facts.ts";
import { ancestorOf, descendants, placeOf, type SyntaxNode } from "../syntax/node.ts";
import { calledName } from "./call-sites.ts";
import type { PythonProgram } from "./program.ts";
import { stringParts } from "./strings.ts";

/** The hosts of addresses that the code has as texts. */
export function hostsOf(program: PythonProgram): HostFact[] {
  const named: { readonly host: string; readonly place: CodePlace }[] = [];
  for (const { root } of program.modules.values()) {
    for (const node of descendants(root)) {
      if (!/^(?:Format)?String$/.test(node.type) || isDocumentation(node)) continue;
      const [first, second] = stringParts(node);
      if (typeof first !== "string") continue;
      // Of `f"https://api.{x}"` the host is not known, of `f"https://api.host/{x}"` it is.
      const host = hostOfAddress(first, { goesOn: second !== undefined });
      if (host !== null) named.push({ host, place: placeOf(node) });
    }
  }
  return mergeHosts(named);
}

/** Docstrings, and texts of help and of schemas. */
function isDocumentation(node: SyntaxNode): boolean {
  if (node.parent?.type === "ExpressionStatement") return true;
  const list = node.parent?.type === "ArgList" ? node.parent : null;
  const around = ancestorOf(node, "CallExpression", "Body", "Script");
  const keyword = list?.children[list.children.indexOf(node) - 2];
  const isSaid =
    keyword !== undefined &&
    /^(?:help|description|examples?|title|epilog)$/.test(node.file.text.slice(keyword.from, keyword.to));
  return (
    isSaid ||
    (around?.type === "CallExpression" &&
      /^(?:print|echo|info|debug|warning|error)$/.test(calledName(around) ?? ""))
  );
}
