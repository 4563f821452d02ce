import fc from "fast-check";
import { parse } from "smol-toml";
import { it } from "vitest";
import { entry } from "./entries.ts";
import { checkLaws, checkUsersEntries, stories, withEntries } from "./laws.ts";
import { tomlTexts } from "./toml-texts.ts";

const container = { kind: "map", path: ["mcp_servers"] } as const;

const read = (text: string) => parse(text.replace(/^\uFEFF/, ""));

/** smol-toml makes objects without a prototype; integers that are floats in JavaScript compare as numbers. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

it("any user's text, any entries", () => {
  const expected = withEntries(container);
  fc.assert(
    fc.property(tomlTexts, stories, (text, story) => {
      checkLaws(
        "toml",
        container,
        text,
        story,
        (given) => plain(read(given)),
        (data, entries) => plain(expected(data, entries)),
      );
    }),
    { numRuns: 500 },
  );
});

it("the user's entries, replaced and removed", () => {
  fc.assert(
    fc.property(tomlTexts, entry, fc.constantFrom(0, 1e9), (text, value, elideFrom) => {
      checkUsersEntries("toml", container, text, value, (given) => plain(read(given)), elideFrom);
    }),
    { numRuns: 300 },
  );
});
