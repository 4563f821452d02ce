import { ts } from "ts-morph";
import { hostOfAddress, mergeHosts } from "../address-hosts.ts";
import type { HostFact } from "../facts.ts";
import type { CodeIndex } from "./code-index.ts";
import { calledName, placeOf } from "./syntax.ts";

/** The hosts that addresses in the code name, by host; without those of this machine, of documentation, schemas and examples. */
export function hostFacts(index: CodeIndex): HostFact[] {
  return mergeHosts(
    index.texts.flatMap((node) => {
      const { text } = node as ts.StringLiteralLike;
      if (!text.includes("://") || isSaid(node)) return [];
      const host = hostOfAddress(text, { goesOn: ts.isTemplateHead(node) || ts.isTemplateMiddle(node) });
      return host === null ? [] : [{ host, place: placeOf(node) }];
    }),
  );
}

/** What a log or a description is given is told to someone, and a JSON schema's name names; neither is called. */
function isSaid({ parent }: ts.Node): boolean {
  return (
    (ts.isPropertyAssignment(parent) && /^["']?\$(?:id|ref|schema)["']?$/.test(parent.name.getText())) ||
    (ts.isCallExpression(parent) &&
      /^(?:describe|log|error|warn|info|debug|test|match|includes|startsWith)$/.test(
        calledName(parent) ?? "",
      ))
  );
}
