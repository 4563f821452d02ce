import { globMatches } from "./glob.ts";

/**
 * Does a pattern name this flake reference? Before the reference's `?` it is a glob. Parameters may change where a
 * reference leads (`?host=`, `?dir=`): each must be named by the pattern, after a `?` of its own, and the other way
 * round; only their values are globs. So `git+file:///repo?rev=*` names `git+file:///repo?rev=abc`, and
 * `github:NixOS/nixpkgs/*` no reference with a parameter.
 */
export function flakeMatches(pattern: string, flake: string): boolean {
  if (pattern === flake) return true;
  const [place = "", query] = flake.split(/\?(.*)/s);
  if (query === undefined) return globMatches(pattern, place);
  const [wantedPlace = "", wantedQuery] = pattern.split(/\?(?=[\w.~-]+=)(.*)/s);
  if (wantedQuery === undefined || !globMatches(wantedPlace, place)) return false;
  const [wanted, given] = [parametersOf(wantedQuery), parametersOf(query)];
  return (
    wanted.size === given.size &&
    [...wanted].every(([name, value]) => {
      const other = given.get(name);
      return other !== undefined && globMatches(value, other);
    })
  );
}

/** Does a reference come of a template such as `github:NixOS/nixpkgs/{revision}`, by a commit put into it? */
export function isOfTemplate(template: string, flake: string): boolean {
  const commit = /[0-9a-f]{40}/;
  const [before = ""] = template.split("{revision}");
  const revision = commit.exec(flake.slice(before.length))?.[0];
  return revision !== undefined && template.replaceAll("{revision}", revision) === flake;
}

/** By name; of two with one name each counts, so that none hides behind another. */
function parametersOf(query: string): ReadonlyMap<string, string> {
  const seen = new Map<string, number>();
  return new Map(
    query.split("&").map((parameter) => {
      const [name = "", value = ""] = parameter.split(/=(.*)/s);
      const before = seen.get(name) ?? 0;
      seen.set(name, before + 1);
      return [before === 0 ? name : `${name}&${before}`, value];
    }),
  );
}
