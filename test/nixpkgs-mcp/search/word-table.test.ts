import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AsciiWords } from "../../../src/nixpkgs-mcp/search/ascii-words.ts";
import { sortedByKey } from "../../../src/nixpkgs-mcp/search/sorted-by-key.ts";
import { termOrder } from "../../../src/nixpkgs-mcp/search/term-order.ts";
import { WordBytes, WordTable } from "../../../src/nixpkgs-mcp/search/word-table.ts";
import { wordsOf } from "../../../src/nixpkgs-mcp/search/words.ts";

function asciiWords(text: string): string[] {
  const words = new AsciiWords();
  words.begin(text);
  const found: string[] = [];
  while (words.next()) found.push(words.word.toString());
  return found;
}

describe("words of ASCII without strings", () => {
  it("are those of the slow way", () => {
    const odd = fc.constantFrom(
      "c++",
      "G++",
      "c#",
      "F#",
      "x#",
      "3++",
      "+",
      "#",
      "a".repeat(41),
      "b".repeat(40),
      " ",
    );
    const text = fc.array(fc.oneof(odd, fc.string({ maxLength: 6 }))).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (text) => {
        expect(asciiWords(text)).toEqual(wordsOf(text));
      }),
      { numRuns: 1000 },
    );
  });
});

/** Words as search has them: nothing beyond the BMP, no zeros. */
const word = fc.oneof(
  fc.stringMatching(/^[ab]{0,9}$/),
  fc.stringMatching(/^[a-z0-9]{1,40}$/),
  fc.stringMatching(/^[aäß日語]{1,6}$/),
);
const words = fc.uniqueArray(word, { maxLength: 200 });

function tableOf(words: readonly string[]): { table: WordTable; numbers: number[] } {
  const [table, bytes] = [new WordTable(), new WordBytes()];
  return { table, numbers: words.map((word) => table.numberOf(bytes.set(word))) };
}

describe("a table of words", () => {
  it("numbers different words as they come, and knows them again", () => {
    fc.assert(
      fc.property(words, (words) => {
        const { numbers, table } = tableOf([...words, ...words.toReversed()]);
        expect(numbers).toEqual([...words.keys(), ...[...words.keys()].reverse()]);
        const { bytes, starts } = table.views();
        const texts = words.map((_, at) => Buffer.from(bytes.slice(starts[at], starts[at + 1])).toString());
        expect(texts).toEqual(words);
        expect(table.count).toBe(words.length);
      }),
    );
  });

  it("grows to more words and bytes than it begins with", () => {
    const many = Array.from({ length: 150_000 }, (_, at) => `word-${at}`);
    const { numbers, table } = tableOf([...many, ...many]);
    expect(numbers.every((number, at) => number === at % many.length)).toBe(true);
    expect(table.count).toBe(many.length);
  });
});

describe("the order of words", () => {
  it("is that of their strings", () => {
    fc.assert(
      fc.property(words, (words) => {
        const { bytes, starts } = tableOf(words).table.views();
        const sorted = Array.from(termOrder(bytes, starts), (number) => words[number]);
        expect(sorted).toEqual(words.toSorted());
      }),
    );
  });

  it("of keys is by number where they are equal", () => {
    const key = fc.oneof(fc.nat(3), fc.integer({ min: 0xfffffff0, max: 0xffffffff }));
    fc.assert(
      fc.property(fc.array(key), (keys) => {
        const expected = [...keys.keys()].sort((one, other) => keys[one]! - keys[other]! || one - other);
        expect([...sortedByKey(keys)]).toEqual(expected);
      }),
    );
  });
});
