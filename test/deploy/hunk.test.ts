import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Container, Format } from "../../src/clients/types.ts";
import { hunkLines } from "../../src/commands/hunk-text.ts";
import { openDocument } from "../../src/deploy/edit/open.ts";
import { hunkBetween } from "../../src/deploy/hunk.ts";
import { colorsFor } from "../../src/ui/colors.ts";
import { entry } from "./edit/entries.ts";
import { jsonTexts } from "./edit/json-texts.ts";
import { tomlTexts } from "./edit/toml-texts.ts";
import { yamlTexts } from "./edit/yaml-texts.ts";

describe("what differs", () => {
  it("is shown as whole lines where they are ours", () => {
    const before = '{\n  "a": {},\n  "b": {\n    "command": "/old/bin"\n  }\n}\n';
    expect(hunkBetween("b", before, before.replace("/old", "/new"))).toEqual({
      server: "b",
      line: 4,
      removed: ['    "command": "/old/bin"'],
      added: ['    "command": "/new/bin"'],
    });
    expect(hunkBetween("c", '{\n  "a": {}\n}', '{\n  "a": {},\n  "c": {\n    "d": 1\n  }\n}')).toEqual({
      server: "c",
      line: 2,
      removed: [],
      added: ['  "c": {', '    "d": 1', "  }"],
    });
    expect(hunkBetween("a", "x", "x")).toBeNull();
  });

  it("leaves out the rest of a line that is the user's", () => {
    const user = '{"token": "tell-nobody", "mcpServers": {"mine": {"env": {"KEY": "tell-nobody"}}';
    const hunk = hunkBetween("a", `${user}}}`, `${user}, "a": {"command": "x"}}}`);
    expect(JSON.stringify(hunk)).not.toContain("tell-nobody");
    expect(hunk?.added.join()).toContain('"a": {"command": "x"}');
  });

  it("leaves out the user's line that gets a comma", () => {
    const hunk = hunkBetween(
      "a",
      '{\n  "mine": "tell-nobody"\n}\n',
      '{\n  "mine": "tell-nobody",\n  "a": {}\n}\n',
    );
    expect(hunk).toEqual({ server: "a", line: 2, removed: [], added: ['  "a": {}'] });
    const first = hunkBetween(
      "a",
      '{\n  "mine": "tell-nobody"\n}\n',
      '{\n  "a": {},\n  "mine": "tell-nobody"\n}\n',
    );
    expect(JSON.stringify(first)).not.toContain("tell-nobody");
  });

  it("never shows a line's other keys, whatever they are", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 1 }), word, (pairs, name) => {
        const keys = pairs.map(([key, value]) => `"${key}": "SECRET${value}"`).join(", ");
        const hunk = hunkBetween(name, `{${keys}}`, `{${keys}, "${name}": {}}`);
        expect(JSON.stringify([hunk?.removed, hunk?.added])).not.toContain("SECRET");
        const other = hunkBetween(name, `{"m": {${keys}}}`, `{"m": {"${name}": {}, ${keys}}}`);
        expect(JSON.stringify([other?.removed, other?.added])).not.toContain("SECRET");
      }),
    );
  });
});

const json: Container = { kind: "map", path: ["mcpServers"] };
const toml: Container = { kind: "map", path: ["mcp_servers"] };
const yaml: Container = { kind: "map", path: ["extensions"] };
const list: Container = { kind: "list", path: ["mcpServers"], nameKey: "name" };

describe("a table before the user's next one", () => {
  const before = '[mcp_servers.a]\ncommand = "x"\n\n[profile]\ntoken = "tell-nobody"\n';
  const after = openDocument("toml", toml, before).set("ours", { command: "y", env: { A: "b" } }).text;
  const ours = ["[mcp_servers.ours]", 'command = "y"', "[mcp_servers.ours.env]", 'A = "b"'];

  it("is shown whole, and nothing else, when it comes", () => {
    expect(hunkBetween("ours", before, after)).toEqual({ server: "ours", line: 4, removed: [], added: ours });
  });

  it("and when it goes", () => {
    expect(hunkBetween("ours", after, before)).toMatchObject({ removed: ours, added: [] });
  });
});

const formats: readonly (readonly [Format, Container, fc.Arbitrary<string>])[] = [
  ["jsonc", json, jsonTexts(json)],
  ["toml", toml, tomlTexts],
  ["yaml", yaml, yamlTexts(yaml)],
  ["yaml", list, yamlTexts(list)],
];

/** Each line of it has this word, or nothing but brackets. */
const marked = { OURcommand: "OUR", OURargs: ["OUR", "OUR 2"], OURenv: { OUR: "OUR", OUR2: "OUR" } };

it.each(formats)("%s, %o: nothing is shown but the server that comes or goes", (format, container, texts) => {
  fc.assert(
    fc.property(texts, entry, (text, other) => {
      // Making the container changes lines of the user's: the container's own.
      const before = openDocument(format, container, text).set("m", other).text;
      const after = openDocument(format, container, before).set("OUR", marked).text;
      const shown = [
        ...(hunkBetween("OUR", before, after)?.added ?? []),
        ...(hunkBetween("OUR", after, before)?.removed ?? []),
      ];
      for (const line of shown) expect(line).toMatch(/OUR|^[\s{}[\],]*$/);
      expect(shown.filter((line) => line.includes("OUR")).length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

describe("what was the user's own", () => {
  const colors = colorsFor(false);
  const removed = (...lines: string[]) =>
    hunkLines([{ server: "a", line: 1, removed: lines, added: [], foreign: true }], colors).slice(1);

  it("is shown by its keys", () => {
    expect(
      removed('  "a": {', '    "url": "https://tell.example",', '    "args": ["--key=tell", "x"]', "  }"),
    ).toEqual(['-  "a": {', '-    "url": …', '-    "args": …', "-  }"]);
    expect(removed("[mcp_servers.a]", "command = 'tell'", "env = { A = 1 }", "port=80")).toEqual([
      "-…",
      "-command = …",
      "-env = …",
      "-port= …",
    ]);
    expect(
      removed(
        "  a:",
        "    env: {A: tell}",
        "    - tell",
        "    - --key: tell",
        "    MIItell==",
        "    xx/tell=",
      ),
    ).toEqual(["-  a:", "-    env: …", "-    - …", "-    - --key: ***", "-    …", "-    …"]);
  });

  it.each(formats)("%s, %o: never by its values", (format, container, texts) => {
    const secret = fc.stringMatching(/^[A-Za-z0-9+/]{20}={0,2}$/).map((text) => `QZX${text}`);
    const theirs = fc.record(
      {
        command: secret,
        args: fc.array(
          fc.oneof(
            secret,
            secret.map((text) => `--key=${text}`),
            secret.map((text) => `a\n${text}\n`),
          ),
        ),
        env: fc.dictionary(fc.constantFrom("A", "TOKEN", "B C"), secret, { noNullPrototype: true }),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(texts, theirs, entry, (text, value, ours) => {
        const before = openDocument(format, container, text).set("theirs", value).text;
        const document = openDocument(format, container, before);
        for (const after of [document.set("theirs", ours).text, document.remove("theirs").text]) {
          const hunk = hunkBetween("theirs", before, after);
          if (hunk === null) continue;
          const shown = hunkLines([{ ...hunk, foreign: true }], colors).filter((line) =>
            line.startsWith("-"),
          );
          expect(shown.join("\n")).not.toContain("QZX");
        }
      }),
      { numRuns: 300 },
    );
  });
});
