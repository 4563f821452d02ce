import { maskSecretForms } from "../config/secret-words.ts";
import type { Hunk } from "../deploy/changes.ts";
import { maskSecrets } from "../mask-secrets.ts";
import type { Colors } from "../ui/colors.ts";

/** Our parts of a file as a diff. What looks like a key, or has a name like one, is `***`. */
export function hunkLines(hunks: readonly Hunk[], colors: Colors): string[] {
  return hunks.flatMap(({ line, removed, added }) => [
    colors.cyan(`@@ line ${line} @@`),
    ...removed.map((text) => colors.red(`-${maskValues(text)}`)),
    ...added.map((text) => colors.green(`+${maskValues(text)}`)),
  ]);
}

/** `"API_KEY": "…"`, `token = '…'`, `password: …`, `--api-key=…` */
const named =
  /((?:key|token|secret|passw(?:or)?d|passphrase|credentials?|auth(?:orization)?|cookie|pat)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,}\]]+)/gi;

/** References to a variable or a file are not secret: they are what a reader wants to see. */
const reference =
  /^["']?(?:Bearer\s+)?(?:\$\{?[\w:]+(?::[^}]*)?\}?|\{(?:env|file):[^}]*\}|\$\{\{[^}]*\}\})["']?$/;

function maskValues(text: string): string {
  const masked = text.replace(named, (whole, name: string, value: string) => {
    if (reference.test(value) || value === '""') return whole;
    const quote = /^["']/.exec(value)?.[0] ?? "";
    return `${name}${quote}***${quote}`;
  });
  return maskSecretForms(maskSecrets(masked));
}
