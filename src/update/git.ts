import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { execa } from "execa";
import { firstLineOf, UserError } from "../errors.ts";

/** A git work tree, of which some files are committed and all else is left as it is. */
export interface Repository {
  /** Those of these paths that have changes nobody committed, or that git does not know; relative to the folder. */
  dirty(paths: readonly string[]): Promise<string[]>;
  /**
   * Commits these paths as they are now, by `git commit --only`: what else is staged stays staged. Hooks run.
   *
   * @returns the commit
   * @throws UserError `E_GIT_COMMIT` with git's or a hook's words; nothing of it stays staged then
   */
  commit(paths: readonly string[], message: string): Promise<string>;
}

/**
 * Opens the work tree that a folder is in, and looks whether it can be committed to.
 *
 * @throws UserError `E_NO_GIT`, `E_NO_REPOSITORY`, `E_GIT_IDENTITY`, `E_GIT_BUSY` (a merge, rebase or the like is going on)
 */
export async function openRepository(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Repository> {
  const git = (args: readonly string[], input?: string) =>
    execa("git", ["--literal-pathspecs", ...args], {
      cwd: folder,
      env: { ...env },
      extendEnv: false,
      reject: false,
      ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    });
  await check(git, folder);
  return {
    async dirty(paths) {
      const { exitCode, stdout, stderr } = await git([
        "--no-optional-locks",
        "status",
        "--porcelain=v1",
        "--untracked-files=all",
        "--no-renames",
        "-z",
        "--",
        ...paths,
      ]);
      if (exitCode !== 0) throw refused("cannot tell what is committed", stderr, folder);
      return stdout.split("\0").flatMap((entry) => (entry === "" ? [] : [entry.slice(3)]));
    },
    async commit(paths, message) {
      const kept = await committable(git, paths);
      const added = await git(["add", "--", ...kept]);
      if (added.exitCode !== 0) {
        await git(["reset", "--quiet", "--", ...kept]);
        throw refused("git cannot add the files", added.stderr, folder);
      }
      const { exitCode, stdout, stderr } = await git(
        ["commit", "--quiet", "--only", "--file=-", "--", ...kept],
        message,
      );
      if (exitCode !== 0) {
        await git(["reset", "--quiet", "--", ...kept]);
        throw refused("git did not commit", stderr || stdout, folder);
      }
      return (await git(["rev-parse", "HEAD"])).stdout.trim();
    },
  };
}

type Git = (args: readonly string[], input?: string) => Promise<GitRun>;
interface GitRun {
  readonly exitCode?: number | undefined;
  readonly code?: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

async function check(git: Git, folder: string): Promise<void> {
  const inside = await git(["rev-parse", "--is-inside-work-tree"]);
  if (inside.exitCode === undefined) {
    throw new UserError("there is no git to commit with", {
      code: "E_NO_GIT",
      hint: "Install git, or leave --commit out.",
    });
  }
  if (inside.exitCode !== 0 || inside.stdout.trim() !== "true") {
    throw new UserError("this folder is in no work tree of git", {
      code: "E_NO_REPOSITORY",
      where: folder,
      hint: "Run git init, or leave --commit out.",
    });
  }
  for (const who of ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"]) {
    const identity = await git(["var", who]);
    if (identity.exitCode === 0) continue;
    throw new UserError("git does not know who commits", {
      code: "E_GIT_IDENTITY",
      where: folder,
      hint: "Set it: git config user.name NAME; git config user.email ADDRESS.",
    });
  }
  for (const [file, what] of goingOn) {
    // Of a further work tree they are not in .git, which is a file there.
    const { stdout } = await git(["rev-parse", "--git-path", file]);
    if (!existsSync(resolve(folder, stdout.replace(/\n$/, "")))) continue;
    throw new UserError(`${what} is going on in this repository`, {
      code: "E_GIT_BUSY",
      where: folder,
      hint: "End it first.",
    });
  }
}

/** What git keeps while something goes on that a commit would become a part of. Source: wt-status.c of git. */
const goingOn: readonly (readonly [file: string, what: string])[] = [
  ["MERGE_HEAD", "a merge"],
  ["CHERRY_PICK_HEAD", "a cherry-pick"],
  ["REVERT_HEAD", "a revert"],
  ["sequencer", "a cherry-pick or revert of several commits"],
  ["rebase-merge", "a rebase"],
  ["rebase-apply", "a rebase or git am"],
  ["BISECT_LOG", "a bisection"],
];

/** Without those that .gitignore keeps out; tracked ones are never kept out. */
async function committable(git: Git, paths: readonly string[]): Promise<string[]> {
  const { stdout } = await git(["check-ignore", "-z", "--stdin"], paths.join("\0"));
  const ignored = new Set(stdout.split("\0"));
  return paths.filter((path) => !ignored.has(path));
}

function refused(what: string, words: string, folder: string): UserError {
  const said = words.trim();
  return new UserError(said === "" ? what : `${what}: ${said}`, {
    code: "E_GIT_COMMIT",
    where: folder,
    hint: `${firstLineOf(said) === "" ? "" : "That is what git, or a hook of the repository, says. "}The files are as they were.`,
  });
}
