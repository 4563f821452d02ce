import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import { inspectKnown, type ReadServer, scored } from "./known-servers.ts";
import type { Truth } from "./score.ts";

// LIVE: downloads published packages from the registry that npm is configured with, and reads them. Nothing of them is run.

let cli: Cli;
let read: readonly ReadServer[];

beforeAll(async () => {
  cli = await bundledCli();
  read = await inspectKnown(cli, ["npm"]);
}, 300_000);
afterAll(() => cli.remove());

describe.each(["environment", "tools"] as const)("%s of real servers, by hand-checked lists", (kind) => {
  test.each([
    ["all", 0.9, () => true],
    // One of them makes all its tools from an OpenAPI file when it runs: none of these can be found.
    ["those held out while the analysis was written", 0.85, ({ heldOut }: Truth) => heldOut],
  ] as const)("%s: at least %d are found, and few others", (_, least, isMeant) => {
    const { recall, precision, servers, off } = scored(
      read.filter(({ truth }) => isMeant(truth)),
      kind,
    );
    expect(servers).toBeGreaterThan(1);
    expect(recall, off).toBeGreaterThanOrEqual(least);
    expect(precision, off).toBeGreaterThanOrEqual(0.85);
  });
});
