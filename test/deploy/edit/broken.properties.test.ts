import fc from "fast-check";
import { type ParseError, parse as parseJsonc } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { expect, it } from "vitest";
import { parse } from "yaml";
import type { Container, Format, JsonObject } from "../../../src/clients/types.ts";
import { openDocument } from "../../../src/deploy/edit/open.ts";
import { ConfigSyntaxError } from "../../../src/deploy/edit/syntax-error.ts";
import { entry } from "./entries.ts";
import { jsonTexts } from "./json-texts.ts";
import { broken } from "./mutations.ts";
import { tomlTexts } from "./toml-texts.ts";
import { yamlTexts } from "./yaml-texts.ts";

const json: Container = { kind: "map", path: ["mcpServers"] };
const toml: Container = { kind: "map", path: ["mcp_servers"] };
const yaml: Container = { kind: "map", path: ["extensions"] };
const yamlList: Container = { kind: "list", path: ["mcpServers"], nameKey: "name" };

/** What another parser says: its data, or that it is no such text. */
function readJson(text: string): unknown {
  const errors: ParseError[] = [];
  const data: unknown = parseJsonc(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  if (errors.length > 0) throw new Error("no JSONC");
  return data;
}

const parseYaml = (text: string): unknown => parse(text, { logLevel: "error" });

const bodyOf = (text: string) => text.replace(/^\uFEFF/, "");

/** Undefined: refused, with a place that is in the text. */
function attempt<T>(text: string, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigSyntaxError)) throw error;
    const lines = bodyOf(text).split("\n");
    expect(error.line).toBeGreaterThanOrEqual(1);
    expect(error.line).toBeLessThanOrEqual(lines.length);
    expect(error.column).toBeGreaterThanOrEqual(1);
    expect(error.column).toBeLessThanOrEqual(lines[error.line - 1]!.length + 1);
    expect(error.message).not.toBe("");
    return undefined;
  }
}

interface Edits {
  readonly first: JsonObject;
  readonly second: JsonObject;
  readonly inOrder: boolean;
  readonly elideFrom: number;
}

const edits: fc.Arbitrary<Edits> = fc.record({
  first: entry,
  second: entry,
  inOrder: fc.boolean(),
  elideFrom: fc.constantFrom(0, 1e9),
});

/** What is taken can be read by the other parser too, before and after; and is given back. */
function check(
  format: Format,
  container: Container,
  text: string,
  { first, second, inOrder, elideFrom }: Edits,
  read: (text: string) => unknown,
) {
  const open = (given: string) => openDocument(format, container, given, { elideFrom });
  const document = attempt(text, () => open(text));
  if (document === undefined) return;
  read(bodyOf(text));
  const added = attempt(text, () => {
    const one = document.set("our own", first);
    const two = one.set("and another", second);
    return { text: two.text, undo: one.undo ?? two.undo };
  });
  if (added === undefined) {
    expect(format, "JSON is never refused after it was opened").not.toMatch(/json/);
    return;
  }
  read(bodyOf(added.text));
  const names = ["our own", "and another"];
  let left = open(added.text);
  for (const name of inOrder ? names : names.reverse()) left = left.remove(name, added.undo);
  expect(left.text).toBe(text);
}

it.each([
  ["jsonc", json, jsonTexts(json), readJson, 3000],
  ["toml", toml, tomlTexts, parseToml, 1000],
  ["yaml", yaml, yamlTexts(yaml), parseYaml, 1000],
  ["yaml", yamlList, yamlTexts(yamlList), parseYaml, 500],
] as const)(
  "%s, %o: broken texts are refused with their place, or edited like any other",
  (format, container, texts, read, numRuns) => {
    fc.assert(
      fc.property(broken(texts), edits, (text, all) => check(format, container, text, all, read)),
      { numRuns },
    );
  },
);

it("JSON: refuses exactly what another parser refuses", () => {
  const anywhere: Container = { kind: "map", path: ["a key that is not there"] };
  fc.assert(
    fc.property(broken(jsonTexts(json)), (text) => {
      fc.pre(!text.includes("\0"));
      // The other parser also takes a list or a word for a file.
      const wanted = attemptOther(() => readJson(bodyOf(text)));
      fc.pre(
        wanted === undefined || wanted === null || (typeof wanted === "object" && !Array.isArray(wanted)),
      );
      const found = attempt(text, () => openDocument("json", anywhere, text));
      expect(found === undefined).toBe(wanted === undefined);
    }),
    { numRuns: 3000 },
  );
});

function attemptOther(work: () => unknown): unknown {
  try {
    return work() ?? null;
  } catch {
    return undefined;
  }
}
