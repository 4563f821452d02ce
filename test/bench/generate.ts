/**
 * `generate` for 100 servers of 100 to 200 dependencies, against bare Node:
 *
 *   node test/bench/run.mjs generate [rounds]
 *
 * Once with nothing to change, once with every file to write. Each run is a process of the bundled program;
 * they take turns and the best of each counts. Exit 1 when one takes more than half a second where bare
 * Node takes 40 ms.
 */
import { rm } from "node:fs/promises";
import path from "node:path";
import { manyServers } from "./many-servers.ts";
import { takeTurns, within } from "./turns.ts";

const WANTED_MS = 500;

async function main([given]: string[]): Promise<number> {
  const rounds = Number(given ?? 10);
  const results: boolean[] = [];
  for (const style of ["nixpkgs", "overlay"] as const) {
    const project = await manyServers(100, style);
    try {
      const [least, most] = project.packages;
      const kilobytes = (project.lockfileBytes / 1000).toFixed(0);
      console.log(
        `style ${style}: 100 servers, ${least} to ${most} dependencies each, a lockfile ${kilobytes} kB`,
      );
      const output = path.join(project.folder, "overlays");
      const ratios = await takeTurns(
        {
          "generate, nothing to change": () => project.run("generate"),
          "generate --check": () => project.run("generate", "--check"),
          "generate, everything to write": async () => {
            await rm(output, { recursive: true });
            return project.run("generate");
          },
        },
        rounds,
      );
      for (const [name, ratio] of Object.entries(ratios)) {
        if (name.startsWith("generate")) results.push(within(`${style}: ${name}`, ratio, WANTED_MS));
      }
    } finally {
      await project.remove();
    }
  }
  return results.every((good) => good) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
