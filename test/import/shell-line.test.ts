import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shellWord } from "../../src/config/shell-word.ts";
import { shellCommands } from "../../src/import/shell-line.ts";

const words = (line: string) => shellCommands(line)?.map((command) => command.words);

describe("lines of a shell", () => {
  it("are cut into words and commands", () => {
    expect(words("npx -y 'a b' \"c d\" e\\ f")).toEqual([["npx", "-y", "a b", "c d", "e f"]]);
    expect(words('cd /x && export A=1; exec npx "$@" # why')).toEqual([
      ["cd", "/x"],
      ["export", "A=1"],
      ["exec", "npx", "$@"],
    ]);
    expect(words('a"b"\'c\' "\\"\\$x" ""')).toEqual([["abc", '"$x', ""]]);
    expect(shellCommands("A=1 B='x y' npx z")).toEqual([{ words: ["npx", "z"], env: { A: "1", B: "x y" } }]);
    expect(words("npx x --key ${API_KEY} $OTHER ${A:-b}")).toEqual([
      ["npx", "x", "--key", "${API_KEY}", "$OTHER", "${A:-b}"],
    ]);
    expect(words("a \\\n b\nc")).toEqual([["a", "b"], ["c"]]);
    expect(words("")).toEqual([]);
  });

  it.each([
    "a | b",
    "a > f",
    "a $(b)",
    "a `b`",
    "a &",
    "(a)",
    "a *",
    "a 'b",
    'a "b',
    'a "$(b)"',
    "a \\",
    "{ a; }",
    "a || b",
  ])("that do more are none of ours: %s", (line) => {
    expect(shellCommands(line)).toBeNull();
  });

  it("give back every word that was quoted for a shell", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 6 }), (list) => {
        // What has an equals sign at the beginning of a command is an assignment.
        expect(words(["cmd", ...list].map(shellWord).join(" "))).toEqual([["cmd", ...list]]);
      }),
    );
  });

  it("never end in an error", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...`ab'"\\$({[;&|# \n=`) }),
        (line) => void shellCommands(line),
      ),
    );
  });
});
