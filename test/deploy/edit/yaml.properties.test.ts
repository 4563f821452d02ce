import fc from "fast-check";
import { it } from "vitest";
import { parse } from "yaml";
import type { Container } from "../../../src/clients/types.ts";
import { checkLaws, stories, withEntries } from "./laws.ts";
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
