import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

const suite = "@modelcontextprotocol/conformance@0.1.16";
const node = "node@22";

/** A check of the suite, as its checks.json has it. */
export interface Check {
  readonly name: string;
  readonly status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
  readonly errorMessage?: string;
}

export interface Suite {
  /** Every server scenario, by name, run against an address: its checks. */
  run(url: string): Promise<ReadonlyMap<string, readonly Check[]>>;
  /** The names of its scenarios. */
  scenarios(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/** Installs the suite, and the Node that it wants, from the package registry. Throws in plain words where that fails. */
export async function installSuite(): Promise<Suite> {
  const folder = await mkdtemp(join(tmpdir(), "conformance-"));
  // The suite is for a newer Node than the npm that installs it runs on.
  const args = ["install", "--no-audit", "--no-fund", "--no-engine-strict", "--prefix", folder, suite, node];
  const installed = await execa("npm", args, { reject: false, all: true });
  if (installed.exitCode !== 0) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(
      `the conformance suite (${suite}) or ${node} cannot be had from the registry:\n${installed.all}`,
    );
  }
  const modules = join(folder, "node_modules");
  const program = await nodeProgram(modules);
  const main = join(modules, "@modelcontextprotocol/conformance/dist/index.js");
  const start = (...given: string[]) =>
    execa(program, [main, ...given], { cwd: folder, reject: false, all: true });
  return {
    scenarios: async () => {
      const { stdout } = await start("list", "--server");
      return [...stdout.matchAll(/^ {2}- (\S+) \[/gm)].map(([, name = ""]) => name);
    },
    run: async (url) => {
      const results = await mkdtemp(join(folder, "results-"));
      await start("server", "--url", url, "--suite", "all", "--output-dir", results);
      const found = new Map<string, readonly Check[]>();
      for (const name of await readdir(results)) {
        // server-NAME-2026-01-01T…
        const [, scenario = ""] = /^server-(.+?)-\d{4}-\d\d-\d\dT/.exec(name) ?? [];
        found.set(scenario, JSON.parse(await readFile(join(results, name, "checks.json"), "utf8")));
      }
      return found;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** npm may be set not to run install scripts, and the package `node` links its binary in one. */
async function nodeProgram(modules: string): Promise<string> {
  const candidates = [
    join(modules, "node/bin/node"),
    ...(await readdir(modules))
      .filter((name) => name.startsWith("node-"))
      .map((name) => join(modules, name, "bin/node")),
  ];
  for (const program of candidates) {
    const { stdout } = await execa(program, ["--version"], { reject: false });
    if (/^v2[2-9]\./.test(stdout ?? "")) return program;
  }
  throw new Error(`no Node 22 in what ${node} brought: ${candidates.join(", ")}`);
}
