import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import { inspectKnown, type ReadServer, scored } from "./known-servers.ts";
import type { Truth } from "./score.ts";

// LIVE: downloads published packages from the index and the module proxy that the tools are configured for, and reads
// them. Nothing of them is run.

let cli: Cli;
let read: readonly ReadServer[];

beforeAll(async () => {
  cli = await bundledCli();
  read = await inspectKnown(cli, ["pypi", "go"]);
}, 300_000);
afterAll(() => cli.remove());

describe.each(["environment", "tools"] as const)("%s of real servers, by hand-checked lists", (kind) => {
  test.each([
    ["all in Python", ({ source }: Truth) => source.startsWith("pypi:")],
    ["all in Go", ({ source }: Truth) => source.startsWith("go:")],
    ["those held out while the analysis was written", ({ heldOut }: Truth) => heldOut],
  ] as const)("%s: nine in ten are found, and few others", (_, isMeant) => {
    const { recall, precision, servers, off } = scored(
      read.filter(({ truth }) => isMeant(truth)),
      kind,
    );
    expect(servers).toBeGreaterThan(1);
    expect(recall, off).toBeGreaterThanOrEqual(0.9);
    expect(precision, off).toBeGreaterThanOrEqual(0.85);
  });
});
