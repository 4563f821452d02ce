import { describe, expect, it } from "vitest";
import { offerSchema } from "../../src/config/lock-offer-schema.ts";
import { compareOffers } from "../../src/verify/compare.ts";
import { offerFromLists } from "../../src/verify/offer-from-lists.ts";
import { withoutOwnValues } from "../../src/verify/own-values.ts";
import { notes } from "./offers.ts";

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

  it("keeps what else is said of an entry, and through the lock file too", () => {
    const { offer } = offerFromLists(
      {
        ...nothing,
        tools: [
          {
            name: "constructor",
            inputSchema: JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'),
            _meta: { ui: "/home/user/a" },
            execution: { taskSupport: "optional" },
          },
        ],
        prompts: [{ name: "tidy", title: "Tidies up" }],
        resources: [
          { uri: "note://a", name: "a", title: "A note", annotations: { audience: ["user"] }, size: 12 },
        ],
        resourceTemplates: [{ uriTemplate: "note://{a}", name: "b", title: "Notes" }],
      },
      "1.0.0",
      plain,
    );
    expect(offer.tools.constructor).toMatchObject({
      other: { _meta: { ui: "$HOME/a" }, execution: { taskSupport: "optional" } },
    });
    expect(offer.prompts.tidy!.other).toEqual({ title: "Tidies up" });
    expect(offer.resources["note://a"]!.other).toEqual({
      title: "A note",
      annotations: { audience: ["user"] },
    });
    expect(offer.resources["note://{a}"]!.other).toEqual({ title: "Notes" });
    const read = offerSchema.parse(JSON.parse(JSON.stringify(offer)));
    expect(JSON.stringify(read)).toBe(JSON.stringify(offer));
    expect(compareOffers(offer, read)).toEqual([]);
  });

  it("is read from a lock file that has no details yet", () => {
    expect(offerSchema.parse(JSON.parse(JSON.stringify(notes)))).toEqual(notes);
  });
});
