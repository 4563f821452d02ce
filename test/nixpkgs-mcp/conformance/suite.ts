import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { installWithNode } from "../e2e/newer-node.ts";

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

/** Installs the suite, and the Node that it wants. Throws as `installWithNode`. */
export async function installSuite(): Promise<Suite> {
  const { folder, node, file, remove } = await installWithNode("@modelcontextprotocol/conformance@0.1.16");
  const main = file("@modelcontextprotocol/conformance/dist/index.js");
  const start = (...given: string[]) => execa(node, [main, ...given], { cwd: folder, reject: false });
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
    remove,
  };
}
