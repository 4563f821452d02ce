import { dirname } from "node:path";
import { UserError } from "../../errors.ts";
import { isInside } from "./working-directory.ts";

/** A folder or file without symbolic links. */
export interface RealPath {
  readonly path: string;
  readonly kind: "folder" | "file";
}

export interface MountPlan {
  /** Where the tool runs. */
  readonly cwd: string;
  /** Folders the tool may write in. */
  readonly writable: readonly string[];
  /** What it must not see. */
  readonly hidden: readonly RealPath[];
  /** The server's own files: neither seen nor written, whoever wants it. */
  readonly own: readonly RealPath[];
  /** Files of ours that the tool is given all the same, read-only. */
  readonly shown: readonly string[];
  /** Read-only even inside of a writable folder. */
  readonly fixed: readonly string[];
  /** Symbolic links by which what is hidden or ours is found. */
  readonly links: readonly string[];
  /** Folders that are empty for it: other programs' sockets and temporary files are there. */
  readonly emptied: readonly string[];
  /** What is left of those, read-only. */
  readonly kept: readonly string[];
}

/** Without these the sandbox would be none. */
const NEVER_WRITABLE = ["/nix/store", "/proc", "/dev", "/sys", "/run"];

/**
 * The mounts of a sandbox as arguments of `bwrap`, outer ones first, since a later one covers what is below it: of
 * a writable folder inside of a hidden one only itself shows, and the other way round. What is hidden goes by its
 * path, so every folder on the way to it is a mount too, where a tool could write: a mount point cannot be renamed.
 *
 * @throws UserError `E_SANDBOX` for folders that would undo it
 */
export function sandboxMounts(plan: MountPlan): string[] {
  const unseen = [...plan.hidden, ...plan.own];
  check(plan, unseen);
  const state = coverOf(plan.writable, [...unseen.map(({ path }) => path), ...plan.emptied]);
  // Of those inside of another nothing is left to hide.
  const hidden = unseen.filter(({ path }) => state(dirname(path)) !== "hidden");
  const fixed = plan.fixed.filter((path) => state(path) === "writable");
  const bound = [...hidden.map(({ path }) => path), ...fixed].flatMap((path) =>
    foldersTo(path).filter((folder) => state(folder) === "writable"),
  );
  const mounts = [
    ...plan.emptied.map((path) => ({ path, args: ["--tmpfs", path] })),
    ...plan.kept.map((path) => ({ path, args: ["--ro-bind-try", path, path] })),
    ...[...new Set([...bound, ...plan.writable])].map((path) => ({ path, args: ["--bind", path, path] })),
    ...fixed.map((path) => ({ path, args: ["--ro-bind", path, path] })),
    ...hidden.map(({ path, kind }) => ({
      path,
      args: kind === "folder" ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path],
    })),
    ...plan.shown.map((path) => ({ path, args: ["--ro-bind", path, path] })),
  ];
  return mounts.sort((a, b) => depthOf(a.path) - depthOf(b.path)).flatMap(({ args }) => args);
}

function check({ writable, hidden, own, links, cwd, emptied }: MountPlan, unseen: readonly RealPath[]): void {
  const open = writable.find((folder) => NEVER_WRITABLE.some((path) => isInside(path, folder)));
  if (open !== undefined) throw refused(`the sandbox cannot keep anything when ${open} is writable`);
  for (const folder of writable) {
    if (own.some(({ path }) => isInside(folder, path)))
      throw refused(`${folder} belongs to this server, and no tool may work there`);
    if (hidden.some(({ path }) => path === folder))
      throw refused(`the policy hides ${folder}, and no tool may work there`);
  }
  const state = coverOf(writable, [...unseen.map(({ path }) => path), ...emptied]);
  const link = links.find((path) => state(dirname(path)) === "writable");
  if (link !== undefined)
    throw refused(`${link} is a symbolic link to what must stay hidden, in a folder that tools may change`);
  if (hidden.some(({ path }) => isInside(cwd, path)) && state(cwd) === "hidden")
    throw refused(`the policy hides ${cwd}, and no tool may work there`);
}

/** What the innermost of these folders around a path says of it; of two at one place the writable counts. */
function coverOf(
  writable: readonly string[],
  hidden: readonly string[],
): (path: string) => "writable" | "hidden" | undefined {
  const depthAround = (path: string, folders: readonly string[]) =>
    Math.max(-1, ...folders.filter((folder) => isInside(path, folder)).map(depthOf));
  return (path) => {
    const [open, shut] = [depthAround(path, writable), depthAround(path, hidden)];
    if (open === shut) return open === -1 ? undefined : "writable";
    return open > shut ? "writable" : "hidden";
  };
}

/** All folders a path is in, but for the root. */
function foldersTo(path: string): string[] {
  const folder = dirname(path);
  return folder === "/" ? [] : [...foldersTo(folder), folder];
}

function depthOf(path: string): number {
  return path === "/" ? 0 : path.split("/").length - 1;
}

function refused(message: string): UserError {
  return new UserError(message, {
    code: "E_SANDBOX",
    hint: "Give the client another, narrower folder to work in (its roots, or --root).",
  });
}
