import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { describe, expect, it } from "vitest";
import { askLists } from "../../src/mcp/lists.ts";

/** A server that lists these tools, prompts and resources. */
function clientOf(lists: Readonly<Record<string, readonly unknown[]>>): Client {
  return {
    getServerCapabilities: () => ({ tools: {}, prompts: {}, resources: {} }),
    getInstructions: () => undefined,
    request: async ({ method }: { method: string }) => {
      const key = method === "resources/templates/list" ? "resourceTemplates" : method.split("/")[0]!;
      return { [key]: lists[key] ?? [] };
    },
  } as unknown as Client;
}

describe("what a server lists", () => {
  it("has names that objects have too, but none that is lost in one", async () => {
    const tools = ["constructor", "__proto__", "toString"].map((name) => ({ name }));
    const lists = await askLists(
      clientOf({
        tools,
        prompts: [{ name: "__proto__" }],
        resources: [{ uri: "__proto__" }],
        resourceTemplates: [{ uriTemplate: "__proto__" }],
      }),
      { timeoutMs: 1000 },
    );
    expect(lists.tools.map(({ name }) => name)).toEqual(["constructor", "toString"]);
    expect([lists.prompts, lists.resources, lists.resourceTemplates]).toEqual([[], [], []]);
    expect(lists.problems).toHaveLength(4);
    expect(lists.problems[0]).toContain("a name that no client can keep");
  });

  it("has all that is said of an entry, unless it is too deep", async () => {
    let deep: unknown = 1;
    for (let count = 0; count < 200; count += 1) deep = [deep];
    const lists = await askLists(
      clientOf({
        prompts: [
          { name: "a", title: "A", _meta: { x: 1 } },
          { name: "b", _meta: deep },
        ],
      }),
      { timeoutMs: 1000 },
    );
    expect(lists.prompts).toMatchObject([{ name: "a", title: "A", _meta: { x: 1 } }]);
    expect(lists.problems).toHaveLength(1);
  });
});
