import { maskSecretForms } from "../config/secret-words.ts";
import { couldBeSecret } from "./could-be-secret.ts";

/**
 * A message of Nix about somebody's own file, as it may be shown: what was wrong and where. The lines of the file around
 * the mistake go, and so do values, which Nix shows where one is of another type than was expected.
 */
export function withoutValues(message: string): string {
  const lines = message.split(/\r\n|[\r\n]/).flatMap(shownLine);
  return maskSecretForms(lines.join("\n").trim()) || "Nix failed without a message";
}

/** `    6|   KEY = "…"`, `     |   ^`, whatever `builtins.trace` was given; the end of a program that said nothing. */
const dropped = /^\s*\d*\s*\||^\s*trace:|^Command failed/;

function shownLine(line: string): string[] {
  if (dropped.test(line)) return [];
  const text = line
    .replace(
      /\b(found (?:an? )?[\w -]+|to a string|is not a [\w -]+|last read|while parsing value): .*$/,
      "$1",
    )
    .replace(/"(?:[^"\\]|\\.)*(?:"|$)/g, '"…"');
  const words = text.split(/(\s+)/).map((word) => (isKey(word) ? "***" : word));
  return [words.join("")];
}

/** Places are paths with numbers. */
function isKey(word: string): boolean {
  return !/^[/«.~]/.test(word) && couldBeSecret("", word.replace(/^['‘(]+|['’).,:;]+$/g, ""));
}
