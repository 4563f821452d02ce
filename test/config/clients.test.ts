import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { clientIds } from "../../src/config/clients.ts";

it("are sorted, and the module's list is the same", async () => {
  const nix = await readFile(new URL("../../modules/clients.nix", import.meta.url), "utf8");
  const listed = [...nix.replaceAll(/#.*$/gm, "").matchAll(/"([^"]+)"/g)].map(([, id]) => id);
  expect(listed).toEqual([...clientIds]);
  expect(listed).toEqual(listed.toSorted());
});
