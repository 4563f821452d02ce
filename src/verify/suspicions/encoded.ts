import { excerptOf, type TextFinding } from "./finding.ts";
import { instructions } from "./instructions.ts";

/** Longer than a digest, a key's fingerprint or an example of an id. */
const blobs =
  /(?<![\w+/=-])(?:[0-9a-fA-F]{2}){72,}(?![\w+/=-])|(?<![\w+/=-])[A-Za-z0-9+/_-]{120,}={0,2}(?![\w+/=-])/g;

/** Text that is encoded: a model decodes it, its user does not. What it says is looked at as any other text. */
export function encoded(text: string): TextFinding[] {
  return [...text.matchAll(blobs)]
    .filter(([blob]) => isMixed(blob))
    .map((found) => {
      const said = decode(found[0]);
      const inside = said === null ? [] : instructions(said, "prose");
      return {
        rule: "encoded",
        severity: said === null ? ("notice" as const) : ("danger" as const),
        what:
          said === null
            ? `${found[0].length} characters of encoded data`
            : `encoded text, which reads: ${said.slice(0, 120)}${inside[0] === undefined ? "" : ` (${inside[0].what})`}`,
        excerpt: excerptOf(text, found.index, found.index + 40),
      };
    });
}

/** Letters in both cases, and digits: no line of dashes, no long word. */
function isMixed(blob: string): boolean {
  return /\d/.test(blob) && (/^[0-9a-f]+$/i.test(blob) || (/[a-z]/.test(blob) && /[A-Z]/.test(blob)));
}

/** What it stands for, where that is text. */
function decode(blob: string): string | null {
  const bytes = /^(?:[0-9a-f]{2})+$/i.test(blob) ? Buffer.from(blob, "hex") : Buffer.from(blob, "base64");
  const text = bytes.toString("utf8");
  return /^[\p{L}\p{N}\p{P}\p{S}\p{Z}\n\r\t]+$/u.test(text) && / /.test(text) ? text : null;
}
