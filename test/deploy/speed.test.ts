import { afterEach, beforeEach, expect, it } from "vitest";
import { clients } from "../../src/clients/clients.ts";
import { type Home, makeHome, manifestOf } from "./setting.ts";

let home: Home;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.remove());

const servers = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`server-${index}`, {}]));

/** The best of some runs: a busy machine is not what is measured. Milliseconds. */
async function best(runs: number, before: () => Promise<unknown>, work: () => Promise<unknown>) {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    await before();
    const start = performance.now();
    await work();
    least = Math.min(least, performance.now() - start);
  }
  return Math.round(least);
}

// How quick it is, the bench tells (test/bench/edit.ts); these only notice what grows out of all proportion.

it("eight servers are merged into a ~/.claude.json of 20 MB in no long time", async () => {
  const history = Array.from({ length: 40 }, (_, at) => ({ display: `do "${at}" \\ é\n`, pasted: {} }));
  const projects: Record<string, unknown> = {};
  for (let at = 0; at < 7000; at++) projects[`/home/ada/project-${at}`] = { history, mcpServers: {} };
  const text = JSON.stringify({ starts: 1, mcpServers: { mine: { command: "x" } }, projects }, null, 2);
  expect(Buffer.byteLength(text)).toBeGreaterThan(20_000_000);
  await home.write(".claude.json", text);
  const manifest = manifestOf(["claude-code"], servers);
  const took = await best(
    4,
    async () => {},
    () => home.preview(manifest),
  );
  process.stderr.write(`20 MB are read and merged in ${took} ms\n`);
  expect(took).toBeLessThan(5000);
  await home.deploy(manifest);
  await home.deploy(null);
  expect((await home.read(".claude.json")) === text).toBe(true);
});

it("all clients are deployed in no long time", async () => {
  const manifest = manifestOf(
    clients.map(({ id }) => id),
    servers,
  );
  const took = await best(
    4,
    () => home.deploy(null),
    () => home.deploy(manifest),
  );
  process.stderr.write(`${clients.length} clients are deployed in ${took} ms\n`);
  expect(took).toBeLessThan(5000);
});
