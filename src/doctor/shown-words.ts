import { maskSecretForms } from "../config/secret-words.ts";
import { maskSecrets } from "../mask-secrets.ts";

/** Somebody else's words as they may be shown: without the secrets we know of, and what looks like one. */
export function shownWords(text: string): string {
  return maskSecretForms(maskSecrets(text));
}
