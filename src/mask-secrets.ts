/** Shorter ones would be found in ordinary words; in a URL they are masked all the same. */
const shortest = 6;

/** The longest first: one may be the beginning of another. */
let secrets: readonly string[] = [];

/** Texts that give a secret away by their form alone: userinfo of a URL, settings and headers with a login. */
const forms: readonly (readonly [RegExp, string])[] = [
  // `ssh://git@…` is no secret, and it is how git dependencies are written.
  [/:\/\/(?!git@)[^\s/?#"'`<>]*@/gi, "://***@"],
  [/(\b_(?:authToken|auth|password)\s*=\s*)[^\s"']+/gi, "$1***"],
  [/\b(Bearer|Basic)\s+[\w+/.~=-]{16,}/gi, "$1 ***"],
];

/**
 * From now on `maskSecrets` hides this value wherever it stands. For what the process was given to log in
 * with: a registry may repeat it in an answer, or a library in a message, in a form nobody thought of.
 */
export function keepSecret(value: string): void {
  if (value.length < shortest || secrets.includes(value)) return;
  secrets = [...secrets, value].sort((a, b) => b.length - a.length);
}

/** The text as it may reach a terminal, a log or a JSON document: every secret in it is `***`. */
export function maskSecrets(text: string): string {
  let masked = text;
  for (const secret of secrets) masked = masked.replaceAll(secret, "***");
  for (const [form, mask] of forms) masked = masked.replace(form, mask);
  return masked;
}
