import { hostOfAddress, mergeHosts } from "../address-hosts.ts";
import type { CodePlace, HostFact } from "../facts.ts";
import { ancestorOf, childOf, placeOf, type SyntaxNode, textOf } from "../syntax/node.ts";
import type { Analysis } from "./analysis.ts";
import { literal } from "./literals.ts";

/** The hosts of addresses that the code has as texts. */
export function hostsOf(analysis: Analysis): HostFact[] {
  const named: { readonly host: string; readonly place: CodePlace }[] = [];
  for (const node of analysis.nodes()) {
    const text = literal(node);
    if (text === null || !text.includes("://") || isDocumentation(node)) continue;
    // Of `https://%s.host/` the host is not known.
    const [constant = "", ...rest] = text.split("%");
    const host = hostOfAddress(constant, { goesOn: rest.length > 0 });
    if (host !== null) named.push({ host, place: placeOf(node) });
  }
  return mergeHosts(named);
}

/** Texts of help, and what a schema says. */
function isDocumentation(node: SyntaxNode): boolean {
  const around = ancestorOf(node, "Element", "Block", "ImportSpec");
  if (around?.type === "ImportSpec") return true;
  const key = around?.type === "Element" ? childOf(around, "Key") : undefined;
  return (
    key !== undefined && /^(?:Description|Usage|Help|Long|Short|Example|Title|Website\w*)$/.test(textOf(key))
  );
}
