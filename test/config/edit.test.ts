import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addServer, removeServer, setServerField } from "../../src/config/edit.ts";
import { ManyErrors, UserError } from "../../src/errors.ts";

const entry = { source: "npm:new-mcp@1.2.3" };

/** [title, before, after adding `new`, after removing it again (the same as before where not given)] */
const cases: readonly [string, string, string, string?][] = [
  ["empty text", "", "servers:\n  new:\n    source: npm:new-mcp@1.2.3\n", "servers:\n"],
  [
    "comments alone",
    "# mine\n",
    "# mine\nservers:\n  new:\n    source: npm:new-mcp@1.2.3\n",
    "# mine\nservers:\n",
  ],
  ["servers without a value", "servers:\n", "servers:\n  new:\n    source: npm:new-mcp@1.2.3\n"],
  ["no line break at the end", "servers:", "servers:\n  new:\n    source: npm:new-mcp@1.2.3"],
  ["a comment after it", "servers: # mine\n", "servers: # mine\n  new:\n    source: npm:new-mcp@1.2.3\n"],
  ["null", "servers: null\n", "servers:\n  new:\n    source: npm:new-mcp@1.2.3\n", "servers:\n"],
  [
    "~ and a comment",
    "servers: ~ # c\n",
    "servers: # c\n  new:\n    source: npm:new-mcp@1.2.3\n",
    "servers: # c\n",
  ],
  ["{}", "servers: {}\n", "servers:\n  new:\n    source: npm:new-mcp@1.2.3\n", "servers:\n"],
  [
    "{} before another key",
    "servers: {} # c\nsettings:\n  style: overlay\n",
    "servers: # c\n  new:\n    source: npm:new-mcp@1.2.3\nsettings:\n  style: overlay\n",
    "servers: # c\nsettings:\n  style: overlay\n",
  ],
  [
    "no servers key",
    "settings:\n  style: overlay\n",
    "settings:\n  style: overlay\n\nservers:\n  new:\n    source: npm:new-mcp@1.2.3\n",
    "settings:\n  style: overlay\n\nservers:\n",
  ],
  [
    "indented comments under it",
    "servers:\n  # example:\n  #   source: npm:example\n\n# end\n",
    "servers:\n  # example:\n  #   source: npm:example\n  new:\n    source: npm:new-mcp@1.2.3\n\n# end\n",
  ],
  [
    "after the last server",
    "servers:\n  a:\n    source: npm:a # pinned later\n",
    "servers:\n  a:\n    source: npm:a # pinned later\n  new:\n    source: npm:new-mcp@1.2.3\n",
  ],
  [
    "four columns and quotes",
    `servers:\n    a:\n        source: "npm:a"\n`,
    `servers:\n    a:\n        source: "npm:a"\n    new:\n        source: "npm:new-mcp@1.2.3"\n`,
  ],
  [
    "single quotes",
    "servers:\n  a:\n    source: 'npm:a'\n",
    "servers:\n  a:\n    source: 'npm:a'\n  new:\n    source: 'npm:new-mcp@1.2.3'\n",
  ],
  [
    "CRLF",
    "servers:\r\n  a:\r\n    source: npm:a\r\n\r\n# end\r\n",
    "servers:\r\n  a:\r\n    source: npm:a\r\n  new:\r\n    source: npm:new-mcp@1.2.3\r\n\r\n# end\r\n",
  ],
  [
    "blank lines between",
    "servers:\n  a:\n    source: npm:a\n\n  # about b\n  b:\n    source: npm:b\n\nsettings:\n  output: nix\n",
    "servers:\n  a:\n    source: npm:a\n\n  # about b\n  b:\n    source: npm:b\n\n  new:\n    source: npm:new-mcp@1.2.3\n\nsettings:\n  output: nix\n",
  ],
  [
    "one line of braces",
    "servers: {a: {source: npm:a}}\n",
    "servers: {a: {source: npm:a}, new: { source: npm:new-mcp@1.2.3 }}\n",
  ],
  [
    "braces with a comma at the end",
    "servers: { a: { source: npm:a }, }\n",
    "servers: { a: { source: npm:a }, new: { source: npm:new-mcp@1.2.3 }, }\n",
  ],
  [
    "JSON",
    `{\n  "servers": {\n    "a": { "source": "npm:a" }\n  }\n}\n`,
    `{\n  "servers": {\n    "a": { "source": "npm:a" },\n    "new": {"source": "npm:new-mcp@1.2.3"}\n  }\n}\n`,
  ],
  ["JSON without servers in it", `{"servers": {}}`, `{"servers": {"new": {"source": "npm:new-mcp@1.2.3"}}}`],
  [
    "braces over lines with comments",
    "servers: {\n  a: { source: npm:a } # first\n}\n",
    "servers: {\n  a: { source: npm:a }, # first\n  new: { source: npm:new-mcp@1.2.3 }\n}\n",
  ],
  [
    "braces over lines, comma and comment",
    "servers: {\n  a: { source: npm:a }, # first\n}\n",
    "servers: {\n  a: { source: npm:a }, # first\n  new: { source: npm:new-mcp@1.2.3 },\n}\n",
  ],
  [
    "document markers",
    "%YAML 1.2\n---\nservers:\n  a:\n    source: npm:a\n...\n",
    "%YAML 1.2\n---\nservers:\n  a:\n    source: npm:a\n  new:\n    source: npm:new-mcp@1.2.3\n...\n",
  ],
  [
    "a block scalar last",
    "servers:\n  a:\n    source: npm:a\n    env:\n      TEXT: |\n        one\n\n        two\n\n",
    "servers:\n  a:\n    source: npm:a\n    env:\n      TEXT: |\n        one\n\n        two\n  new:\n    source: npm:new-mcp@1.2.3\n\n",
  ],
  [
    "anchors and merges",
    "servers:\n  a: &base\n    source: npm:a\n  b:\n    <<: *base\n    bin: b\n",
    "servers:\n  a: &base\n    source: npm:a\n  b:\n    <<: *base\n    bin: b\n  new:\n    source: npm:new-mcp@1.2.3\n",
  ],
];

describe("adding and removing", () => {
  it.each(cases)("%s", (_, before, added, removed) => {
    expect(addServer(before, "new", entry)).toBe(added);
    expect(removeServer(added, "new")).toBe(removed ?? before);
  });

  it("keeps a block scalar's kept line breaks", () => {
    const before = "servers:\n  a:\n    source: npm:a\n    env:\n      T: |+\n        x\n\n";
    const added = addServer(before, "new", entry);
    expect(parse(added).servers.a.env.T).toBe("x\n\n");
    expect(removeServer(added, "new")).toBe(before);
  });

  it("writes every field of an entry", () => {
    const full = {
      source: "npm:@a/b@^1",
      bin: "b",
      allowScripts: ["esbuild", "@x/y"],
      args: ["--port", "8080", "", "- a: b", "true", "#"],
      env: { PORT: "8080", TEXT: "a\nb", EMPTY: "", QUOTE: `"'\\` },
      fetcherVersion: 2 as const,
    };
    for (const before of ["", "servers: { a: { source: npm:a } }", `{"servers":{"a":{"source":"npm:a"}}}`]) {
      expect(parse(addServer(before, "full", full)).servers.full).toEqual(full);
    }
  });

  it("removes from the middle, the comments inside with it", () => {
    const before =
      "servers:\n  a:\n    source: npm:a\n\n  b:\n    # why\n    source: npm:b\n    # more\n\n  # about c\n  c:\n    source: npm:c\n";
    expect(removeServer(before, "b")).toBe(
      "servers:\n  a:\n    source: npm:a\n\n  # about c\n  c:\n    source: npm:c\n",
    );
    expect(removeServer(before, "a")).toBe(
      "servers:\n  b:\n    # why\n    source: npm:b\n    # more\n\n  # about c\n  c:\n    source: npm:c\n",
    );
    expect(removeServer("servers: { a: {source: npm:a}, b: {source: npm:b} }", "a")).toBe(
      "servers: { b: {source: npm:b} }",
    );
  });

  it("refuses what it would break, and says so", () => {
    const anchored = "servers:\n  a: &base\n    source: npm:a\n  b: *base\n";
    expect(() => removeServer(anchored, "a")).toThrow(expect.objectContaining({ code: "E_CONFIG_EDIT" }));
    const aliased = "settings: {}\nservers: &s\n  a: {source: npm:a}\n";
    expect(removeServer(aliased, "a")).toBe("settings: {}\nservers: &s\n");
    expect(() => removeServer("servers:\n", "a")).toThrow(
      expect.objectContaining({ code: "E_UNKNOWN_SERVER" }),
    );
  });

  it("refuses a name that is taken, with its place", () => {
    expect(() => addServer("servers:\n  new:\n    source: npm:x\n", "new", entry)).toThrow(
      expect.objectContaining({ code: "E_SERVER_EXISTS", where: "servers.yaml:2:3" }),
    );
  });
});

describe("setting a field", () => {
  const before = `servers:\n  a: # first\n    source: "npm:a@1" # pinned\n    env:\n      X: 'y' # why\n  b: { source: npm:b }\n`;

  it("replaces a value in its own quotes", () => {
    expect(setServerField(before, "a", ["source"], "npm:a@2")).toBe(before.replace("npm:a@1", "npm:a@2"));
    expect(setServerField(before, "a", ["env", "X"], "it's")).toBe(before.replace("'y'", "'it''s'"));
    expect(setServerField(before, "b", ["source"], "npm:b@2")).toBe(before.replace("npm:b }", "npm:b@2 }"));
  });

  it("changes nothing when the value is the same", () => {
    expect(setServerField(before, "a", ["source"], "npm:a@1")).toBe(before);
    expect(setServerField(before, "a", ["bin"], undefined)).toBe(before);
  });

  it("adds and removes fields, lists and nested maps", () => {
    const list = setServerField(before, "a", ["allowScripts"], ["esbuild", "sharp"]);
    expect(list).toBe(
      before.replace("# why\n", `# why\n    allowScripts:\n      - "esbuild"\n      - "sharp"\n`),
    );
    expect(setServerField(list, "a", ["allowScripts"], undefined)).toBe(before);
    expect(parse(setServerField(list, "a", ["allowScripts"], ["one"])).servers.a.allowScripts).toEqual([
      "one",
    ]);
    expect(setServerField(before, "a", ["env", "X"], undefined)).toBe(
      before.replace("    env:\n      X: 'y' # why\n", ""),
    );
    expect(parse(setServerField(before, "b", ["env", "K"], "v")).servers.b).toEqual({
      source: "npm:b",
      env: { K: "v" },
    });
  });
});

/** Random files in many styles, valid by construction. */
const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/);
const value = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("true", "null", "1e3", "a: b", "- x", "# c", "é\n"),
);
const file = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 4, selector: (each) => each.toLowerCase() }),
    indent: fc.integer({ min: 1, max: 5 }),
    step: fc.integer({ min: 1, max: 5 }),
    eol: fc.constantFrom("\n", "\r\n"),
    endBreak: fc.boolean(),
    head: fc.constantFrom("", "# head", "---", "settings: {style: overlay}", "settings:\n  output: nix\n"),
    tail: fc.constantFrom("", "", "# tail", "\n\n# tail", "settings_:\n", "..."),
    parts: fc.array(
      fc.record({
        form: fc.constantFrom("block", "flow", "json", "multi"),
        blank: fc.nat({ max: 2 }),
        comment: fc.constantFrom("", "# above", "\n# above\n"),
        inside: fc.constantFrom("", "# inside", "\n# inside"),
        after: fc.constantFrom("", " # after", "   "),
        env: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,4}$/), value, { maxKeys: 2 }),
      }),
      { minLength: 4, maxLength: 4 },
    ),
  })
  .map(({ names, indent, step, eol, endBreak, head, tail, parts }) => {
    const lines = [head, "servers:"];
    for (const [index, each] of names.entries()) {
      const part = parts[index]!;
      const pad = " ".repeat(indent);
      const deep = " ".repeat(indent + step);
      lines.push(...Array<string>(part.blank).fill(""));
      if (part.comment !== "")
        lines.push(...part.comment.split("\n").map((line) => (line === "" ? "" : pad + line)));
      const env = JSON.stringify(part.env);
      if (part.form === "flow") lines.push(`${pad}${each}: {source: npm:${each}, env: ${env}}${part.after}`);
      else if (part.form === "json")
        lines.push(`${pad}"${each}": {"source":"npm:${each}","env":${env}}${part.after}`);
      else if (part.form === "multi") {
        lines.push(
          `${pad}${each}: {`,
          `${deep}source: 'npm:${each}', # s`,
          `${deep}env: ${env}`,
          `${deep}}${part.after}`,
        );
      } else {
        lines.push(
          `${pad}${each}:${part.after}`,
          `${deep}source: "npm:${each}"${part.after}`,
          `${deep}env: ${env}`,
        );
        if (part.inside !== "")
          lines.push(...part.inside.split("\n").map((line) => (line === "" ? "" : deep + line)));
      }
    }
    if (tail !== "" && tail !== "settings_:\n") lines.push(...tail.split("\n"));
    return { names, text: lines.join("\n").replaceAll("\n", eol) + (endBreak ? eol : "") };
  });

describe("any file", () => {
  it("adding then removing gives the same bytes, and adding inserts only", () => {
    fc.assert(
      fc.property(file, fc.constantFrom("new", "A-1", "zz.z"), value, ({ names, text }, added, argument) => {
        fc.pre(!names.includes(added));
        const wanted = { source: "npm:new@1", args: [argument] };
        const result = addServer(text, added, wanted);
        expect(parse(result).servers).toEqual({ ...parse(text).servers, [added]: wanted });
        expect(isInsertionOf(result, text)).toBe(true);
        expect(removeServer(result, added)).toBe(text);
      }),
      { numRuns: 250 },
    );
  });

  it("removing takes one run of lines away and leaves the other servers", () => {
    fc.assert(
      fc.property(file, fc.nat(), ({ names, text }, pick) => {
        const removed = names[pick % names.length]!;
        const result = removeServer(text, removed);
        const { [removed]: _, ...rest } = parse(text).servers;
        expect(parse(result).servers ?? {}).toEqual(rest);
        expect(isInsertionOf(text, result)).toBe(true);
      }),
      { numRuns: 250 },
    );
  });

  it("setting a field changes that field alone", () => {
    fc.assert(
      fc.property(file, fc.nat(), value, ({ names, text }, pick, argument) => {
        const changed = names[pick % names.length]!;
        const before = parse(text).servers;
        for (const [path, field] of [
          [["bin"], `x${argument}`],
          [["source"], "npm:other"],
          [["env", "NEW"], argument],
          [["args"], [argument]],
        ] as const) {
          const result = setServerField(text, changed, [...path], field);
          const expected = structuredClone(before);
          if (path.length === 2) expected[changed].env.NEW = field;
          else expected[changed][path[0]] = field;
          expect(parse(result).servers).toEqual(expected);
          for (const comment of text.match(/# (?:head|tail|above|after|inside)/g) ?? [])
            expect(result).toContain(comment);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("throws only errors meant for the user, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^(?:servers|a|:|\{|\}|\[|,| |\n|&x|\*x|- |\?|"|'|~|#){0,14}$/),
        (text) => {
          for (const edit of [
            () => addServer(text, "new", entry),
            () => removeServer(text, "a"),
            () => setServerField(text, "a", ["bin"], "b"),
          ]) {
            try {
              edit();
            } catch (error) {
              if (!(error instanceof UserError || error instanceof ManyErrors)) throw error;
            }
          }
        },
      ),
      { numRuns: 800 },
    );
  });
});

/** Whether `longer` is `shorter` with one run of characters put in. */
function isInsertionOf(longer: string, shorter: string): boolean {
  let head = 0;
  while (head < shorter.length && shorter[head] === longer[head]) head++;
  let tail = 0;
  while (tail < shorter.length - head && shorter.at(-1 - tail) === longer.at(-1 - tail)) tail++;
  return head + tail === shorter.length;
}
