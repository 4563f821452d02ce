/**
 * A cached execution against the binary itself and against `nix run`, taking turns:
 *
 *   node test/bench/run.mjs nixpkgs-execute [rounds]
 *
 * The package is one of a flake of stand-ins, which costs an evaluation of milliseconds; nixpkgs' own takes `nix run`
 * far longer. Exit 1 when the median of the cached execution is more than 15 ms over the binary's.
 */

import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { findNix } from "../../src/nix/find-nix.ts";
import { standInFlake } from "../nixpkgs-mcp/execution/stand-in-flake.ts";
import { testNixVariable } from "../support/nix.ts";

const MOST_OVER_MS = 15;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

async function main([given]: string[]): Promise<number> {
  const rounds = Number(given ?? 100);
  const nix = await findNix();
  process.env[testNixVariable] = dirname(nix.bin);
  const stand = await standInFlake();
  try {
    const executor = stand.executor();
    const first = await timed(() => executor.resolve("hi", stand.run));
    const { storePath } = executor.known("hi")!;
    const run = promisify(execFile);
    const options = ["--extra-experimental-features", "nix-command flakes", "--offline"];
    const contestants: Record<string, () => Promise<unknown>> = {
      "the binary itself": () => run(`${storePath}/bin/hi`),
      "a cached execution": () => executor.execute({ attr: "hi", args: [], timeoutMs: 10_000 }, stand.run),
      "nix run": () =>
        run(`${nix.bin}/nix`, ["run", ...options, "--option", "sandbox", "false", `${stand.flake}#hi`]),
    };
    const times: Record<string, number[]> = {};
    for (let round = 0; round <= rounds; round++) {
      for (const [name, work] of Object.entries(contestants)) {
        // None pays for what another does after its answer.
        await pause(10);
        const ms = await timed(work);
        // The first round warms the file cache.
        if (round > 0) times[name] = [...(times[name] ?? []), ms];
      }
    }
    console.log(`first resolve (lock, evaluate, build): ${first.toFixed(0)} ms; ${rounds} rounds`);
    for (const [name, all] of Object.entries(times)) {
      all.sort((a, b) => a - b);
      const shown = [0.5, 0.9, 0.99].map((share) => at(all, share).toFixed(1).padStart(7)).join(" ");
      console.log(`${name.padEnd(20)} p50/p90/p99 ${shown} ms`);
    }
    const median = (name: string) => at(times[name]!, 0.5);
    const over = median("a cached execution") - median("the binary itself");
    const ratio = median("nix run") / median("a cached execution");
    console.log(
      `over the binary: ${over.toFixed(1)} ms (wanted: at most ${MOST_OVER_MS}); nix run takes ${ratio.toFixed(1)}x`,
    );
    return over <= MOST_OVER_MS ? 0 : 1;
  } finally {
    await stand.remove();
  }
}

process.exitCode = await main(process.argv.slice(2));
