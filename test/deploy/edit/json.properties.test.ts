import fc from "fast-check";
import { type ParseError, parse } from "jsonc-parser";
import { expect, it } from "vitest";
import type { Container } from "../../../src/clients/types.ts";
import { entry } from "./entries.ts";
import { jsonTexts } from "./json-texts.ts";
import { checkLaws, checkUsersEntries, stories, withEntries } from "./laws.ts";

const containers: readonly Container[] = [
  { kind: "map", path: ["mcpServers"] },
  { kind: "map", path: ["amp.mcpServers"] },
  { kind: "map", path: ["mcp", "servers"] },
  { kind: "map", path: [] },
  { kind: "list", path: ["mcpServers"], nameKey: "name" },
];

function read(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ""), errors, {
    allowTrailingComma: true,
    allowEmptyContent: true,
  });
  expect(errors, text).toEqual([]);
  return value ?? {};
}

it.each(containers)("$kind at $path: any user's text, any entries", (container) => {
  fc.assert(
    fc.property(jsonTexts(container), stories, (text, story) => {
      checkLaws("jsonc", container, text, story, read, withEntries(container));
    }),
    { numRuns: 400 },
  );
});

it.each(containers)("$kind at $path: the user's entries, replaced and removed", (container) => {
  fc.assert(
    fc.property(jsonTexts(container), entry, fc.constantFrom(0, 1e9), (text, value, elideFrom) => {
      checkUsersEntries("jsonc", container, text, value, read, elideFrom);
    }),
    { numRuns: 300 },
  );
});
