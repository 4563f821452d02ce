/** What the top of a Go file says, as far as finding programs needs it. */
export interface GoFile {
  readonly packageName: string;
  /** `//go:build ignore`, or another word that no build sets: a script of the author's. */
  readonly ignored: boolean;
}

/**
 * Reads a Go file's package clause and build constraint, which stand before anything else (Go specification, "Source
 * file organization"; `go help buildconstraint`).
 *
 * @returns null for what is no Go file
 */
export function readGoFile(text: string): GoFile | null {
  const head = /^\uFEFF?(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0] ?? "";
  const packageName = /^package\s+([\p{L}_][\p{L}\p{Nd}_]*)/u.exec(text.slice(head.length))?.[1];
  if (packageName === undefined) return null;
  const constraint = /^\/\/(?:go:build|\s*\+build)\s+(.*?)\s*$/m.exec(head)?.[1] ?? "";
  return { packageName, ignored: /^(?:ignore|none|tools|generate|gen|exclude)$/.test(constraint) };
}

/** Folders the go command looks into for no pattern, and those that hold no program for users. */
export function isPassedOver(path: string): boolean {
  return path
    .split("/")
    .slice(0, -1)
    .some((name) => /^[._]/.test(name) || name === "testdata" || name === "vendor");
}

/** Go's string literals, as their text; null for what is no plain one. */
export function stringLiteral(text: string): string | null {
  if (/^`[^`]*`$/.test(text)) return text.slice(1, -1);
  if (!/^"(?:[^"\\\n]|\\["\\nrt])*"$/.test(text)) return null;
  return JSON.parse(text) as string;
}
