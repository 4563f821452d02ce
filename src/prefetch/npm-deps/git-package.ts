import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import { gnuTool } from "./gnu-tools.ts";

/** A git dependency as it goes into the cache, and what decides whether it may. */
interface GitPackage {
  /** The repacked tarball. */
  readonly tarball: Uint8Array;
  /** SRI sha512 of it. */
  readonly integrity: string;
  /** The repository's own package-lock.json, whose dependencies are fetched too. */
  readonly lockfile: string | null;
  /** Those of its scripts that npm would run when installing it from git. */
  readonly installScripts: readonly string[];
}

/** npm prepares a git dependency when it has one of these (pacote, `lib/git.js`). */
const PREPARING_SCRIPTS = ["postinstall", "build", "preinstall", "install", "prepack", "prepare"];

const manifestSchema = z.object({ scripts: z.record(z.string(), z.unknown()).optional().catch(undefined) });

/**
 * Unpacks the tarball a hosting service made of a commit and packs it anew under `package/`, without
 * anything that depends on when or by whom: the hosts promise no stable bytes, npm's own packing would
 * differ between machines.
 *
 * Source: nixpkgs `fetch-npm-deps/src/parse/mod.rs`: GNU tar, names sorted, times and owners 0, GNU
 * format, `gzip -n -9`.
 * @param archive path of the downloaded tarball
 * @param url its address, for messages
 * @throws UserError `E_GIT_TARBALL` when it is no tarball of a package, `E_GNU_TOOL`
 */
export async function repackGitTarball(
  archive: string,
  url: string,
  signal?: AbortSignal,
): Promise<GitPackage> {
  const [tar, gzip] = [await gnuTool("tar"), await gnuTool("gzip")];
  const folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-git-"));
  const run = { env: { LC_ALL: "C" }, stdin: "ignore", ...(signal && { cancelSignal: signal }) } as const;
  try {
    const content = join(folder, "package");
    await mkdir(content);
    await unpack(tar, archive, content, url, run);
    await removeWriteBits(content);
    const packed = await execa(tar, [...CREATE, "-C", folder, "package"], { ...run, ...BINARY });
    const { stdout } = await execa(gzip, ["-n", "-9", "--stdout"], {
      ...run,
      ...BINARY,
      stdin: undefined,
      input: packed.stdout,
    });
    return {
      tarball: stdout,
      integrity: `sha512-${createHash("sha512").update(stdout).digest("base64")}`,
      lockfile: await textOrNull(join(content, "package-lock.json")),
      installScripts: await installScripts(content, url),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const BINARY = { encoding: "buffer", maxBuffer: 2 ** 31 } as const;

const CREATE = [
  "--create",
  "--sort=name",
  "--mtime=@0",
  "--owner=0",
  "--group=0",
  "--numeric-owner",
  "--format=gnu",
];

async function unpack(tar: string, archive: string, folder: string, url: string, run: object): Promise<void> {
  // Modes are taken as they are and reduced afterwards: this process' own umask must not matter.
  const how = ["--extract", "--gzip", "--strip-components=1", "--no-same-owner", "--same-permissions"];
  const { failed, stderr } = await execa(tar, [...how, "-C", folder, "-f", archive], {
    ...run,
    reject: false,
    encoding: "utf8",
  });
  if (!failed) return;
  throw new UserError(`the tarball of a git dependency cannot be unpacked: ${stderr.split("\n")[0]}`, {
    code: "E_GIT_TARBALL",
    where: url,
  });
}

/** What the umask 022 of a Nix builder does to the modes in the archive. */
async function removeWriteBits(path: string): Promise<void> {
  const stats = await lstat(path);
  if (stats.isSymbolicLink()) return;
  await chmod(path, stats.mode & 0o755);
  if (!stats.isDirectory()) return;
  for (const name of await readdir(path)) await removeWriteBits(join(path, name));
}

async function installScripts(folder: string, url: string): Promise<string[]> {
  const text = await textOrNull(join(folder, "package.json"));
  try {
    const { scripts } = manifestSchema.parse(JSON.parse(text ?? ""));
    return PREPARING_SCRIPTS.filter((name) => Object.hasOwn(scripts ?? {}, name));
  } catch (error) {
    throw new UserError("a git dependency has no valid package.json", {
      code: "E_GIT_TARBALL",
      where: url,
      cause: error,
    });
  }
}

async function textOrNull(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null);
}
