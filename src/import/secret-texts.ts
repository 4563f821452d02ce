import { argumentParts } from "./argument-parts.ts";
import { couldBeSecret } from "./could-be-secret.ts";
import type { FoundServer } from "./found.ts";
import { isOnePassword, referenceIn } from "./references.ts";

/**
 * Every text of an entry that could be a key, as it stands there: to mask by, should a library's message repeat one. That
 * none is printed is not this function's work but of what is printed: names and places.
 */
export function secretTexts({ start }: FoundServer): string[] {
  if (start.transport !== "stdio")
    return [...Object.values(start.headers), start.url].flatMap((text) => (isSecret("", text) ? [text] : []));
  const words = [start.command, ...start.args];
  return [
    ...Object.entries(start.env).flatMap(([name, value]) => (isSecret(name, value) ? [value] : [])),
    ...words.flatMap((word, index) => {
      const [, name, value] = /^(--?[\w.-]+|[A-Za-z_][\w.-]*)=(.*)$/s.exec(word) ?? [];
      if (name !== undefined && value !== undefined && isSecret(name, value)) return [value];
      const before = /^--?[A-Za-z][\w.-]*$/.exec(words[index - 1] ?? "")?.[0] ?? "";
      return isSecret(before, word) ? [word] : [];
    }),
    ...argumentParts(start.args).flatMap(({ name, value }) => (isSecret(name, value) ? [value] : [])),
  ];
}

/** Options and references say where a key is, not which. */
function isSecret(name: string, value: string): boolean {
  if (/^-{1,2}[a-z-]+$/i.test(value) || isOnePassword(value)) return false;
  return couldBeSecret(name, value) && referenceIn(value) === null;
}
