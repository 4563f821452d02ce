import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { makeWorld, type World } from "./world.ts";

describeNix("the one client of stdio", () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });
  afterAll(() => world?.remove());

  it("has all the places that tools have", async () => {
    const home = await world.home();
    const folder = join(home, "met");
    await mkdir(folder);
    const { client } = await world.client(home);
    // None ends before all four of the default concurrency are there.
    const script = `touch ${folder}/$$; until [ $(ls ${folder} | wc -l) = 4 ]; do sleep 0.02; done`;
    const call = { attr: "bash", args: ["-c", script], timeout: 20 };
    const calls = [1, 2, 3, 4].map(() => client.callTool({ name: "nixpkgs_execute", arguments: call }));
    const ended = (await Promise.all(calls)).map(({ structuredContent }) => structuredContent);
    expect(ended).toEqual(calls.map(() => expect.objectContaining({ exitCode: 0 })));
  });
});
