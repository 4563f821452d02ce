import { describe, expect, it, vi } from "vitest";
import { fakeExecutor, finished, textOutput } from "./fakes.ts";
import { setting, textOf } from "./setting.ts";

describe("runs of a batch", () => {
  it("share the bytes that one answer may have", async () => {
    const asked: (number | undefined)[] = [];
    const executor = fakeExecutor(async ({ attr, outputBytes }) => {
      asked.push(outputBytes);
      return finished(attr, "");
    });
    const client = await (await setting({ executor })).connect();
    for (const count of [50, 2]) {
      const runs = Array.from({ length: count }, () => ({ attr: "a", args: ["x".repeat(100_000)] }));
      const result = await client.callTool({ name: "nixpkgs_batch", arguments: { runs } });
      expect(textOf(result).length).toBeLessThan(50_000);
    }
    expect([asked[0], asked.at(-1)]).toEqual([6_000, 150_000]);
  });

  it("may be fifty at once without a warning", async () => {
    const warned = vi.fn();
    process.on("warning", warned);
    const executor = fakeExecutor(async ({ attr }, { signal }) => {
      const hear = () => {};
      signal?.addEventListener("abort", hear);
      await new Promise((resolve) => setTimeout(resolve, 10));
      signal?.removeEventListener("abort", hear);
      return finished(attr, "");
    });
    const client = await (await setting({ executor })).connect();
    const runs = Array.from({ length: 50 }, () => ({ attr: "a" }));
    await client.callTool({ name: "nixpkgs_batch", arguments: { runs, parallel: true } });
    process.off("warning", warned);
    expect(executor.requests).toHaveLength(50);
    expect(warned).not.toHaveBeenCalled();
  });

  it("that wrote too much for another's stdin are not read for it", async () => {
    const executor = {
      ...fakeExecutor(async ({ attr }) =>
        finished(attr, "", {
          stdout: textOutput("h…t", { cut: true, bytes: 2_000_000, resource: "nixpkgs://output/id" }),
        }),
      ),
      output: async () => {
        throw new Error("was read");
      },
    };
    const client = await (await setting({ executor })).connect();
    const runs = [{ attr: "a" }, { attr: "b", stdin_from: 0 }];
    const result = await client.callTool({ name: "nixpkgs_batch", arguments: { runs } });
    expect(textOf(result)).toContain(
      "[failed: the output of a is 2000000 bytes; stdin takes at most 1048576]",
    );
  });

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
      output: async (id: string) => (id === "id2" ? { bytes: latin, binary: false, total: 6 } : null),
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
