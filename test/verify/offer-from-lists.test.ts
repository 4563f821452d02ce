import { describe, expect, it } from "vitest";
import { offerFromLists } from "../../src/verify/offer-from-lists.ts";
import { withoutOwnValues } from "../../src/verify/own-values.ts";

const plain = withoutOwnValues({ folders: ["/home/user"], port: null, day: new Date(0) });
const nothing = {
  instructions: null,
  tools: [],
  prompts: [],
  resources: [],
  resourceTemplates: [],
  problems: [],
};

describe("what a server lists as an offer", () => {
  it("keeps both of two parameters whose names become the same", () => {
    const properties = { "/home/user": { type: "string" }, $HOME: { description: "Another one." } };
    const { offer } = offerFromLists(
      { ...nothing, tools: [{ name: "a", inputSchema: { properties } }] },
      "1.0.0",
      plain,
    );
    expect(offer.tools.a!.inputSchema).toEqual({
      properties: { $HOME: { type: "string" }, "$HOME (2)": { description: "Another one." } },
    });
  });
});
