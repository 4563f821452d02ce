import { expect, it } from "vitest";
import type { Container, Format } from "../../../src/clients/types.ts";
import { openDocument } from "../../../src/deploy/edit/open.ts";
import { ConfigSyntaxError } from "../../../src/deploy/edit/syntax-error.ts";

const containers: Readonly<Record<Format, Container>> = {
  json: { kind: "map", path: ["mcpServers"] },
  jsonc: { kind: "map", path: ["mcpServers"] },
  toml: { kind: "map", path: ["mcp_servers"] },
  yaml: { kind: "map", path: ["extensions"] },
};

it.each<readonly [Format, text: string, line: number, column: number, message: string]>([
  ["json", '{"a": }', 1, 7, "expected a value, found '}'"],
  ["json", '{"a": 1\n "b": 2}', 2, 2, "expected a comma or '}', found '\"'"],
  ["json", '{"a": 1', 1, 8, "expected a comma or '}', found the end of the file"],
  ["json", "{a: 1}", 1, 2, "expected a key in double quotes"],
  ["json", '{"a" 1}', 1, 6, "expected a colon after the key"],
  ["json", '{"a": [1,, 2]}', 1, 10, "expected a value, found ','"],
  ["json", '{"a": [1, 2}', 1, 12, "expected a comma or ']', found '}'"],
  ["json", '{"a": nul}', 1, 7, "expected a value"],
  ["json", '{"a": 1}\r\n}', 2, 1, "expected nothing after the file's value, found '}'"],
  ["json", '\uFEFF{"a": "x\ny"}', 1, 7, "a string begins here and does not end on its line"],
  ["json", '{"a": "x\ty"}', 1, 9, "a string cannot hold the character U+0009 as it is"],
  ["json", '{"a": "C:\\Users"}', 1, 10, "this escape is not one of JSON; a backslash is written '\\\\'"],
  ["jsonc", '{\n /* "a": 1}', 2, 2, "a comment begins here and does not end"],
  ["json", "\n<html>", 2, 1, "expected a value, found '<'"],
  ["json", '{"a":\u00a01}', 1, 6, "expected a value, found the character U+00A0"],
  ["json", '{"a": 1}\0\0', 1, 9, "a NUL byte: the file is no text, or was cut off"],
  ["json", "[]", 1, 1, "the file holds a list where an object belongs"],
  ["json", '{"mcpServers": []}', 1, 16, "'mcpServers' holds a list where an object belongs"],
  ["json", '{"mcpServers": "x"}', 1, 16, "'mcpServers' holds a text where an object belongs"],
  ["json", '{"mcpServers": false}', 1, 16, "'mcpServers' holds true or false where an object belongs"],
  ["toml", "a = 1\nb =\n", 2, 4, "a value is missing here"],
  ["toml", "[a]\nb = 1\nb = 2", 3, 1, "this key or table is there already"],
  ["toml", "a b = 1", 1, 3, "an '=' is missing after the key"],
  ["toml", "a = 1 b = 2", 1, 7, "a line break is missing before this"],
  ["toml", "a = 'x\n", 1, 7, "unterminated string constant"],
  ["toml", "a = 1\rb = 2", 1, 6, "a carriage return without a line feed"],
  ["toml", "a = 1\n\0", 2, 1, "a NUL byte: the file is no text, or was cut off"],
  ["toml", "mcp_servers = []", 1, 15, "'mcp_servers' holds a list where a table belongs"],
  ["toml", "a = 1\n[[mcp_servers]]", 2, 1, "'mcp_servers' holds a list of tables where a table belongs"],
  ["yaml", "a: 1\na: 2\n", 2, 1, "map keys must be unique"],
  ["yaml", "a:\n\tb: 1", 2, 1, "tabs are not allowed as indentation"],
  ["yaml", 'a: "x\\"', 1, 4, "a string begins here and does not end"],
  ["yaml", "a: b: c", 1, 4, "nested mappings are not allowed in compact mappings"],
  ["yaml", "a: 1\n---\nb: 2\n", 2, 1, "a second document begins here; the client reads one"],
  ["yaml", "a: *x", 1, 4, "this alias has no anchor before it"],
  ["yaml", "a: 1\nb: \u0007", 2, 4, "YAML has no place for this control character"],
  ["yaml", "- a", 1, 1, "the file holds a list where a map belongs"],
  ["yaml", "extensions: x", 1, 13, "'extensions' holds a simple value where a map belongs"],
  ["yaml", "x: &a {}\nextensions: *a", 2, 13, "'extensions' holds an alias where a map belongs"],
])("%s: %j", (format, text, line, column, message) => {
  let found: unknown;
  try {
    openDocument(format, containers[format], text);
  } catch (error) {
    found = error;
  }
  expect(found).toBeInstanceOf(ConfigSyntaxError);
  expect(found).toMatchObject({ line, column, message });
});

it("an alias bomb is reported", () => {
  const levels = Array.from(
    { length: 12 },
    (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`,
  );
  const text = ["a0: &a0 [x]", ...levels].join("\n");
  expect(() => openDocument("yaml", containers.yaml, text)).toThrow(
    "the aliases of this file expand to far too much",
  );
});

it("an edit that would change something else is refused, with the place", () => {
  const text = "extensions: &e\n  a: 1\nother: *e\n";
  const document = openDocument("yaml", containers.yaml, text);
  expect(() => document.set("ours", { cmd: "x" })).toThrow(ConfigSyntaxError);
  const used = openDocument("yaml", containers.yaml, "extensions:\n  a: &x {}\nother: *x\n");
  expect(() => used.remove("a")).toThrow("cannot be edited without changing something else");
});
