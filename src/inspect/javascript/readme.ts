import type { CodeTree } from "../code-tree.ts";

/** The first paragraph of a README that is a sentence, without its markup; null where there is none. */
export async function readmeDescription(tree: CodeTree): Promise<string | null> {
  const file = tree.files.find(({ path, size }) => /^readme(?:\.md|\.txt)?$/i.test(path) && size < 1_000_000);
  return file === undefined ? null : firstParagraph(await file.text());
}

/** Headings, badges, images, quotes, lists, tables and HTML are passed over. */
export function firstParagraph(markdown: string): string | null {
  const text = markdown.replace(/<!--[\s\S]*?-->/g, "").replace(/```[\s\S]*?```/g, "");
  for (const block of text.split(/\n\s*\n/)) {
    const plain = block
      .split("\n")
      .filter((line) => !/^\s*(?:#|!\[|\[!\[|>|[-*+] |\d+\. |\||<|={3,}|-{3,})/.test(line))
      .join(" ")
      .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[*_`]{1,3}([^*_`]+)[*_`]{1,3}/g, "$1")
      .replace(/\s+/g, " ")
      .trim();
    if (/\S+ \S+ \S+/.test(plain)) return plain.length > 300 ? `${plain.slice(0, 297)}…` : plain;
  }
  return null;
}
