import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRequirement } from "../../../src/sources/pypi/requirement.ts";

describe("requirements (PEP 508)", () => {
  test.each([
    ["httpx", "httpx", [], "", null, false],
    ["Foo.Bar (>=1.0, <2)", "foo-bar", [], ">=1.0,<2", null, false],
    ["mcp[cli, WS_x]>=1.2 ; python_version >= '3.10'", "mcp", ["cli", "ws-x"], ">=1.2", null, true],
    [
      "a @ https://example.org/a;b.zip ; os_name == 'posix'",
      "a",
      [],
      "",
      "https://example.org/a;b.zip",
      true,
    ],
    ["a>=1;extra=='x'", "a", [], ">=1", null, true],
  ])("%s", (text, name, extras, specifier, url, hasMarker) => {
    const found = parseRequirement(text);
    expect(found).toMatchObject({ name, extras, specifier, url });
    expect(found.marker !== null).toBe(hasMarker);
  });

  test.each(["", "-x", "a b", "a>=", "a; nope", "a>=1 <2", "a[x"])("'%s' is refused", (text) => {
    expect(() => parseRequirement(text)).toThrow(SyntaxError);
  });

  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,6}([._-][a-z0-9]{1,4})?$/);
  const clause = fc
    .tuple(fc.constantFrom(">=", "<", "==", "!=", "~="), fc.nat(9), fc.nat(9))
    .map(([operator, major, minor]) => `${operator}${major}.${minor}`);

  test("what is put together is taken apart again", () => {
    fc.assert(
      fc.property(
        name,
        fc.uniqueArray(name, { maxLength: 3 }),
        fc.array(clause, { maxLength: 3 }),
        (project, extras, clauses) => {
          const brackets = extras.length === 0 ? "" : `[${extras.join(", ")}]`;
          const found = parseRequirement(`${project} ${brackets} ${clauses.join(" , ")} ; os_name != "nt"`);
          expect(found.written).toBe(project);
          expect(found.specifier).toBe(clauses.join(","));
          expect(found.extras).toHaveLength(extras.length);
        },
      ),
    );
  });

  test("whatever the text: a requirement or a SyntaxError", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          parseRequirement(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
    );
  });
});
