import { basename, dirname, join, resolve } from "node:path";
import { codeOf, type Disk, type Ownership } from "./disk.ts";
import { type DeployProblem, diskProblem } from "./problem.ts";

/** What is behind a path that a client opens. */
export interface Target {
  /** What a write replaces: the last path behind all links, or a link that leads into the store. */
  readonly path: string;
  /** Of what is replaced; undefined: it is made anew. */
  readonly owner: Ownership | undefined;
  /** It has other names, hard links: these keep the old bytes. */
  readonly otherNames?: boolean;
  /** By its mode. */
  readonly readOnly?: boolean;
  /** null: there is no file. */
  readonly bytes: Buffer | null;
  /** The store path whose contents are taken over, because nothing in the store can be written. */
  readonly fromStore?: string;
  /** Home-Manager made that link: it would find our file in its way, and the next switch would fail. */
  readonly byHomeManager?: boolean;
}

export interface TargetQuestion {
  /** `/nix/store` */
  readonly storeDir: string;
  /** The user's id; undefined: owners do not matter. */
  readonly uid: number | undefined;
}

/** More than any kernel follows. */
const longestChain = 40;

/**
 * Follows every link to the file that is meant, and reads it. Links that stay outside of the store are written
 * through; of a chain into the store the last link outside of it is replaced. A link to nowhere names a file
 * that is made.
 */
export async function findTarget(
  disk: Disk,
  path: string,
  { storeDir, uid }: TargetQuestion,
): Promise<Target | DeployProblem> {
  try {
    const chain = await linksOf(disk, path);
    const last = chain.at(-1)!;
    const inStore = (each: string) => each === storeDir || each.startsWith(`${storeDir}/`);
    const facts = await disk.lstat(last).catch(missing);
    const outside = chain.findLast((each) => !inStore(each));
    if (outside === undefined) return folderInStore;
    if (facts === null) return { path: inStore(last) ? outside : last, owner: undefined, bytes: null };
    const problem = whatIsWrong(facts, inStore(last) ? undefined : uid);
    if (problem !== null) return problem;
    if (inStore(last)) {
      const byHomeManager = chain.some((each) => inStore(each) && each.includes("-home-manager-files/"));
      return {
        path: outside,
        owner: undefined,
        bytes: await disk.readFile(last),
        fromStore: last,
        byHomeManager,
      };
    }
    return {
      path: last,
      owner: { mode: facts.mode & 0o7777, uid: facts.uid, gid: facts.gid },
      otherNames: facts.nlink > 1,
      readOnly: (facts.mode & 0o200) === 0,
      bytes: await disk.readFile(last),
    };
  } catch (error) {
    return diskProblem(error, "read");
  }
}

/** The path, and where each link of the way leads, every folder's own links resolved; the last is no link. */
async function linksOf(disk: Disk, path: string): Promise<string[]> {
  const chain = [await physical(disk, path)];
  for (;;) {
    const current = chain.at(-1)!;
    const next = await disk.readlink(current).catch((error: unknown) => {
      // EINVAL: it is there and no link.
      if (["EINVAL", "ENOENT"].includes(codeOf(error))) return null;
      throw error;
    });
    if (next === null) return chain;
    chain.push(await physical(disk, resolve(dirname(current), next)));
    if (chain.length > longestChain) throw Object.assign(new Error("too many links"), { code: "ELOOP" });
  }
}

/** Where a path lies once the links of its folder are followed; a folder that is not there has none. */
async function physical(disk: Disk, path: string): Promise<string> {
  try {
    return join(await disk.realpath(dirname(path)), basename(path));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return path;
    throw error;
  }
}

function missing(error: unknown): null {
  if (codeOf(error) === "ENOENT") return null;
  throw error;
}

type Facts = Awaited<ReturnType<Disk["lstat"]>>;

function whatIsWrong(facts: Facts, uid: number | undefined): DeployProblem | null {
  if (facts.isDirectory()) return wrong("there is a folder where the file should be", "Move it away.");
  // Reading a pipe would wait for ever.
  if (!facts.isFile()) return wrong("it is no regular file", "Move it away.");
  if (uid !== undefined && uid !== 0 && facts.uid !== uid) {
    return wrong(`it belongs to another user (id ${facts.uid})`, "Make it yours with chown.");
  }
  return null;
}

const folderInStore = wrong(
  "its folder lies in the Nix store",
  "Let something else than the store hold that folder.",
);

function wrong(message: string, hint: string): DeployProblem {
  return { code: "E_CLIENT_FILE", message, hint };
}

export function isProblem(found: Target | DeployProblem): found is DeployProblem {
  return "code" in found;
}
