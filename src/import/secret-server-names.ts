import { couldBeSecret } from "./could-be-secret.ts";
import type { ReadFile } from "./found.ts";

/** A file's servers, those without a name that are called by what looks like a key: nothing of it is shown or written. */
export function withoutSecretNames({ found, unread }: ReadFile): ReadFile {
  return { found: found.map(neutral), unread: unread.map(neutral) };
}

/** The names that are taken away: for masking. */
export function secretNames({ found, unread }: ReadFile): string[] {
  return [...found, ...unread].map(({ name }) => name).filter(isSecret);
}

function neutral<T extends { readonly name: string; readonly place: string }>(entry: T): T {
  if (!isSecret(entry.name)) return entry;
  return { ...entry, name: "", place: entry.place.replaceAll(entry.name, "…") };
}

function isSecret(name: string): boolean {
  return couldBeSecret("", name);
}
