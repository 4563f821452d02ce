import { UserError } from "../errors.ts";
import { type GithubSource, parseGithubSource } from "./github/spec.ts";
import { type GoSource, parseGoSource } from "./go/spec.ts";
import { type NpmSource, parseNpmSource } from "./npm/spec.ts";
import { type PypiSource, parsePypiSource } from "./pypi/spec.ts";

/** A parsed `source` of servers.yaml; `kind` tells the members apart. */
export type Source = NpmSource | PypiSource | GoSource | GithubSource;

/** One line a kind of source. */
const parsers: Readonly<Record<string, (rest: string, source: string) => Source>> = {
  npm: parseNpmSource,
  pypi: parsePypiSource,
  go: parseGoSource,
  github: parseGithubSource,
};

/**
 * Parses `KIND:…`.
 *
 * @throws UserError `E_SOURCE` when the kind is unknown or its rest is not what the kind wants
 */
export function parseSource(source: string): Source {
  const colon = source.indexOf(":");
  const kind = colon < 0 ? "" : source.slice(0, colon);
  const parse = Object.hasOwn(parsers, kind) ? parsers[kind] : undefined;
  if (parse === undefined) {
    throw new UserError(`"${source}" does not say where the server comes from`, {
      code: "E_SOURCE",
      where: source,
      hint: `Write it with its kind in front, as in npm:${colon < 0 ? source : source.slice(colon + 1)} (known: ${Object.keys(parsers).join(", ")}).`,
    });
  }
  return parse(source.slice(colon + 1), source);
}
