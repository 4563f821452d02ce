import { expect, it } from "vitest";
import type { Format } from "../../src/clients/types.ts";
import { losesComments } from "../../src/deploy/lost-comments.ts";

it.each<[Format, string, string, boolean]>([
  ["jsonc", '{"a": {"x": 1}} // end', "{} // end", false],
  ["jsonc", '{\n "a": {\n  // mine\n  "x": 1\n }\n}', "{}", true],
  ["jsonc", '{"a": {"x": 1 /* mine */}}', '{"a": {"x": 2}}', true],
  ["jsonc", '{"a": {"url": "http://x/"}}', "{}", false],
  ["jsonc", '{"a": {"x": "AAA", // mine\n "y": "B"}}', '{"a": {"x": "BBB",\n "y": "C"}}', true],
  ["toml", '[a]\nx = "#1"\n', "", false],
  ["toml", '[a]\nx = "1" # mine\n# theirs\n', "# theirs\n", true],
  ["toml", "[a]\nx = 1\n# theirs\n", "# theirs\n", false],
  ["yaml", "a:\n  url: http://x/#y\n", "", false],
  ["yaml", "a:\n  # mine\n  x: it's\nb: 1\n", "b: 1\n", true],
])("%s: %j to %j: %s", (format, before, after, expected) => {
  expect(losesComments(format, before, after)).toBe(expected);
});
