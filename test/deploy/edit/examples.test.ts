import { describe, expect, it } from "vitest";
import type { Container, Format } from "../../../src/clients/types.ts";
import { openDocument } from "../../../src/deploy/edit/open.ts";

const ours = { command: "/bin/x", args: ["-v"] };
const map = (...path: string[]): Container => ({ kind: "map", path });
const continueList: Container = { kind: "list", path: ["mcpServers"], nameKey: "name" };

type Example = readonly [what: string, format: Format, container: Container, before: string, after: string];

const json = map("mcpServers");
const toml = map("mcp_servers");
const yaml = map("extensions");

/** What a file becomes with `ours` in it under the name `ours`; taken out again it is what it was. */
const examples: readonly Example[] = [
  [
    "no file",
    "json",
    json,
    "",
    `{
  "mcpServers": {
    "ours": {
      "command": "/bin/x",
      "args": [
        "-v"
      ]
    }
  }
}
`,
  ],
  [
    "a byte order mark alone",
    "toml",
    toml,
    "\uFEFF",
    '\uFEFF[mcp_servers.ours]\ncommand = "/bin/x"\nargs = ["-v"]\n',
  ],
  [
    "one line stays one line",
    "json",
    json,
    '{ "a": 1, "mcpServers": { "b": {} } }',
    '{ "a": 1, "mcpServers": { "b": {}, "ours": {"command": "/bin/x", "args": ["-v"]} } }',
  ],
  [
    "no spaces stay none",
    "json",
    json,
    '{"a":1,"mcpServers":{"b":{"command":"y"}}}',
    '{"a":1,"mcpServers":{"b":{"command":"y"},"ours":{"command":"/bin/x","args":["-v"]}}}',
  ],
  [
    "tabs, CRLF, no final line break, null",
    "json",
    json,
    '{\r\n\t"mcpServers": null,\r\n\t"b": 2\r\n}',
    '{\r\n\t"mcpServers": {\r\n\t\t"ours": {\r\n\t\t\t"command": "/bin/x",\r\n\t\t\t"args": [\r\n\t\t\t\t"-v"\r\n\t\t\t]\r\n\t\t}\r\n\t},\r\n\t"b": 2\r\n}',
  ],
  [
    "comments and trailing commas; entries on one line each",
    "jsonc",
    map("context_servers"),
    '{\n  // mine\n  "context_servers": {\n    "a": { "command": "y", "args": [] }, // first\n    /* last */\n  },\n}\n',
    '{\n  // mine\n  "context_servers": {\n    "a": { "command": "y", "args": [] }, // first\n    "ours": { "command": "/bin/x", "args": ["-v"] },\n    /* last */\n  },\n}\n',
  ],
  [
    "a comma goes before a comment",
    "jsonc",
    json,
    '{\n  "mcpServers": {\n    "a": {"command": "y"} // no comma, }\n  }\n}',
    '{\n  "mcpServers": {\n    "a": {"command": "y"}, // no comma, }\n    "ours": {"command": "/bin/x", "args": ["-v"]}\n  }\n}',
  ],
  [
    "a literal key with a dot",
    "jsonc",
    map("amp.mcpServers"),
    '{"amp":{"mcpServers":{}}}',
    '{"amp":{"mcpServers":{}},"amp.mcpServers":{"ours":{"command":"/bin/x","args":["-v"]}}}',
  ],
  [
    "of two containers the last counts",
    "json",
    json,
    '{"mcpServers":{"ours":{}},"mcpServers":{"b":{}}}',
    '{"mcpServers":{"ours":{}},"mcpServers":{"b":{},"ours":{"command":"/bin/x","args":["-v"]}}}',
  ],
  [
    "tables stand together, with their comments",
    "toml",
    toml,
    'model = "m"\n\n[mcp_servers.a]\ncommand = "y"\n# args = []\n\n# trust\n[projects."/x"]\ntrust_level = "trusted"\n',
    'model = "m"\n\n[mcp_servers.a]\ncommand = "y"\n# args = []\n\n[mcp_servers.ours]\ncommand = "/bin/x"\nargs = ["-v"]\n\n# trust\n[projects."/x"]\ntrust_level = "trusted"\n',
  ],
  [
    "no final line break",
    "toml",
    toml,
    'model = "m"',
    'model = "m"\n\n[mcp_servers.ours]\ncommand = "/bin/x"\nargs = ["-v"]',
  ],
  [
    "an inline table",
    "toml",
    toml,
    "mcp_servers = { a = { command = 'y' } } # mine\n[b]\n",
    'mcp_servers = { a = { command = \'y\' }, ours = { command = "/bin/x", args = ["-v"] } } # mine\n[b]\n',
  ],
  [
    "dotted keys",
    "toml",
    toml,
    "mcp_servers.a.command = 'y'\nmcp_servers.\"b c\".command = 'z' # z\n[d]\n",
    'mcp_servers.a.command = \'y\'\nmcp_servers."b c".command = \'z\' # z\nmcp_servers.ours = { command = "/bin/x", args = ["-v"] }\n[d]\n',
  ],
  [
    "a block map before other keys",
    "yaml",
    yaml,
    "extensions:\n    dev:\n        enabled: true\n    # end\n# other\nGOOSE_MODEL: m\n",
    'extensions:\n    dev:\n        enabled: true\n    # end\n    ours:\n        command: /bin/x\n        args:\n          - "-v"\n# other\nGOOSE_MODEL: m\n',
  ],
  [
    "a list without indent",
    "yaml",
    continueList,
    "name: x\nmcpServers:\n- name: a\n  command: |\n    y\nmodels: []",
    'name: x\nmcpServers:\n- name: a\n  command: |\n    y\n- name: ours\n  command: /bin/x\n  args:\n  - "-v"\nmodels: []',
  ],
  [
    "nothing where the map belongs, and a comment",
    "yaml",
    yaml,
    "---\nextensions: # none\nb: 1\n...\n",
    '---\nextensions: # none\n  ours:\n    command: /bin/x\n    args:\n      - "-v"\nb: 1\n...\n',
  ],
  [
    "JSON in a YAML file",
    "yaml",
    yaml,
    '{"extensions": {"a": {"cmd": "y"}}}\n',
    '{"extensions": {"a": {"cmd": "y"}, "ours": {"command": "/bin/x", "args": ["-v"]}}}\n',
  ],
  [
    "an anchor in use elsewhere, outside of the servers",
    "yaml",
    yaml,
    "base: &b\n  x: 1\nextensions:\n  a: *b\n",
    'base: &b\n  x: 1\nextensions:\n  a: *b\n  ours:\n    command: /bin/x\n    args:\n      - "-v"\n',
  ],
];

it.each(examples)("%s (%s)", (_what, format, container, before, after) => {
  const added = openDocument(format, container, before).set("ours", ours);
  expect(added.text).toBe(after);
  expect(openDocument(format, container, after).remove("ours", added.undo).text).toBe(before);
});

describe("replacing and removing", () => {
  it.each<Example>([
    [
      "of equal names none but ours stays",
      "json",
      json,
      '{"mcpServers": {"ours": {"a": 1}, "b": {}, "ours": {"url": "u"}}}',
      '{"mcpServers": { "b": {}, "ours": {"command": "/bin/x", "args": ["-v"]}}}',
    ],
    [
      "the parts of a server, wherever they are",
      "toml",
      toml,
      '[mcp_servers.ours]\nurl = "u"\n\n[a]\nb = 1\n\n[mcp_servers.ours.http_headers]\nX = "1"\n\n[[c]]\n',
      '[mcp_servers.ours]\ncommand = "/bin/x"\nargs = ["-v"]\n\n[a]\nb = 1\n\n[[c]]\n',
    ],
    [
      "dotted keys of a server become one",
      "toml",
      toml,
      'mcp_servers.ours.url = "u"\na = 1\nmcp_servers.ours.enabled = true\n',
      'mcp_servers.ours = { command = "/bin/x", args = ["-v"] }\na = 1\n',
    ],
    [
      "a block map with a comment after it",
      "yaml",
      yaml,
      "extensions:\n  ours:\n    url: u\n    env: {}\n  # about b\n  b: 1\n",
      'extensions:\n  ours:\n    command: /bin/x\n    args:\n      - "-v"\n  # about b\n  b: 1\n',
    ],
  ])("%s (%s)", (_what, format, container, before, after) => {
    expect(openDocument(format, container, before).set("ours", ours).text).toBe(after);
  });

  it("equal names side by side leave no comment open", () => {
    const text = '{"mcpServers": { // mine\n"a": 1,\n"a": 2, "b": 3 }}';
    const { text: after } = openDocument("jsonc", json, text).remove("a");
    expect(openDocument("jsonc", json, after).names()).toEqual(["b"]);
  });

  it("an equal entry stays as the app has written it", () => {
    const text = '{"mcpServers":{"ours":{"args" : [ "-v" ],"command":"/bin/x"}}}';
    expect(openDocument("json", json, text).set("ours", ours).text).toBe(text);
  });

  it.each<readonly [string, Format, Container, string, string]>([
    ["an app has reformatted the file", "json", json, '{"mcpServers":{"ours":{}}}\n', "{}\n"],
    [
      "the user has added a server",
      "json",
      json,
      '{"mcpServers":{"ours":{},"a":1}}',
      '{"mcpServers":{"a":1}}',
    ],
    [
      "the user has written a comment there",
      "jsonc",
      json,
      '{"mcpServers":{"ours":{}/* x */}}',
      '{"mcpServers":{/* x */}}',
    ],
    ["an app has dropped our entry", "json", json, '{"a":1,"mcpServers":{}}', '{"a":1}'],
    ["the user has added a key", "yaml", yaml, "extensions:\n  ours: {}\na: 1\n", "a: 1\n"],
  ])("a container that we made, and %s", (_what, format, container, before, after) => {
    const undo = { depth: 1, was: null };
    expect(openDocument(format, container, before).remove("ours", undo).text).toBe(after);
  });

  it("without undo an empty container stays, valid for its client", () => {
    const gone = (format: Format, container: Container, text: string) =>
      openDocument(format, container, text).remove("ours").text;
    expect(gone("json", json, '{"mcpServers": {\n "ours": {}\n }}')).toBe('{"mcpServers": {}}');
    expect(gone("yaml", yaml, "extensions: # c\n  ours:\n    a: 1\n")).toBe("extensions: {} # c\n");
    expect(gone("yaml", continueList, "mcpServers:\n- name: ours\n")).toBe("mcpServers: []\n");
  });

  it("a name that is not there", () => {
    const text = '{ "mcpServers": { } }';
    expect(openDocument("json", json, text).remove("ours").text).toBe(text);
    expect(openDocument("json", json, text).get("ours")).toBeUndefined();
    expect(openDocument("json", json, text).get("toString")).toBeUndefined();
  });
});

it("nesting is bounded by memory alone (JSON), or reported (YAML)", () => {
  const deep = `{"a": ${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
  expect(openDocument("json", json, deep).set("ours", {}).names()).toEqual(["ours"]);
  expect(() => openDocument("yaml", yaml, "[".repeat(20_000))).toThrow("the file is nested too deeply");
});

it.each([
  ["a basic string", '"', 'x\\n\\u00e9\\\\\\"', '"', 'x\né\\"'],
  ["a literal string", "'", "\\x", "'", "\\x"],
  ["many lines", '"""\r\n', 'a "" \\"\\\r\n  b\r\n', '"""', 'a "" "b\n'],
  ["many literal lines", "'''\n", "a\n'' ", "'''", "a\n'' "],
] as const)("TOML: %s of 300 kB", (_what, open, part, close, value) => {
  const count = 300_000 / part.length;
  const long = open + part.repeat(count) + close;
  const text = `a = [ ${long}, 1 ] # x\nb."k" = 1\n\n[mcp_servers.mine]\nenv.A = ${long}\nc = 2\n`;
  const added = openDocument("toml", toml, text).set("ours", ours);
  expect(added.get("mine")).toEqual({ env: { A: value.repeat(count) }, c: 2 });
  expect(added.text.startsWith(text.trimEnd())).toBe(true);
  expect(openDocument("toml", toml, added.text).remove("ours").text).toBe(text);
});

it.each<readonly [string, string, number, string]>([
  [
    "a long string that is broken",
    `a = 1\nb = "${"x".repeat(200_000)}\\q"`,
    2,
    "invalid character in escape sequence",
  ],
  ["a long key", `a = 1\n"${"x".repeat(200_000)}" = 1`, 2, "this text is too long to be read"],
  ["a long number", `a = 1\nb = ${"1".repeat(200_000)}`, 2, "this number is too long to be read"],
  [
    "deep nesting",
    `a = 1\nb = ${"[".repeat(20_000)}${"]".repeat(20_000)}`,
    2,
    "the file is nested too deeply",
  ],
])("TOML: %s is named, with its place", (_what, text, line, message) => {
  let found: unknown;
  try {
    openDocument("toml", toml, text);
  } catch (error) {
    found = error;
  }
  expect(found).toMatchObject({ name: "ConfigSyntaxError", line, message });
});

it.each([
  '{"a": 1 // \uFEFF\r\n}',
  '{"a": 1 /* x */ // \u00A0\n}',
  "// \uFEFF\n",
  '{"mcpServers": { // \uFEFF\n}}',
  "// x \n",
  '{"mcpServers": {// \n}}',
  '{"mcpServers": {"a": {} // x \n}}',
  '{"mcpServers": {"a": {}, // x \n}}',
])("white space at the end of a comment belongs to it: %j", (text) => {
  const edited = openDocument("jsonc", json, text).set("ours", ours);
  expect(openDocument("jsonc", json, edited.text).remove("ours", edited.undo).text).toBe(text);
});
