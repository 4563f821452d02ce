import { describe, expect, it } from "vitest";
import { fakeExecutor, finished, textOutput } from "./fakes.ts";
import { setting } from "./setting.ts";

describe("runs of a batch", () => {
  it("hand on the very bytes, also of what is no UTF-8", async () => {
    const latin = Buffer.from("Gr\xfc\xdfe\n", "latin1");
    const text = new TextDecoder().decode(latin);
    const given: (Uint8Array | undefined)[] = [];
    const latinExecutor = {
      ...fakeExecutor(async ({ attr, stdin }) => {
        given.push(stdin);
        const stdout = textOutput(text, { bytes: latin.byteLength, resource: "nixpkgs://output/id2" });
        return finished(attr, "", attr === "a" ? { stdout } : {});
      }),
      output: async (id: string) => (id === "id2" ? { bytes: latin, binary: false } : null),
    };
    const client = await (await setting({ executor: latinExecutor })).connect();
    const result = await client.callTool({
      name: "nixpkgs_batch",
      arguments: { runs: [{ attr: "a" }, { attr: "b", stdin_from: 0 }] },
    });
    expect(given).toEqual([undefined, latin]);
    expect(result.structuredContent).toMatchObject({
      results: [{ stdoutResource: "nixpkgs://output/id2", stdoutBytes: 6 }, {}],
    });
  });
});
