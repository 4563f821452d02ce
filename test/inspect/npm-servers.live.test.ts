import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServerFacts } from "../../src/inspect/facts.ts";
import { bundledCli, type Cli } from "../support/cli.ts";
import { rates, scoreOf, type Truth, truths } from "./score.ts";

// LIVE: downloads published packages from the registry that npm is configured with, and reads them. Nothing of them is run.

let cli: Cli;
let read: { truth: Truth; facts: ServerFacts }[];

beforeAll(async () => {
  cli = await bundledCli();
  const known = await truths("npm");
  const { code, stdout, stderr } = await cli.run([
    "inspect",
    ...known.map(({ source }) => source),
    "--json",
    "--quiet",
  ]);
  if (code !== 0) throw new Error(`the servers could not be inspected (is the registry there?):\n${stderr}`);
  const { servers } = JSON.parse(stdout) as { servers: ServerFacts[] };
  read = known.map((truth, index) => ({ truth, facts: servers[index]! }));
}, 300_000);
afterAll(() => cli.remove());

describe.each(["environment", "tools"] as const)("%s of real servers, by hand-checked lists", (kind) => {
  test.each([
    ["all", 0.9, () => true],
    // One of them makes all its tools from an OpenAPI file when it runs: none of these can be found.
    ["those held out while the analysis was written", 0.85, ({ heldOut }: Truth) => heldOut],
  ] as const)("%s: at least %d are found, and few others", (_, least, isMeant) => {
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
    expect(recall, JSON.stringify(off)).toBeGreaterThanOrEqual(least);
    expect(precision, JSON.stringify(off)).toBeGreaterThanOrEqual(0.85);
  });
});
