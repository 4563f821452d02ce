import { excerptOf, type TextFinding, type TextKind } from "./finding.ts";

/** Escape sequences, which make a terminal hide or overwrite what it shows (ECMA-48), and other control characters. */
export function controlCharacters(text: string, kind: TextKind): TextFinding[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const found = /[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]/.exec(text);
  if (found === null) return [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const isEscape = /[\x1B\x9B\x90\x9D]/.test(text);
  return [
    {
      rule: "control-characters",
      severity: isEscape || kind === "name" ? "danger" : "notice",
      what: isEscape
        ? "escape sequences, by which a terminal shows something else than what is there"
        : "control characters",
      excerpt: excerptOf(text, found.index, found.index + 1),
    },
  ];
}
