import { realpath, stat } from "node:fs/promises";
import { isAbsolute, sep } from "node:path";
import { UserError } from "../../errors.ts";
import type { Caller } from "./types.ts";

export interface Place {
  /** Where the tool runs, without symbolic links. */
  readonly cwd: string;
  /** The folders it is meant to stay in, without symbolic links; those that do not exist are left out. */
  readonly roots: readonly string[];
}

/**
 * The folders that a caller's tools work in: its own, or the server's where it was never asked for any. A client
 * that has roots and grants none that can be used does not get those of the server instead.
 *
 * @throws UserError `E_CWD`
 */
export function rootsFor({ roots, rootsProblem }: Caller, own: readonly string[]): readonly string[] {
  if (roots.length > 0) return roots;
  if (rootsProblem === undefined) return own;
  throw new UserError(`there is no folder to run in: ${rootsProblem}`, {
    code: "E_CWD",
    hint: "Let the client offer a folder of this machine as a root (file:///folder), or turn its roots off.",
  });
}

/**
 * The working directory of a tool: `wanted` where that is, links resolved, inside one of the roots; the first
 * root by default.
 *
 * @throws UserError `E_CWD`
 */
export async function workingDirectory(wanted: string | undefined, roots: readonly string[]): Promise<Place> {
  const resolved = await Promise.all(roots.map((root) => folderAt(root)));
  const real = resolved.filter((root) => root !== null);
  const [first] = real;
  if (first === undefined) {
    throw new UserError(
      roots.length === 0
        ? "there is no folder to run in"
        : `none of the client's folders is there: ${roots.join(", ")}`,
      { code: "E_CWD", hint: "Set one with --root, or let the client offer its roots." },
    );
  }
  if (wanted === undefined) return { cwd: first, roots: real };
  if (!isAbsolute(wanted) || wanted.includes("\0")) throw noFolder(wanted, "it is not absolute");
  const cwd = await folderAt(wanted);
  if (cwd === null) throw noFolder(wanted, "there is no such folder");
  if (!real.some((root) => isInside(cwd, root))) {
    throw new UserError(`${wanted} is outside of the folders this client works in`, {
      code: "E_CWD",
      hint: `Choose one inside of: ${real.join(", ")}`,
    });
  }
  return { cwd, roots: real };
}

/** Both without symbolic links. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

async function folderAt(path: string): Promise<string | null> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : null;
  } catch {
    return null;
  }
}

function noFolder(wanted: string, why: string): UserError {
  return new UserError(`${JSON.stringify(wanted)} is no working directory: ${why}`, { code: "E_CWD" });
}
