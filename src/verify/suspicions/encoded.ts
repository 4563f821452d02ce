import { excerptOf, type TextFinding } from "./finding.ts";
import { instructions } from "./instructions.ts";

/** Hexadecimal, or base64 in one piece or in pieces with blanks between them. */
const blobs = /(?<![\w+/=-])[A-Za-z0-9+/_-]{8,}={0,2}(?:\s{1,4}[A-Za-z0-9+/_-]{8,}={0,2})*(?![\w+/=-])/g;
/** Long enough for a sentence. */
const MIN_LENGTH = 60;
/** Longer than a digest, a key's fingerprint or an example of an id: odd, even where it is no text. */
const LONG = 120;

/** Text that is encoded: a model decodes it, its user does not. What it says is looked at as any other text. */
export function encoded(text: string): TextFinding[] {
  return [...text.matchAll(blobs)].flatMap((found): TextFinding[] => {
    const blob = found[0].replace(/\s+/g, "");
    if (blob.length < MIN_LENGTH) return [];
    const said = decode(blob);
    const excerpt = excerptOf(text, found.index, found.index + 40);
    if (said === null) {
      const longest = found[0].split(/\s+/).find((piece) => piece.length >= LONG && isMixed(piece));
      if (longest === undefined) return [];
      const what = `${longest.length} characters of encoded data`;
      return [{ rule: "encoded", severity: "notice", what, excerpt }];
    }
    const [inside] = instructions(said, "prose");
    // Examples of tokens hold JSON.
    const severity = inside === undefined && /^\s*\{\s*"/.test(said) ? "notice" : "danger";
    const what = `encoded text, which reads: ${said.slice(0, 120)}${inside === undefined ? "" : ` (${inside.what})`}`;
    return [{ rule: "encoded", severity, what, excerpt }];
  });
}

/** Letters in both cases, and digits: no line of dashes, no long word. */
function isMixed(blob: string): boolean {
  return /\d/.test(blob) && (/^[0-9a-f]+$/i.test(blob) || (/[a-z]/.test(blob) && /[A-Z]/.test(blob)));
}

/** What it stands for, where that is mostly text; words before it may have moved where its groups of four begin. */
function decode(blob: string): string | null {
  const ways = /^(?:[0-9a-f]{2})+$/i.test(blob)
    ? [Buffer.from(blob, "hex")]
    : [0, 1, 2, 3].map((skipped) => Buffer.from(blob.slice(skipped).replaceAll("=", ""), "base64"));
  for (const bytes of ways) {
    const text = bytes.toString("utf8");
    const read = text.match(/(?!\uFFFD)[\p{L}\p{N}\p{P}\p{S}\p{Z}\n\r\t]/gu)?.length ?? 0;
    if (read >= 0.9 * [...text].length && /[\s_-]/.test(text)) return text;
  }
  return null;
}
