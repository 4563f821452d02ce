import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Container, Format } from "../../../src/clients/types.ts";
import { openDocument } from "../../../src/deploy/edit/open.ts";
import { ConfigSyntaxError } from "../../../src/deploy/edit/syntax-error.ts";
import { jsonTexts } from "./json-texts.ts";
import { broken } from "./mutations.ts";
import { tomlTexts } from "./toml-texts.ts";
import { yamlTexts } from "./yaml-texts.ts";

/** No two of its letters stand side by side in what we say. */
const secret = "QZXJQVXZ";
const leaked = /[QZXJV]{2}/;

let warned: string[];
beforeEach(() => {
  warned = [];
  vi.spyOn(process, "emitWarning").mockImplementation((warning) => {
    warned.push(String(warning));
  });
});
afterEach(() => vi.restoreAllMocks());

const json: Container = { kind: "map", path: ["mcpServers"] };
const toml: Container = { kind: "map", path: ["mcp_servers"] };
const yaml: Container = { kind: "map", path: ["extensions"] };

const withSecrets = (texts: fc.Arbitrary<string>, ways: readonly string[]) =>
  broken(
    fc
      .tuple(texts, fc.array(fc.tuple(fc.nat(), fc.constantFrom(...ways)), { minLength: 1, maxLength: 3 }))
      .map(([text, places]) =>
        places.reduce((left, [place, way]) => {
          // Among lines or among characters.
          const any = place % (left.length + 1);
          const at = place % 2 === 0 ? any : left.lastIndexOf("\n", any) + 1;
          return left.slice(0, at) + way + left.slice(at);
        }, text),
      ),
  );

const everywhere = [
  secret,
  `"${secret}`,
  `"KEY": "${secret}",`,
  `KEY = "${secret}"\n`,
  `KEY: ${secret}\n`,
  `*${secret}`,
  `&${secret} `,
  `!${secret} `,
  `!<${secret}> `,
  `%${secret} x\n`,
  `%YAML ${secret}\n---\n`,
  `"\\${secret}"`,
  `|${secret}\n`,
  `? [${secret}]\n: 1\n`,
  `{ ? { a: ${secret} } : 1 }\n`,
  `- ${secret}\n`,
  `[${secret}]\n`,
  `1${secret}`,
  `#${secret}\n`,
  `\u0001${secret}\ud800`,
];

it.each<readonly [Format, Container, fc.Arbitrary<string>]>([
  ["jsonc", json, jsonTexts(json)],
  ["toml", toml, tomlTexts],
  ["yaml", yaml, yamlTexts(yaml)],
])("%s: what is said of a broken file holds nothing of it", (format, container, texts) => {
  let refused = 0;
  fc.assert(
    fc.property(withSecrets(texts, everywhere), (text) => {
      try {
        const document = openDocument(format, container, text);
        const after = document.set("ours", { command: "x" });
        for (const name of after.names()) after.get(name);
        after.remove("ours", after.undo);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigSyntaxError);
        const { message, stack, cause } = error as ConfigSyntaxError;
        expect(`${message}\n${stack}`).not.toMatch(leaked);
        expect(cause).toBeUndefined();
        refused++;
      }
      expect(warned).toEqual([]);
    }),
    { numRuns: 1500 },
  );
  expect(refused).toBeGreaterThan(300);
});
