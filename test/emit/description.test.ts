import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nixDescription } from "../../src/emit/description.ts";
import { platformsNix } from "../../src/emit/platforms.ts";
import { printNix } from "../../src/nix/print.ts";
import { text } from "../nix/arbitrary.ts";

describe("nixDescription", () => {
  test.each([
    ["A server for things.", "Server for things"],
    ["firecrawl-mcp - MCP server for the web", "MCP server for the web"],
    ["firecrawl-mcp is a server", "Server"],
    ["🔥 **Official** [Firecrawl](https://example.org) server", "Official Firecrawl server"],
    ["two\n  lines", "Two lines"],
    ["npm search", "npm search"],
    ["iOS simulator server", "iOS simulator server"],
    ["", "Model Context Protocol server"],
    ["The", "The"],
  ])("%j", (said, expected) => {
    expect(nixDescription(said, ["firecrawl-mcp", "@mendable/firecrawl-mcp"])).toBe(expected);
  });

  test("keeps the first sentence of a long text, and cuts one that is longer still", () => {
    const first = "Server that reads pages and gives them back as Markdown";
    expect(
      nixDescription(`${first}. It also does this, that and the other, and much more besides that.`, []),
    ).toBe(first);
    const cut = nixDescription("word ".repeat(80), []);
    expect(cut.length).toBeLessThanOrEqual(121);
    expect(cut).toMatch(/word…$/);
  });

  test("is one short line without article or full stop, whatever was said", () => {
    fc.assert(
      fc.property(text, (said) => {
        const made = nixDescription(said, ["a"]);
        expect(made).not.toMatch(/[\n\r\t]|\.$|^\s|\s$/);
        expect(made).not.toBe("");
        expect([...made].length).toBeLessThanOrEqual(121);
      }),
    );
  });
});

describe("platformsNix", () => {
  test.each([
    [[], [], "lib.platforms.linux ++ lib.platforms.darwin"],
    [["any"], ["any"], "lib.platforms.linux ++ lib.platforms.darwin"],
    [["!win32"], [], "lib.platforms.linux ++ lib.platforms.darwin"],
    [["darwin"], [], "lib.platforms.darwin"],
    [["!darwin"], ["!ia32"], "lib.platforms.linux"],
    [["win32"], [], "lib.platforms.windows"],
    [["darwin", "win32"], ["arm64"], '[ "aarch64-darwin" ]'],
  ])("os %j, cpu %j", (os, cpu, expected) => {
    expect(printNix(platformsNix(os, cpu)).replace(/\s+/g, " ")).toBe(expected);
  });
});
