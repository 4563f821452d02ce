import { expect, it } from "vitest";
import { createToolBox } from "../../../src/nixpkgs-mcp/tools/tool-box.ts";
import { emptyRegistry } from "./fakes.ts";

const listOf = async (tier1Only: boolean) => {
  const box = createToolBox({ tier1Only, tools: null, definitions: {} }, emptyRegistry());
  return (await box.list()).map(({ listing }) => listing);
};
const bytesOf = (tools: unknown) => Buffer.byteLength(JSON.stringify({ tools }));

it("the tool lists cost the agent no more than they may", async () => {
  const tier1 = await listOf(true);
  const all = await listOf(false);
  expect([tier1.length, all.length]).toEqual([10, 110]);
  expect(bytesOf(tier1)).toBeLessThan(5_000);
  expect(bytesOf(all)).toBeLessThan(24_000);
});
