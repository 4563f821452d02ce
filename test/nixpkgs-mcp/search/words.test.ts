import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bitCount, editDistance, letterMask } from "../../../src/nixpkgs-mcp/search/edit-distance.ts";
import { kindOfSet, rankOfSet, setsOfLanguage } from "../../../src/nixpkgs-mcp/search/languages.ts";
import { parseQuery } from "../../../src/nixpkgs-mcp/search/query.ts";
import { joined, nameWordsOf, stemOf, wordsOf } from "../../../src/nixpkgs-mcp/search/words.ts";

describe("words", () => {
  it.each([
    ["Fast, incremental file-transfer", ["fast", "incremental", "file", "transfer"]],
    ["C++ and C# (g++)", ["c++", "and", "c#", "g++"]],
    ["naïve café", ["naive", "cafe"]],
    ["日本語 input 🎉", ["日本語", "input"]],
    ["", []],
  ])("of %s", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it("of names are also those that only capitals separate", () => {
    expect(nameWordsOf("superTuxKart")).toEqual(["supertuxkart", "super", "tux", "kart"]);
    expect(nameWordsOf("youtube-dl")).toEqual(["youtube", "dl"]);
    expect(joined("youtube-dl")).toBe("youtubedl");
  });

  it.each([
    ["editor editors editing edited edit"],
    ["viewer viewers viewing view"],
    ["converter convert converting"],
    ["compression compress compressor"],
    ["encryption encrypt encrypting"],
    ["manager manage managing management"],
    ["processor process processes processing"],
    ["library libraries"],
    ["gpu gpus"],
  ])("%s have one stem", (words) => {
    const stems = new Set(words.split(" ").map(stemOf));
    // "process" names more than one thing, so it keeps its own.
    expect([...stems].length).toBeLessThanOrEqual(words.startsWith("process") ? 2 : 1);
  });

  it("never become empty or longer", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,20}$/), (word) => {
        expect(stemOf(word).length).toBeGreaterThan(0);
        expect(stemOf(word).length).toBeLessThanOrEqual(word.length);
      }),
    );
  });
});

/** The textbook's table (optimal string alignment), to check the quick one against. */
function slowDistance(from: string, to: string): number {
  const table = Array.from({ length: from.length + 1 }, (_, row) => [row, ...Array(to.length).fill(0)]);
  for (let column = 0; column <= to.length; column++) table[0]![column] = column;
  for (let row = 1; row <= from.length; row++) {
    for (let column = 1; column <= to.length; column++) {
      const cost = from[row - 1] === to[column - 1] ? 0 : 1;
      const costs = [
        table[row - 1]![column] + 1,
        table[row]![column - 1] + 1,
        table[row - 1]![column - 1] + cost,
      ];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) costs.push(table[row - 2]![column - 2] + 1);
      table[row]![column] = Math.min(...costs);
    }
  }
  return table[from.length]![to.length];
}

describe("edit distance", () => {
  const word = fc.stringMatching(/^[abc]{0,8}$/);

  it("is the textbook's, as far as it was asked for", () => {
    fc.assert(
      fc.property(word, word, fc.nat(4), word, (from, to, most, around) => {
        const bytes = Buffer.from(around + to + around);
        const found = editDistance(Buffer.from(from), bytes, most, around.length, around.length + to.length);
        expect(found).toBe(Math.min(slowDistance(from, to), most + 1));
      }),
    );
  });

  it("counts a swap of neighbours as one", () => {
    expect(editDistance(Buffer.from("fierfox"), Buffer.from("firefox"), 2)).toBe(1);
  });

  it("never changes more letters than twice itself", () => {
    fc.assert(
      fc.property(word, word, (from, to) => {
        const masks = letterMask(Buffer.from(from)) ^ letterMask(Buffer.from(to));
        expect(bitCount(masks)).toBeLessThanOrEqual(2 * slowDistance(from, to));
      }),
    );
  });
});

describe("sets", () => {
  it.each([
    [null, "top"],
    ["gnome3", "desktop"],
    ["xorg", "desktop"],
    ["kdePackages", "desktop"],
    ["nodePackages", "programs"],
    ["python313Packages", "library"],
    ["vimPlugins", "library"],
    ["gnomeExtensions", "desktop"],
    ["haskellPackages", "library"],
  ])("%s is of kind %s", (set, kind) => {
    expect(kindOfSet(set)).toBe(kind);
  });

  it("of a language come default first, then the newest, the old last", () => {
    const sets = [
      "python27Packages",
      "python310Packages",
      "python313Packages",
      "python3Packages",
      "python39Packages",
    ];
    expect(sets.toSorted((one, other) => rankOfSet(other) - rankOfSet(one))).toEqual([
      "python3Packages",
      "python313Packages",
      "python310Packages",
      "python39Packages",
      "python27Packages",
    ]);
    expect(sets.every((set) => setsOfLanguage("python")?.test(set))).toBe(true);
    expect(setsOfLanguage("rust")).toBeUndefined();
  });
});

describe("a query", () => {
  it("loses stop words, unless it has no others", () => {
    expect(parseQuery("a tool for the web").words.map(({ text }) => text)).toEqual(["tool", "web"]);
    expect(parseQuery("at").words.map(({ text }) => text)).toEqual(["at"]);
  });

  it("has weak words only beside others", () => {
    expect(parseQuery("fast grep").words.map(({ weak }) => weak)).toEqual([true, false]);
    expect(parseQuery("fast").words.map(({ weak }) => weak)).toEqual([false]);
  });

  it("names a language only beside other words, typos included", () => {
    expect(parseQuery("python").words[0]?.language).toBeUndefined();
    expect(parseQuery("python requests").words[0]?.language).toBeDefined();
    expect(parseQuery("pandas pyhton").words[1]?.language).toBeDefined();
  });

  it("never throws and never has many words", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
        expect(parseQuery(text).words.length).toBeLessThanOrEqual(8);
      }),
    );
  });
});
