import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** nixpkgs-mcp as it is published, for one test file or bench. */
export interface Program {
  /** nixpkgs-mcp.js, absolute; what it needs lies beside it. */
  readonly path: string;
  remove(): Promise<void>;
}

/** Bundles the programs of a project into a folder of their own: `dist/` may be old, or being written. */
export async function bundledProgram(root = join(import.meta.dirname, "../../..")): Promise<Program> {
  const cache = join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  // Below the project, so that what is not bundled is found in node_modules.
  const folder = await mkdtemp(join(cache, "nixpkgs-mcp-"));
  // In a process of its own: a bench is itself a bundle, and cannot import the script.
  await execa(process.execPath, ["scripts/bundle.mjs", join(folder, "dist")], { cwd: root });
  return {
    path: join(folder, "dist/nixpkgs-mcp.js"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
