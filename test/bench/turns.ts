import os from "node:os";
import { performance } from "node:perf_hooks";
import { execa } from "execa";

/** Names of what is measured → one run of it, in milliseconds. */
export type Contestants = Readonly<Record<string, () => Promise<number>>>;

/** What bare Node takes on a quiet machine of today, in milliseconds: what "a second" is about. */
const QUIET_NODE_MS = 40;

const BARE = "node -e 0";

/**
 * Lets all take turns with bare Node, prints the best and the middle time of each and how far they are
 * apart, and tells the best times as multiples of bare Node's.
 */
export async function takeTurns(contestants: Contestants, rounds: number): Promise<Record<string, number>> {
  const all: Contestants = { [BARE]: bareNode, ...contestants };
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(all)) {
      const ms = await run();
      // The first round warms the file cache.
      if (round > 0) times[name]!.push(ms);
    }
  }
  const best = Object.fromEntries(Object.entries(times).map(([name, each]) => [name, Math.min(...each)]));
  const bare = best[BARE]!;
  for (const [name, each] of Object.entries(times)) {
    const middle = each.toSorted((a, b) => a - b)[Math.floor(each.length / 2)]!;
    const [quick, usual] = [best[name]!, middle].map((ms) => ms.toFixed(0).padStart(5));
    console.log(
      `${name.padEnd(34)} best ${quick} ms, usual ${usual} ms, ${(best[name]! / bare).toFixed(1)}x`,
    );
  }
  const load = os.loadavg()[0]!.toFixed(1);
  console.log(
    `noise: load ${load} on ${os.availableParallelism()} CPUs; bare Node, 40 ms where it is quiet, took ${bare.toFixed(0)} to ${Math.max(...times[BARE]!).toFixed(0)} ms`,
  );
  return Object.fromEntries(Object.entries(best).map(([name, ms]) => [name, ms / bare]));
}

/** Whether a best time is within a goal that is meant for a quiet machine; prints it. */
export function within(name: string, ratio: number, goalMs: number): boolean {
  const most = goalMs / QUIET_NODE_MS;
  const quiet = (ratio * QUIET_NODE_MS).toFixed(0);
  console.log(
    `${name}: ${ratio.toFixed(1)}x bare Node, ${quiet} ms where that takes 40 (wanted: ${goalMs} ms, ${most}x)`,
  );
  return ratio <= most;
}

async function bareNode(): Promise<number> {
  const start = performance.now();
  await execa(process.execPath, ["-e", "0"], { stdin: "ignore" });
  return performance.now() - start;
}
