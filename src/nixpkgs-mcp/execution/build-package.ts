import { access, constants, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import pLimit from "p-limit";
import { z } from "zod";
import { diskError, isMissing } from "../../cache/disk-errors.ts";
import { UserError } from "../../errors.ts";
import { type NixRun, runNix } from "./nix-command.ts";

const builtSchema = z.array(z.object({ outputs: z.record(z.string(), z.string().startsWith("/")) })).min(1);

interface Built {
  /** The output with the programs, else the first one. */
  readonly storePath: string;
  readonly programs: readonly string[];
  readonly closureBytes: number | null;
  /** The symlinks made at `root`. */
  readonly roots: readonly string[];
}

/**
 * Builds or fetches a derivation's outputs and keeps them from garbage collection by symlinks that begin with
 * `root`. The derivation is in the store already, so nothing is evaluated.
 *
 * @param elsewhere fetching only: what no binary cache has is an error (`E_NOT_CACHED`)
 * @throws UserError as `runNix`
 */
export async function buildPackage(
  drvPath: string,
  outputs: readonly string[],
  root: string,
  elsewhere: boolean,
  run: NixRun,
): Promise<Built> {
  await mkdir(dirname(root), { recursive: true, mode: 0o700 }).catch((error) => {
    // Node.js says ENOENT where the first missing folder could not be made, whyever.
    throw diskError(isMissing(error) ? { code: "EACCES" } : error, dirname(root));
  });
  const only = elsewhere ? ["--max-jobs", "0", "--builders", ""] : [];
  const stdout = await runNix(
    ["build", "--json", ...only, "--out-link", root, `${drvPath}^${outputs.join(",")}`],
    run,
  );
  const paths = builtSchema.parse(JSON.parse(stdout))[0]!.outputs;
  const named = outputs.filter((name) => paths[name] !== undefined);
  const found = await Promise.all(
    named.map(async (name) => ({ path: paths[name]!, programs: await programsIn(paths[name]!) })),
  );
  const chosen = found.find(({ programs }) => programs.length > 0) ?? found[0];
  if (chosen === undefined) throw new UserError(`${run.attr} has no outputs`, { code: "E_NIX" });
  return {
    storePath: chosen.path,
    programs: chosen.programs,
    closureBytes: await closureBytes(chosen.path, run),
    roots: named.map((name) => (name === "out" ? root : `${root}-${name}`)),
  };
}

/** The executable files of `bin/`, sorted; hidden ones are the insides of wrappers. */
async function programsIn(storePath: string): Promise<string[]> {
  const bin = join(storePath, "bin");
  const names = await readdir(bin).catch(() => []);
  const limit = pLimit(16);
  const executable = await Promise.all(
    names.map((name) =>
      limit(async () => (!name.startsWith(".") && (await isProgram(join(bin, name))) ? name : null)),
    ),
  );
  return executable.filter((name) => name !== null).sort();
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** In bytes; `null` where Nix does not tell, which is no reason to fail. */
async function closureBytes(storePath: string, run: NixRun): Promise<number | null> {
  try {
    const stdout = await runNix(["path-info", "--closure-size", storePath], {
      ...run,
      onProgress: undefined,
    });
    const digits = /\s(\d+)\s*$/.exec(stdout)?.[1];
    return digits === undefined ? null : Number(digits);
  } catch (error) {
    if (run.signal?.aborted === true) throw error;
    return null;
  }
}
