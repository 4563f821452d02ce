import { expect, it } from "vitest";
import { commonTools } from "../../../src/nixpkgs-mcp/tools/common-tools.ts";
import { definitionOf, definitionSchema } from "../../../src/nixpkgs-mcp/tools/definitions.ts";
import { createToolBox } from "../../../src/nixpkgs-mcp/tools/tool-box.ts";
import { emptyRegistry } from "../server/fakes.ts";

it("the common tools are a hundred different ones with a description each", () => {
  expect(new Set(commonTools.map(({ attr }) => attr)).size).toBe(100);
  for (const { attr, description } of commonTools) {
    expect(description.length, attr).toBeGreaterThan(1);
    expect(definitionSchema.safeParse(definitionOf(attr)).error, attr).toBeUndefined();
  }
});

it("the configuration chooses which, and how they are run", async () => {
  const box = createToolBox(
    {
      tier1Only: false,
      tools: ["jq", "hello", "jq"],
      definitions: { jq: { default_args: ["-c"] }, hello: { script_extension: ".h" } },
    },
    emptyRegistry(),
  );
  const listed = (await box.list()).slice(10).map(({ listing }) => listing);
  expect(listed.map(({ name }) => name)).toEqual(["jq", "hello"]);
  // With arguments of the user's own it may do anything.
  expect(listed[0]?.annotations).toBeUndefined();
  expect(Object.keys(listed[1]?.inputSchema.properties ?? {})).toEqual(["args", "script"]);
  expect(box.definition("jq")).toEqual({ supports_stdin: true, default_args: ["-c"] });
});

it("tools that read stdin offer it, those that take scripts too", async () => {
  const box = createToolBox(
    { tier1Only: false, tools: ["jq", "gnused", "python3", "bash", "tree"], definitions: {} },
    emptyRegistry(),
  );
  const fields = (await box.list())
    .slice(10)
    .map(({ listing }) => Object.keys(listing.inputSchema.properties ?? {}));
  expect(fields).toEqual([
    ["args", "stdin"],
    ["args", "stdin"],
    ["args", "script", "stdin"],
    ["args", "script", "stdin"],
    ["args"],
  ]);
});

it("nixpkgs_NAME finds a common tool too; names of an object's own parts find none", async () => {
  const box = createToolBox({ tier1Only: false, tools: null, definitions: {} }, emptyRegistry());
  expect((await box.find("nixpkgs_ripgrep"))?.listing.name).toBe("ripgrep");
  for (const name of ["constructor", "__proto__", "toString", ""])
    expect(await box.find(name)).toBeUndefined();
  expect(box.definition("constructor")).toEqual({});
});

it("only those are marked as reading that cannot be told to write", async () => {
  const box = createToolBox({ tier1Only: false, tools: null, definitions: {} }, emptyRegistry());
  const reading = (await box.list())
    .filter(({ listing }) => listing.annotations?.readOnlyHint)
    .map(({ listing }) => listing.name);
  expect(reading).toEqual(expect.arrayContaining(["jq", "eza", "nixpkgs_search"]));
  // --pre, -x, -o, -i, --exec: each has a way.
  for (const name of ["ripgrep", "fd", "tree", "yq-go", "git", "bat", "nixpkgs_execute", "nixpkgs_shell"]) {
    expect(reading).not.toContain(name);
  }
});
