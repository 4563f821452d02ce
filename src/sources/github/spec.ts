import { UserError } from "../../errors.ts";

/** A repository on GitHub, and which of its commits is wanted. */
export interface GithubSource {
  readonly kind: "github";
  /** As the user wrote it, `github:` included. */
  readonly spec: string;
  /** `owner/repo`, and the subfolder after it. */
  readonly name: string;
  /** What its server is named after, in npm's form: a scope in front where a bare name says too little. */
  readonly called: string;
  readonly owner: string;
  readonly repo: string;
  /** Folder of the server in the repository, `/` between names; "" where none was given. */
  readonly subfolder: string;
  /** Tag, branch or commit; null: the newest release. */
  readonly ref: string | null;
}

/** GitHub's own rules for the names of users and repositories. */
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/;
const REPO = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/** git-check-ref-format(1), what of it a shell or an address could trip over. */
const BAD_REF = /[\s\p{Cc}~^:?*[\\]|\.\.|@\{|\/\/|^[/.-]|[/.]$|\.lock(?:\/|$)/u;

/** Folders get into shell commands of the build, so no other letters do. */
const FOLDER = /^(?!\.{1,2}$)[A-Za-z0-9@._+-]+$/;

/**
 * Parses what follows `github:`: `owner/repo[/subfolder][@TAG]`. An `@` right after a `/` belongs to a folder's name
 * (`packages/@scope/name`); all others begin the tag, which may have more of both (`@scope/name@1.2.3`).
 *
 * @throws UserError `E_SOURCE`
 */
export function parseGithubSource(rest: string, spec = `github:${rest}`): GithubSource {
  const at = rest.search(/(?<=[^/])@/);
  const place = at === -1 ? rest : rest.slice(0, at);
  const ref = at === -1 ? null : rest.slice(at + 1);
  const [owner = "", named = "", ...folders] = place.replace(/\/$/, "").split("/");
  const repo = named.replace(/\.git$/, "");
  if (!OWNER.test(owner) || !REPO.test(repo)) throw wrong(`"${place}" is no repository of GitHub`, spec);
  if (!folders.every((name) => FOLDER.test(name))) {
    throw wrong(`"${folders.join("/")}" is no folder in a repository`, spec);
  }
  if (ref !== null && (ref === "" || BAD_REF.test(ref))) {
    throw wrong(`"${ref}" can be neither a tag nor a branch nor a commit`, spec);
  }
  const subfolder = folders.join("/");
  const name = subfolder === "" ? `${owner}/${repo}` : `${owner}/${repo}/${subfolder}`;
  const called = subfolder === "" ? `@${owner}/${repo}` : `@${repo}/${folders.at(-1)}`;
  return { kind: "github", spec, name, called, owner, repo, subfolder, ref };
}

function wrong(message: string, spec: string): UserError {
  return new UserError(message, {
    code: "E_SOURCE",
    where: spec,
    hint: "Write github:OWNER/REPO, with /FOLDER after it for a part of the repository, and @TAG for a version.",
  });
}
