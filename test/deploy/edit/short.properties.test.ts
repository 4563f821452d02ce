import fc from "fast-check";
import { expect, it } from "vitest";
import type { Container, Format, JsonObject, JsonValue } from "../../../src/clients/types.ts";
import type { ConfigDocument } from "../../../src/deploy/edit/document.ts";
import { openDocument } from "../../../src/deploy/edit/open.ts";
import { ConfigSyntaxError } from "../../../src/deploy/edit/syntax-error.ts";
import { entry, ourNames, usersNames } from "./entries.ts";
import { tomlTexts } from "./toml-texts.ts";
import { yamlTexts } from "./yaml-texts.ts";

// Edits of a long text are made in a short one: the results are those of edits in the whole.

type Step = readonly [name: string, entry: JsonObject | undefined];

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.tuple(
    fc.constantFrom(...usersNames, ...ourNames.slice(0, 3)),
    fc.option(entry, { nil: undefined, freq: 2 }),
  ),
  { minLength: 1, maxLength: 6 },
);

/** The document after each step; undefined from where on it is refused. */
function chain(document: ConfigDocument, all: readonly Step[]): (ConfigDocument | undefined)[] {
  let current: ConfigDocument | undefined = document;
  let undo: JsonValue | undefined;
  return all.map(([name, value]) => {
    if (current === undefined) return undefined;
    try {
      const next: ConfigDocument & { undo?: JsonValue } =
        value === undefined ? current.remove(name, undo) : current.set(name, value);
      undo ??= next.undo;
      expect(next.text).toBe(next.draft);
      current = next;
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigSyntaxError);
      current = undefined;
    }
    return current;
  });
}

const map: Container = { kind: "map", path: ["extensions"] };
const list: Container = { kind: "list", path: ["mcpServers"], nameKey: "name" };

it.each<readonly [Format, Container, fc.Arbitrary<string>]>([
  ["toml", { kind: "map", path: ["mcp_servers"] }, tomlTexts],
  ["yaml", map, yamlTexts(map)],
  ["yaml", list, yamlTexts(list)],
])("%s, %o", (format, container, texts) => {
  fc.assert(
    fc.property(texts, steps, (text, all) => {
      const whole = chain(openDocument(format, container, text, { elideFrom: 1e9 }), all);
      const short = chain(openDocument(format, container, text, { elideFrom: 0 }), all);
      const told = (document: ConfigDocument | undefined) =>
        document && {
          text: document.text,
          names: [...document.names()].sort(),
          values: document.names().map((name) => [name, document.get(name)] as const),
        };
      for (const [index, document] of whole.entries()) {
        const [a, b] = [told(document), told(short[index])];
        expect(b?.text).toBe(a?.text);
        expect(b?.names).toEqual(a?.names);
        expect(new Map(b?.values)).toEqual(new Map(a?.values));
      }
    }),
    { numRuns: 400 },
  );
});

it("what a short text cannot tell is refused in the end", () => {
  const text = "extensions:\n  a: &x {cmd: 1}\n  b: {cmd: 22222222222222222}\nother: {long: *x}\n";
  const document = openDocument("yaml", map, text, { elideFrom: 0 }).set("ours", { cmd: "x" });
  expect(document.text).toContain("ours");
  const refuse = () => document.remove("a").text;
  expect(refuse).toThrow(ConfigSyntaxError);
  expect(refuse).toThrow("cannot be edited without changing something else");
});

it("a stand-in's own words are no danger", () => {
  const text = `extensions:\n  a: {cmd: 1, long: 'gapx0x: 0 gapx1x'}\n  b: {cmd: 22222222222222222}\nc: {d: eeeeeeeeeeeeeee}\n`;
  const words = ["gapx0x: 0", "gap1x0x: 0", "gap1x"];
  let document = openDocument("yaml", map, text, { elideFrom: 0 });
  for (const word of words) document = document.set(word, { cmd: word });
  for (const word of words) expect(document.get(word)).toEqual({ cmd: word });
  for (const word of words) document = document.remove(word);
  expect(document.text).toBe(text);
});
