import fc from "fast-check";
import { expect, it } from "vitest";
import { lockText } from "../../src/config/lock-text.ts";

it("is JSON of the same value, whatever is offered", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (offers, servers) => {
      // JSON itself tells no -0.
      const file = JSON.parse(JSON.stringify({ version: 1, offers, servers })) as Record<string, unknown>;
      expect(JSON.parse(lockText(file))).toEqual(file);
    }),
  );
});

it("says what is offered in few lines, and the locks a value a line", () => {
  const value = { b: ["x", { type: "string" }], a: 1 };
  expect(lockText({ servers: value, offers: value })).toBe(`{
  "offers": { "a": 1, "b": ["x", { "type": "string" }] },
  "servers": {
    "a": 1,
    "b": [
      "x",
      {
        "type": "string"
      }
    ]
  }
}
`);
  const wide = lockText({ offers: { list: Array.from({ length: 40 }, (_, index) => `item ${index}`) } });
  expect(wide.split("\n")).toHaveLength(47);
});
