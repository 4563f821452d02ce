import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addServer, removeServer, setServerField } from "../../src/config/edit.ts";

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

describe("a file with anchors", () => {
  const text = `x-usual: &usual # mine
  limits: { memoryMax: 1G }
x-source: &source npm:one

servers:
  one:
    <<: *usual
    source: *source
  two: &two { source: npm:two }
  three:
    <<: [*two, *usual]
`;

  it("takes servers in and gives them up as they were", () => {
    const added = addServer(text, "new", entry);
    expect(added).toBe(`${text}  new:\n    source: npm:new-mcp@1.2.3\n`);
    expect(removeServer(added, "new")).toBe(text);
    expect(removeServer(text, "three")).toBe(text.slice(0, text.indexOf("  three:")));
  });

  it("has fields set for one server alone", () => {
    expect(setServerField(text, "one", ["source"], "npm:uno")).toBe(text.replace("*source", "npm:uno"));
    expect(setServerField(text, "one", ["limits", "memoryMax"], "2G")).toBe(
      text.replace("    source: *source\n", "    source: *source\n    limits:\n      memoryMax: 2G\n"),
    );
  });

  it("is left alone where others use what would go", () => {
    expect(() => removeServer(text, "two")).toThrow("cannot be edited for you");
    const shared = "x-servers: &all\n  one: { source: npm:one }\nservers: *all\n";
    expect(() => removeServer(shared, "one")).toThrow("cannot be edited for you");
    expect(() => addServer(shared, "new", entry)).toThrow("cannot be edited for you");
  });
});
