/**
 * The program's start against bare Node, in one run:
 *
 *   node test/bench/run.mjs startup [rounds]
 *
 * `--version` of a fresh bundle and `node -e 0` take turns; the best round of each counts. Exit 1 when
 * `--version` takes more than three times as long.
 */
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { execa } from "execa";

const WANTED = 3;

async function timed(args: readonly string[]): Promise<number> {
  const start = performance.now();
  await execa(process.execPath, [...args], { stdin: "ignore" });
  return performance.now() - start;
}

async function main([given]: string[]): Promise<number> {
  const rounds = Number(given ?? 20);
  const folder = await mkdtemp(path.resolve("node_modules/.bench-startup-"));
  try {
    const outdir = path.join(folder, "dist");
    await execa(process.execPath, ["scripts/bundle.mjs", outdir]);
    const cli = path.join(outdir, "cli.js");
    const contestants = {
      "node -e 0": ["-e", "0"],
      "mcp-nixgen --version": [cli, "--version"],
      "mcp-nixgen --help": [cli, "--help"],
      "mcp-nixgen schema": [cli, "schema"],
    };
    const best: Record<string, number> = {};
    for (let round = 0; round <= rounds; round++) {
      for (const [name, args] of Object.entries(contestants)) {
        const ms = await timed(args);
        // The first round warms the file cache.
        if (round > 0) best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, ms);
      }
    }
    const bare = best["node -e 0"]!;
    for (const [name, ms] of Object.entries(best)) {
      console.log(`${name.padEnd(22)} ${ms.toFixed(1).padStart(7)} ms  ${(ms / bare).toFixed(2)}x`);
    }
    const ratio = best["mcp-nixgen --version"]! / bare;
    console.log(`--version / node -e 0: ${ratio.toFixed(2)} (wanted: at most ${WANTED})`);
    return ratio <= WANTED ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
