import { type FlagValues, usageError } from "./flags.ts";
import { configSchema } from "./schema.ts";

/** Flags that say what a key of the configuration file says, in its form: path of the key. */
const keys = {
  channel: ["channel"],
  "base-url": ["base_url"],
  catalog: ["catalog"],
  flake: ["flake"],
  policy: ["policy"],
  root: ["roots"],
  host: ["http", "host"],
  "token-file": ["http", "token_file"],
} as const satisfies { readonly [Name in keyof FlagValues]?: readonly string[] };

/**
 * Holds the command line to what the configuration file is held to. `lists`: the flags that are lists, as words.
 *
 * @throws UserError `E_USAGE`
 */
export function checkFlags(flags: FlagValues, lists: Readonly<Record<"tools" | "prewarm", unknown>>): void {
  for (const [name, path] of Object.entries(keys)) check(name, path, flags[name as keyof typeof keys]);
  for (const [name, value] of Object.entries(lists)) check(name, [name], value);
}

function check(name: string, path: readonly string[], value: unknown): void {
  if (value === undefined) return;
  const config = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  const issue = configSchema.safeParse(config).error?.issues[0];
  if (issue === undefined) return;
  const wrong = issue.path
    .slice(path.length)
    .reduce<unknown>((list, at) => (list as unknown[])[at as number], value);
  // A union says only that none of its members fits.
  const [inner] = issue.code === "invalid_union" ? (issue.errors[0] ?? []) : [];
  const place =
    inner === undefined
      ? wrong
      : inner.path.reduce<unknown>((list, at) => (list as unknown[])[at as number], wrong);
  throw usageError(`--${name} ${String(place)}: ${(inner ?? issue).message}`);
}
