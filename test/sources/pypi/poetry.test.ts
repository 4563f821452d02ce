import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allows, isSpecifier } from "../../../src/python/versions.ts";
import { poetryRequirements, poetrySpecifier } from "../../../src/sources/pypi/poetry.ts";
import { parseRequirement } from "../../../src/sources/pypi/requirement.ts";

describe("Poetry's constraints", () => {
  // Source: Poetry documentation, "Dependency specification".
  test.each([
    ["^1.2.3", ">=1.2.3,<2"],
    ["^1.2", ">=1.2,<2"],
    ["^0.2.3", ">=0.2.3,<0.3"],
    ["^0.0.3", ">=0.0.3,<0.0.4"],
    ["^0.0", ">=0.0,<0.1"],
    ["^0", ">=0,<1"],
    ["~1.2.3", ">=1.2.3,<1.3"],
    ["~1.2", ">=1.2,<1.3"],
    ["~1", ">=1,<2"],
    ["~=1.2", "~=1.2"],
    ["*", ""],
    ["1.2.*", "==1.2.*"],
    ["1.2.3", "==1.2.3"],
    [">=1.2, <1.5", ">=1.2,<1.5"],
    [">= 1.2 < 1.5", ">=1.2,<1.5"],
    ["!=1.3", "!=1.3"],
    ["^1 || ^2", ""],
  ])("%s: %s", (constraint, specifier) => {
    expect(poetrySpecifier(constraint)).toBe(specifier);
  });

  test("of ^ and ~ are specifiers that allow their own version", () => {
    const versions = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom("^", "~"), versions, (sign, numbers) => {
        const version = numbers.join(".");
        const specifier = poetrySpecifier(`${sign}${version}`);
        expect(isSpecifier(specifier)).toBe(true);
        expect(allows(specifier, version)).toBe(true);
        expect(allows(specifier, `${numbers[0]! + 1}.0`)).toBe(false);
      }),
    );
  });
});

test("Poetry's dependencies are requirements of PEP 508", () => {
  const requirements = poetryRequirements({
    python: "^3.10",
    a: "^1.0",
    B_c: { version: ">=1,<2", extras: ["x", "y"], platform: "linux" },
    d: [
      { version: "1", python: "<3.12" },
      { version: "2", python: ">=3.12", markers: 'os_name == "posix"' },
    ],
    e: { version: "1", optional: true },
    f: { git: "https://example.org/f" },
    odd: 1,
  });
  expect(requirements).toEqual([
    "a>=1.0,<2",
    'B_c[x,y]>=1,<2 ; sys_platform == "linux"',
    'd==1 ; python_version < "3.12"',
    'd==2 ; (os_name == "posix") and python_version >= "3.12"',
    "f @ git+https://example.org/f",
  ]);
  for (const text of requirements) expect(() => parseRequirement(text)).not.toThrow();
});
