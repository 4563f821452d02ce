import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdsNumber, parseLossless, serdeJson } from "../../../src/prefetch/npm-deps/serde-json.ts";

/** Without fractions: serde_json does not read those exactly. */
const json = fc.anything({
  maxDepth: 4,
  values: [fc.string({ unit: "binary" }), fc.integer(), fc.boolean(), fc.constant(null)],
});

describe("serdeJson", () => {
  it("sorts keys by their UTF-8 bytes, which is not JavaScript's order", () => {
    const object = { "\u{1F600}": 1, "\uFF5E": 2, b: 3, a: 4, "10": 5, "9": 6, B: 7 };
    const keys = [...serdeJson(parseLossless(JSON.stringify(object))).matchAll(/"([^"]+)":/gu)].map(
      ([, key]) => key,
    );
    expect(keys).toEqual(["10", "9", "B", "a", "b", "\uFF5E", "\u{1F600}"]);
    expect(Object.keys(object).sort()).not.toEqual(keys);
  });

  it("keeps numbers' text and the last of repeated keys", () => {
    expect(serdeJson(parseLossless('{"b":1.0,"a":{"x":1,"x":1e2},"__proto__":[null,true,-0]}'))).toBe(
      '{"__proto__":[null,true,-0.0],"a":{"x":100.0},"b":1.0}',
    );
  });

  it("gives JSON of the same value", () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(serdeJson(parseLossless(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("refuses what is not JSON", () => {
    for (const text of ["", "{a:1}", "[1,]", "// x\n1"])
      expect(() => parseLossless(text)).toThrow(SyntaxError);
  });

  it("knows where numbers are", () => {
    expect(holdsNumber({ a: [{ b: 0 }] })).toBe(true);
    expect(holdsNumber({ a: [null, "1", true, {}] })).toBe(false);
  });
});
