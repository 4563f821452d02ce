import { messageOf } from "../errors.ts";
import { parseSource } from "../sources/source.ts";
import { type Call, type FoundPackage, left, type Outcome } from "./call.ts";

/** What a launcher knows of a package besides its source. */
type More = Partial<Pick<FoundPackage, "bin" | "python" | "notes">> & Partial<Pick<Call, "env">>;

/** A package by its source, where servers.yaml can say it; the reason why not otherwise. */
export function packageOf(source: string, args: readonly string[], call: Call, more: More = {}): Outcome {
  try {
    const { called } = parseSource(source);
    const { bin, python, notes = [], env = call.env } = more;
    const plain = called.replace(/^@[^/]+\//, "");
    return {
      kind: "package",
      source,
      ...(bin === undefined || bin === plain || bin === called ? {} : { bin }),
      ...(python === undefined ? {} : { python }),
      args,
      env,
      notes,
    };
  } catch (error) {
    // The message may quote the source, which some put a token into: https://TOKEN@github.com/…
    return left(
      /[:/]\/\/[^/]*@/.test(source) ? "its package comes from an address with a login" : messageOf(error),
    );
  }
}

/** What npm takes for a package → a source; null: nothing that servers.yaml could hold. */
export function npmSourceOf(spec: string): string | null {
  const git = githubSourceOf(spec);
  if (git !== null) return git;
  // npm reads `owner/repo` as a repository of GitHub.
  const short = /^(?:github:)?([\w-]+\/[\w.-]+?)(?:\.git)?(?:#(?:semver:)?(.+))?$/.exec(spec);
  if (short !== null && !spec.startsWith(".")) return withRef(`github:${short[1]}`, short[2]);
  if (/^(?:\.{0,2}\/|~|[A-Za-z]:[\\/]|file:|https?:|git[+:@]|npm:)/.test(spec)) return null;
  return `npm:${withoutLatest(spec)}`;
}

/** What uv and pip take for a requirement → a source; null as above. */
export function pypiSourceOf(spec: string): string | null {
  const git = githubSourceOf(spec.replace(/^[\w.-]+(?:\[[^\]]*\])?\s*@\s*(?=git\+)/, ""));
  if (git !== null) return git;
  const isName = /^[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?(?:@[\w.!+*-]+|\s*[=<>!~].+)?$/.test(spec);
  if (!isName || /\.(?:whl|tar\.gz|zip|py)$/.test(spec)) return null;
  const [, name, exact] = /^([\w.-]+(?:\[[^\]]*\])?)\s*={2,3}\s*([\w.!+-]+)$/.exec(spec) ?? [];
  if (name !== undefined) return `pypi:${name}@${exact}`;
  const [, ranged, range] = /^([\w.-]+(?:\[[^\]]*\])?)\s*([=<>!~].+)$/.exec(spec) ?? [];
  if (ranged !== undefined) return `pypi:${ranged}@${range!.replace(/\s+/g, "")}`;
  return `pypi:${withoutLatest(spec)}`;
}

/** `git+https://github.com/owner/repo.git@ref#subdirectory=x` and its kin; null: no repository of GitHub. */
function githubSourceOf(spec: string): string | null {
  const found =
    /^(?:git\+)?(?:https?|ssh|git):\/\/(?:git@)?github\.com[/:]([\w-]+)\/([\w.-]+?)(?:\.git)?(?:@([^#]+))?(?:#(.*))?$/.exec(
      spec,
    ) ?? /^git@github\.com:([\w-]+)\/([\w.-]+?)(?:\.git)?(?:@([^#]+))?(?:#(.*))?$/.exec(spec);
  if (found === null) return null;
  const [, owner, repo, at, fragment = ""] = found;
  const folder = /(?:^|&)subdirectory=([^&]+)/.exec(fragment)?.[1];
  const ref =
    at ?? (fragment === "" || fragment.includes("=") ? undefined : fragment.replace(/^semver:/, ""));
  return withRef(`github:${owner}/${repo}${folder === undefined ? "" : `/${folder}`}`, ref);
}

function withRef(place: string, ref: string | undefined): string {
  return ref === undefined ? place : `${place}@${ref}`;
}

/** `latest` is what a source without a version means anyway. */
function withoutLatest(spec: string): string {
  return spec.replace(/(?<=.)@latest$/, "");
}
