import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CatalogSyntaxError, EntryReader } from "../../../src/nixpkgs-mcp/catalog/json-entries.ts";

/** Reads a text in chunks cut at `cuts`. */
function read(text: string, cuts: readonly number[] = []) {
  const entries: [string, unknown][] = [];
  const others: [string, unknown][] = [];
  const keep = (into: [string, unknown][]) => (key: string, value: Buffer) => {
    into.push([key, JSON.parse(value.toString())]);
  };
  const reader = new EntryReader(keep(entries), keep(others));
  const bytes = Buffer.from(text);
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  // One buffer for all chunks, as streams may have it.
  const chunk = Buffer.alloc(bytes.length);
  places.slice(1).forEach((end, at) => {
    const length = bytes.copy(chunk, 0, places[at]!, end);
    reader.push(chunk.subarray(0, length));
  });
  reader.end();
  return { entries, others };
}

const key = fc.string({ unit: "binary" }).filter((text) => text !== "packages" && text !== "__proto__");
const member = fc.oneof(fc.dictionary(key, fc.jsonValue()), fc.constant({}));
const cuts = fc.array(fc.nat(), { maxLength: 30 });
const spaced = fc.constantFrom(undefined, 2, "\t");

describe("reading the members of an object from chunks", () => {
  it("finds what JSON.parse finds in `packages`, wherever the chunks end", () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), spaced, cuts, (packages, space, cuts) => {
        const text = JSON.stringify({ version: 2, packages, note: "}{" }, null, space);
        const { entries, others } = read(text, cuts);
        expect(entries).toEqual(Object.entries(JSON.parse(text).packages));
        expect(others).toEqual([
          ["version", 2],
          ["note", "}{"],
        ]);
      }),
    );
  });

  it("finds the members of a list without an envelope", () => {
    fc.assert(
      fc.property(fc.dictionary(key, member), spaced, cuts, (packages, space, cuts) => {
        const text = JSON.stringify(packages, null, space);
        expect(read(text, cuts).entries).toEqual(Object.entries(JSON.parse(text)));
      }),
    );
  });

  it("says at which byte a text ends too early, wherever that is", () => {
    const text = JSON.stringify({ version: 2, packages: { a: { '\\"': [1, "}"] }, b: { c: null } } });
    for (let length = 0; length < text.length; length++) {
      expect(() => read(text.slice(0, length))).toThrow(CatalogSyntaxError);
    }
    expect(() => read(text.slice(0, 30))).toThrow("ends too early at byte 30");
  });

  it.each([
    ["[]", "expected an object at byte 0"],
    ['{"a" {}}', 'expected ":" at byte 5'],
    ['{"a":}', "expected a value at byte 5"],
    ['{"a":{},}', "expected a name in quotes at byte 8"],
    ['{"a":{}{', 'expected "," or "}" at byte 7'],
    ["{a:1}", "expected a name in quotes at byte 1"],
    ["{}{", "expected nothing more at byte 2"],
    ["<!DOCTYPE html>", "expected an object at byte 0"],
    ['{"\\x":1}', "no JSON string at byte 1"],
  ])("refuses %s", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("refuses a value without an end before it fills the memory", () => {
    const reader = new EntryReader(() => {});
    reader.push(Buffer.from('{"a":"'));
    const chunk = Buffer.alloc(1 << 20, "x");
    expect(() => {
      for (let megabytes = 0; megabytes < 64; megabytes++) reader.push(chunk);
    }).toThrow("this value has no end");
  });
});
