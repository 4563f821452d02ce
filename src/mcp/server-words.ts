import { stripVTControlCharacters } from "node:util";

/** What a server says goes to a person's terminal: no more of it than anyone reads. */
const MAX_LINE = 500;
const MAX_LINES = 5;

/** A server's own text as one line, without control characters, and no longer than a line may be. */
export function oneLine(text: string): string {
  const plain = stripVTControlCharacters(text.slice(0, 8 * MAX_LINE))
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
  return plain.length > MAX_LINE ? `${plain.slice(0, MAX_LINE)}…` : plain;
}

/** The last lines of a server's text that say anything, each as `oneLine` has it. */
export function lastLines(text: string): string {
  return text
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== "")
    .slice(-MAX_LINES)
    .map(oneLine)
    .join("\n");
}
