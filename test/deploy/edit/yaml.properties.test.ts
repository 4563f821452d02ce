import fc from "fast-check";
import { it } from "vitest";
import { parse } from "yaml";
import type { Container } from "../../../src/clients/types.ts";
import { entry } from "./entries.ts";
import { checkLaws, checkUsersEntries, stories, withEntries } from "./laws.ts";
import { yamlTexts } from "./yaml-texts.ts";

const containers: readonly Container[] = [
  { kind: "map", path: ["extensions"] },
  { kind: "list", path: ["mcpServers"], nameKey: "name" },
];

const read = (text: string): unknown => parse(text.replace(/^\uFEFF/, ""));

it.each(containers)("$kind at $path: any user's text, any entries", (container) => {
  fc.assert(
    fc.property(yamlTexts(container), stories, (text, story) => {
      checkLaws("yaml", container, text, story, read, withEntries(container));
    }),
    { numRuns: 400 },
  );
});

it.each(containers)("$kind at $path: the user's entries, replaced and removed", (container) => {
  fc.assert(
    fc.property(yamlTexts(container), entry, fc.constantFrom(0, 1e9), (text, value, elideFrom) => {
      checkUsersEntries("yaml", container, text, value, read, elideFrom);
    }),
    { numRuns: 200 },
  );
});
