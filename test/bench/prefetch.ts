/**
 * A `prefetch` that finds everything locked, for 20 servers of 100 to 200 dependencies, against bare Node:
 *
 *   node test/bench/run.mjs prefetch [rounds]
 *
 * Each run is a process of the bundled program; they take turns and the best of each counts. Exit 1 when it
 * takes more than a second where bare Node takes 40 ms.
 */
import { rm } from "node:fs/promises";
import path from "node:path";
import { manyServers } from "./many-servers.ts";
import { takeTurns, within } from "./turns.ts";

const WANTED_MS = 1000;

async function main([given]: string[]): Promise<number> {
  const rounds = Number(given ?? 10);
  const results: boolean[] = [];
  for (const style of ["nixpkgs", "overlay"] as const) {
    const project = await manyServers(20, style);
    try {
      const [least, most] = project.packages;
      console.log(`style ${style}: 20 servers, ${least} to ${most} dependencies each`);
      const packages = path.join(project.folder, "overlays/packages");
      const generated = await takeTurns(
        { "prefetch, packages generated": () => project.run("prefetch") },
        rounds,
      );
      await rm(packages, { recursive: true });
      const cached = await takeTurns(
        { "prefetch, in the cache only": () => project.run("prefetch") },
        rounds,
      );
      for (const [name, ratio] of Object.entries({ ...generated, ...cached })) {
        if (name.startsWith("prefetch")) results.push(within(`${style}: ${name}`, ratio, WANTED_MS));
      }
    } finally {
      await project.remove();
    }
  }
  return results.every((good) => good) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
