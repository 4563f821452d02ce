import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { bundle } from "../../scripts/bundle.mjs";

/** The program as it is published, for one test file. */
export interface Cli {
  /** dist/cli.js, absolute. */
  readonly path: string;
  /** Runs it; a failure is no exception. Nothing of the developer's environment reaches it but PATH. */
  run(args: readonly string[], options?: RunOptions): Promise<CliRun>;
  remove(): Promise<void>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface CliRun {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Bundles the program into a folder of its own: `dist/` may be old, or being written. */
export async function bundledCli(): Promise<Cli> {
  const cache = join(import.meta.dirname, "../../node_modules/.cache");
  await mkdir(cache, { recursive: true });
  // Below the project, so that what is not bundled is found in node_modules.
  const folder = await mkdtemp(join(cache, "cli-"));
  await bundle(join(folder, "dist"));
  const path = join(folder, "dist/cli.js");
  return {
    path,
    run: async (args, options = {}) => {
      const { exitCode, stdout, stderr } = await execa(process.execPath, [path, ...args], {
        cwd: options.cwd ?? folder,
        env: { PATH: process.env.PATH, HOME: folder, ...options.env },
        extendEnv: false,
        reject: false,
        stripFinalNewline: false,
        stdin: "ignore",
      });
      return { code: exitCode, stdout, stderr };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
