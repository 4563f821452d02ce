import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNix } from "../../support/nix.ts";
import { makeWorld, type World } from "./world.ts";

/** The SDK's stdio client ends the session at a message of more than 10 MiB. */
describeNix("what is long", () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld();
  });
  afterAll(() => world?.remove());

  it("is read in parts that a client of the SDK takes", async () => {
    const { client } = await world.client(await world.home());
    // As JSON, each of these bytes is six.
    const args = ["-c", "head -c 3000000 /dev/zero | tr '\\0' '\\033'"];
    const run = await client.callTool({ name: "nixpkgs_execute", arguments: { attr: "bash", args } });
    let uri = (run.structuredContent as { stdoutResource?: string }).stdoutResource;
    let read = 0;
    let parts = 0;
    while (uri !== undefined) {
      const [part, next] = (await client.readResource({ uri })).contents as { uri: string; text: string }[];
      expect(part?.text.replaceAll("\u001b", "")).toBe("");
      read += part?.text.length ?? 0;
      parts++;
      uri = next?.uri;
    }
    expect([read, parts]).toEqual([3_000_000, 3]);
  });

  it("is shared out between the runs of a batch", async () => {
    const { client } = await world.client(await world.home());
    const flood = "head -c 60000 /dev/zero | tr '\\0' '\\033'";
    const runs = Array.from({ length: 50 }, () => ({ attr: "bash", args: ["-c", `${flood}; ${flood} >&2`] }));
    const result = await client.callTool({
      name: "nixpkgs_batch",
      arguments: { runs, parallel: true },
    });
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(8_000_000);
    const { results } = result.structuredContent as { results: { stdoutBytes: number }[] };
    expect(results.map(({ stdoutBytes }) => stdoutBytes)).toEqual(runs.map(() => 60_000));
    expect((await client.listTools()).tools).toHaveLength(110);
  });
});
