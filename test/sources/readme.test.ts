import { expect, it } from "vitest";
import { firstParagraph } from "../../src/sources/readme.ts";

it.each([
  ["# Tool\n\nA server that does things.\n\nMore.\n", "A server that does things."],
  ["Tool\n====\n\nServes [files](x) and `code`,\nquickly.\n", "Serves files and code, quickly."],
  [
    "# T\n\n[![b](i)](l) ![c](j)\n\n<p align=center>\n<img src=x>\n</p>\n\nIt is what you want.\n",
    "It is what you want.",
  ],
  [
    "> [!NOTE]\n> Old words here.\n\n- a list of words\n\n```sh\nrun this now please\n```\n\nReal words come here.\n",
    "Real words come here.",
  ],
  ["# T\nThis is an MCP server that runs.\n", "MCP server that runs."],
  ["This repository contains the server of servers.\n", "Server of servers."],
  ["# Only\n\n## Headings\n", ""],
  ["<!-- hidden words\n\nin a comment -->\nSeen words are these.\r\n", "Seen words are these."],
  [
    "A **server** that *really* does __many__ _things_, 2 * 3 * 4.\n",
    "A server that really does many things, 2 * 3 * 4.",
  ],
  ["Reads `A_B` and my_long_name of **my_own_server**.\n", "Reads A_B and my_long_name of my_own_server."],
  ["", ""],
])("the first paragraph of %j", (text, expected) => {
  expect(firstParagraph(text)).toBe(expected);
});
