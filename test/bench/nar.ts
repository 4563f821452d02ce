/**
 * NAR hashing against `nix hash path`: a tree of many small files, one of a few large ones, 200 MB together.
 *
 *   node test/bench/run.mjs nar [rounds]
 *
 * The file cache is warm, the two take turns, and the best round of each counts. Whole processes are compared:
 * starting Node counts, as it does in a script. Exit 1 when a ratio is below 0.8 or a hash differs.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { sri } from "../../src/prefetch/hash.ts";
import { narHash } from "../../src/prefetch/nar.ts";
import { treeOfPath } from "../../src/prefetch/tree.ts";

const WANTED = 0.8;

/** Sizes as in an npm cache or a node_modules: many of a few kilobytes, some of dozens. */
function writeSmallFiles(folder: string): void {
  let seed = 1;
  for (let index = 0; index < 20_000; index++) {
    // A fixed sequence, so that every run hashes the same.
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    const place = path.join(folder, `p${index % 200}`, `lib${index % 7}`);
    if (index < 1400) mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, `f${index}.js`), Buffer.alloc(seed % 10_000, `${seed}`));
  }
}

function writeLargeFiles(folder: string): void {
  mkdirSync(folder);
  for (const megabytes of [60, 30, 10]) {
    writeFileSync(path.join(folder, `${megabytes}.bin`), Buffer.alloc(megabytes * 1_000_000, `${megabytes}`));
  }
}

async function timed(action: () => Promise<string>): Promise<{ ms: number; answer: string }> {
  const start = performance.now();
  const answer = await action();
  return { ms: performance.now() - start, answer };
}

async function compare(name: string, folder: string, nix: string, rounds: number): Promise<boolean> {
  const self = fileURLToPath(import.meta.url);
  const best = { nix: Number.POSITIVE_INFINITY, ours: Number.POSITIVE_INFINITY };
  for (let round = 0; round <= rounds; round++) {
    const theirs = await timed(async () => (await execa(nix, ["hash", "path", folder])).stdout);
    const ours = await timed(async () => (await execa(process.execPath, [self, "--hash", folder])).stdout);
    if (theirs.answer !== ours.answer) throw new Error(`nix says ${theirs.answer}, we say ${ours.answer}`);
    // The first round warms the file cache.
    if (round === 0) continue;
    best.nix = Math.min(best.nix, theirs.ms);
    best.ours = Math.min(best.ours, ours.ms);
  }
  const ratio = best.nix / best.ours;
  const line = `${name}: nix ${best.nix.toFixed(0)} ms, ours ${best.ours.toFixed(0)} ms, ratio ${ratio.toFixed(2)}`;
  console.log(`${line} (wanted: at least ${WANTED})`);
  return ratio >= WANTED;
}

async function main([first, second]: string[]): Promise<number> {
  if (first === "--hash") {
    console.log(sri(await narHash(await treeOfPath(second!))));
    return 0;
  }
  const script = fileURLToPath(new URL("../../scripts/get-nix.sh", import.meta.url));
  const prefix =
    process.env.MCP_NIXGEN_TEST_NIX ?? (await execa(script, { stderr: "inherit" })).stdout.trim();
  const folder = mkdtempSync(path.join(tmpdir(), "nar-bench-"));
  try {
    const [small, large] = [path.join(folder, "small"), path.join(folder, "large")];
    writeSmallFiles(small);
    writeLargeFiles(large);
    const nix = path.join(prefix, "bin", "nix");
    const rounds = Number(first ?? 5);
    const passed = [
      await compare("many small files (100 MB in 20 000)", small, nix, rounds),
      await compare("few large files (100 MB in 3)", large, nix, rounds),
      await compare("both", folder, nix, rounds),
    ];
    return passed.every(Boolean) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
