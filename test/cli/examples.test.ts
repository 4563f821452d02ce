import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { AnyCommand } from "../../src/commands/command.ts";
import { parseCommandLine, splitCommand } from "../../src/commands/parse.ts";
import { parseSource } from "../../src/sources/source.ts";
import { shellWords } from "../support/shell-words.ts";

/** Command → the file that has it, out of the table in src/cli.ts, without the hidden ones. */
const table = [
  ...(await readFile(new URL("../../src/cli.ts", import.meta.url), "utf8")).matchAll(
    /^ {2}"?([a-z-]+)"?: \{[^}]*?import\("\.\/commands\/([\w-]+)\.ts"\)/gm,
  ),
].map(([, name = "", file = ""]) => ({ name, file }));

const commandIn = async (file: string): Promise<AnyCommand> =>
  (await import(`../../src/commands/${file}.ts`)).command;

it("the table is found as it is", () => {
  expect(table.map(({ name }) => name)).toEqual(expect.arrayContaining(["init", "fix-lock", "help"]));
  expect(table.map(({ name }) => name)).not.toContain("__complete");
});

describe.each(table)("examples of $name", ({ name, file }) => {
  it("are two at least, of that command, each explained and none twice", async () => {
    const { examples } = await commandIn(file);
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const [line, about] of examples) {
      expect(splitCommand(shellWords(line)).name, line).toBe(name);
      expect(about).not.toBe("");
    }
    expect(new Set(examples.map(([line]) => line)).size).toBe(examples.length);
  });

  it("are taken by the program", async () => {
    const command = await commandIn(file);
    for (const [line] of command.examples) {
      const { rest } = splitCommand(shellWords(line));
      expect(() => parseCommandLine(rest, command.options, command.positionals), line).not.toThrow();
      for (const word of rest.filter((each) => /^(npm|pypi|go|github):/.test(each))) {
        expect(() => parseSource(word), word).not.toThrow();
      }
    }
  });
});

it("an example that is wrong would be noticed", async () => {
  const { options, positionals } = await commandIn("init");
  expect(() => parseCommandLine(shellWords("--styel nixpkgs"), options, positionals)).toThrow("--styel");
  expect(shellWords(`bridge URL --header 'A: B C' > "x y"`)).toEqual(["bridge", "URL", "--header", "A: B C"]);
});
