import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EntryParser } from "../../../src/nixpkgs-mcp/catalog/entry-parser.ts";

const parse = (text: string, parser = new EntryParser()) => parser.parse(Buffer.from(text));

describe("the parser of entries", () => {
  it("reads what JSON.parse reads, again and again", () => {
    const platform = fc.constantFrom("x86_64-linux", "a]", '","platforms":["', "é", "\\");
    const platforms = fc.oneof(fc.array(platform), fc.array(fc.jsonValue()), fc.jsonValue());
    const fields = fc.record({ name: platform, platforms, broken: fc.boolean() }, { requiredKeys: [] });
    const entry = fc.record({ name: platform, meta: fc.oneof(fields, fc.jsonValue()), other: fields });
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const parser = new EntryParser();
        for (const text of [...entries, ...entries].map((one) => JSON.stringify(one))) {
          expect(parse(text, parser)).toEqual(JSON.parse(text));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("leaves lists of other things where they are", () => {
    const text = '{"other":{"a":1,"platforms":["a"]},"meta":{"a":1,"platforms":null}}';
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it("gives equal lists of platforms as one object", () => {
    const parser = new EntryParser();
    const platforms = (name: string) => {
      const text = JSON.stringify({ meta: { description: name, platforms: ["x86_64-linux", "i686-linux"] } });
      return (parse(text, parser) as { meta: { platforms: string[] } }).meta.platforms;
    };
    expect(platforms("a")).toEqual(["x86_64-linux", "i686-linux"]);
    expect(platforms("b")).toBe(platforms("a"));
  });

  it.each([
    '{"meta":{"a":1,"platforms":["a"}}',
    '{"meta":{"a":1,"platforms":["a"',
    '{"meta":{"a":1,"platforms":[a]}}',
    '{"meta":{"a":"x,"platforms":["a"]}}',
    '{"meta":{"a":1,"platforms":["a"]]}}',
  ])("refuses %s", (text) => {
    const parser = new EntryParser();
    parse('{"meta":{"a":1,"platforms":["a"]}}', parser);
    expect(() => parse(text, parser)).toThrow(SyntaxError);
  });
});
