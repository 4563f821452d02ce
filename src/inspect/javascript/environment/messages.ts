import { ts } from "ts-morph";
import { bare, calledName } from "../syntax.ts";

const WORD = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;

/** Whoever is told something, in the order of how much it says: errors, then logs, then whatever text there is. */
const RANK: Readonly<Record<string, number>> = {
  error: 1,
  warn: 2,
  log: 3,
  fatal: 1,
  exit: 1,
  describe: 3,
  option: 3,
};

/** The texts in code that name a variable, as sentences: variable → the one that says most. */
export function messagesIn(texts: readonly ts.Node[]): ReadonlyMap<string, string> {
  const found = new Map<string, { text: string; rank: number }>();
  for (const node of texts) {
    if (!ts.isStringLiteralLike(node) && !ts.isTemplateHead(node) && !ts.isTemplateMiddleOrTemplateTail(node))
      continue;
    const text = ts.isStringLiteralLike(node) ? node.text : templateText(node);
    // A text with words around the name, and none that is code or a document.
    if (text.length > 600 || !/\s\S+\s/.test(text.trim())) continue;
    for (const [name] of text.matchAll(WORD)) {
      const rank = rankOf(node);
      const known = found.get(name);
      if (known === undefined || rank < known.rank)
        found.set(name, { text: text.replace(/\s+/g, " ").trim(), rank });
    }
  }
  return new Map([...found].map(([name, { text }]) => [name, text]));
}

function templateText(node: ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail): string {
  const template = ts.isTemplateHead(node) ? node.parent : node.parent.parent;
  if (!ts.isTemplateExpression(template)) return "";
  return [template.head.text, ...template.templateSpans.map(({ literal }) => `…${literal.text}`)].join("");
}

function rankOf(node: ts.Node): number {
  let outer = bare(node).parent;
  while (
    outer !== undefined &&
    !ts.isCallExpression(outer) &&
    !ts.isNewExpression(outer) &&
    !ts.isStatement(outer)
  ) {
    outer = outer.parent;
  }
  if (outer === undefined || ts.isStatement(outer))
    return outer !== undefined && ts.isThrowStatement(outer) ? 0 : 5;
  const called = calledName(outer as ts.CallExpression) ?? "";
  if (/Error$/.test(called)) return 0;
  return Object.hasOwn(RANK, called) ? RANK[called]! : 4;
}
