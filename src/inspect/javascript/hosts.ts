import { ts } from "ts-morph";
import type { CodePlace, HostFact } from "../facts.ts";
import type { CodeIndex } from "./code-index.ts";
import { isOrdinaryHost } from "./ordinary-hosts.ts";
import { calledName, placeOf } from "./syntax.ts";

const ADDRESS =
  /\b(?:https?|wss?):\/\/([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d+)?(?=[/?#"'`\s),;:]|$)/g;

/** Longer texts are documents that mention addresses. */
const MOST = 400;

/** The hosts that addresses in the code name, by host; without those of this machine, of documentation, schemas and examples. */
export function hostFacts(index: CodeIndex): HostFact[] {
  const found = new Map<string, CodePlace[]>();
  for (const node of index.texts) {
    const text = (node as ts.StringLiteralLike).text;
    if (text.length > MOST || !text.includes("://") || isSaid(node, text)) continue;
    for (const [address, host = ""] of text.matchAll(ADDRESS)) {
      const name = host.toLowerCase();
      // `https://` and an expression: the name goes on elsewhere.
      if (
        !/\.[a-z]{2,}$/.test(name) ||
        (ts.isTemplateHead(node) && text.endsWith(address) && !/\/$/.test(address) && text.endsWith(host))
      )
        continue;
      if (isOrdinaryHost(name)) continue;
      const places = found.get(name) ?? [];
      const place = placeOf(node);
      if (!places.some(({ file, line }) => file === place.file && line === place.line)) places.push(place);
      found.set(name, places);
    }
  }
  return [...found]
    .map(([host, places]) => ({ host, places }))
    .sort((one, other) => (one.host < other.host ? -1 : 1));
}

/** An address inside a sentence is told to someone, not called; so is what a log or a description is given. */
function isSaid(node: ts.Node, text: string): boolean {
  if (/\s\S+\s/.test(text.trim())) return true;
  const { parent } = node;
  return (
    ts.isCallExpression(parent) &&
    /^(?:describe|log|error|warn|info|debug|test|match|includes|startsWith)$/.test(calledName(parent) ?? "")
  );
}
