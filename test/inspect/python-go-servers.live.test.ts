import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServerFacts } from "../../src/inspect/facts.ts";
import { bundledCli, type Cli } from "../support/cli.ts";
import { rates, scoreOf, type Truth, truths } from "./score.ts";

// LIVE: downloads published packages from the index and the module proxy that the tools are configured for, and reads
// them. Nothing of them is run.

let cli: Cli;
let read: { truth: Truth; facts: ServerFacts }[];

beforeAll(async () => {
  cli = await bundledCli();
  const known = [...(await truths("pypi")), ...(await truths("go"))];
  // Certificates and proxies of this machine are in its environment; its home is not to be written to.
  const { HOME: _home, ...env } = process.env;
  const { code, stdout, stderr } = await cli.run(
    ["inspect", ...known.map(({ source }) => source), "--json", "--quiet"],
    { env },
  );
  if (code !== 0)
    throw new Error(
      `the servers could not be inspected (is the index there?):\n${stderr}${stdout.slice(-2000)}`,
    );
  const { servers } = JSON.parse(stdout) as { servers: ServerFacts[] };
  read = known.map((truth, index) => ({ truth, facts: servers[index]! }));
}, 300_000);
afterAll(() => cli.remove());

describe.each(["environment", "tools"] as const)("%s of real servers, by hand-checked lists", (kind) => {
  test.each([
    ["all in Python", ({ source }: Truth) => source.startsWith("pypi:")],
    ["all in Go", ({ source }: Truth) => source.startsWith("go:")],
    ["those held out while the analysis was written", ({ heldOut }: Truth) => heldOut],
  ] as const)("%s: nine in ten are found, and few others", (_, isMeant) => {
    const scores = read
      .filter(({ truth }) => isMeant(truth))
      .map(({ truth, facts }) => ({
        source: truth.source,
        ...scoreOf(
          facts[kind].map(({ name }) => name),
          truth[kind],
        ),
      }));
    const { recall, precision } = rates(scores);
    const off = scores.filter(({ missed, wrong }) => missed.length + wrong.length > 0);
    expect(scores.length).toBeGreaterThan(1);
    expect(recall, JSON.stringify(off)).toBeGreaterThanOrEqual(0.9);
    expect(precision, JSON.stringify(off)).toBeGreaterThanOrEqual(0.85);
  });
});
