import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

const node = "node@22";

/** A package of npm's that needs a newer Node than ours, with that Node. */
export interface Installed {
  readonly folder: string;
  /** The program `node`. */
  readonly node: string;
  /** A file of a package. */
  file(path: string): string;
  remove(): Promise<void>;
}

/** Installs a package and Node 22 from the package registry. Throws in plain words where that fails. */
export async function installWithNode(name: string): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), "newer-node-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  // What is installed is for a newer Node than the npm that installs it runs on.
  const flags = ["--no-audit", "--no-fund", "--no-engine-strict", "--prefix", folder];
  const installed = await execa("npm", ["install", ...flags, name, node], { reject: false, all: true });
  if (installed.exitCode !== 0) {
    await remove();
    throw new Error(`NOT CHECKED: ${name} or ${node} cannot be had from the registry:\n${installed.all}`);
  }
  const modules = join(folder, "node_modules");
  return { folder, node: await nodeProgram(modules), file: (path) => join(modules, path), remove };
}

/** npm may be set not to run install scripts, and the package `node` links its binary in one. */
async function nodeProgram(modules: string): Promise<string> {
  const others = (await readdir(modules)).filter((name) => name.startsWith("node-"));
  const candidates = ["node", ...others].map((name) => join(modules, name, "bin/node"));
  for (const program of candidates) {
    const { stdout } = await execa(program, ["--version"], { reject: false });
    if (/^v2[2-9]\./.test(stdout ?? "")) return program;
  }
  throw new Error(`NOT CHECKED: no Node 22 in what ${node} brought: ${candidates.join(", ")}`);
}
