import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { parsePypiSource } from "../../../src/sources/pypi/spec.ts";

describe("pypi: sources", () => {
  test.each([
    ["mcp-server-fetch", "mcp-server-fetch", [], ""],
    ["MCP_Server.Fetch@2025.4.7", "mcp-server-fetch", [], "==2025.4.7"],
    ["name[Dev,cli_x]@1.0-rc1", "name", ["cli-x", "dev"], "==1.0rc1"],
    ["name[]@latest", "name", [], ""],
    ["name@>=1, <2", "name", [], ">=1,<2"],
    ["name>=1,<2", "name", [], ">=1,<2"],
    ["name[x] ~= 1.2", "name", ["x"], "~=1.2"],
    ["awslabs.aws-documentation-mcp-server", "awslabs-aws-documentation-mcp-server", [], ""],
  ])("%s", (text, name, extras, specifier) => {
    expect(parsePypiSource(text)).toEqual({
      kind: "pypi",
      spec: `pypi:${text}`,
      name,
      called: name,
      extras,
      specifier,
    });
  });

  test.each(["", "-bad", "bad-", "name@one", "name[-]", "name@", "name x", "na/me", "name@~=1"])(
    "'%s' is refused",
    (text) => {
      const found = () => parsePypiSource(text);
      expect(found).toThrow(UserError);
      expect(found).toThrow(expect.objectContaining({ code: "E_SOURCE", where: `pypi:${text}` }));
    },
  );

  test("whatever the text: a source, or an error for the user", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          expect(parsePypiSource(text).name).toMatch(/^[a-z0-9][a-z0-9-]*$/);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});
