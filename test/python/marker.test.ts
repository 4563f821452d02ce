import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateMarker, parseMarker } from "../../src/python/marker.ts";
import { markerEnvironment } from "../../src/python/target.ts";

const linux = markerEnvironment("3.13", "x86_64-linux");
const holds = (text: string, environment = linux) => evaluateMarker(parseMarker(text), environment);

describe("markers (PEP 508)", () => {
  test.each([
    ["python_version >= '3.9'", true],
    ["python_version < '3.9'", false],
    ["python_version in '3.12 3.13'", true],
    ["python_full_version < '3.13.1'", false],
    ["'linux' == sys_platform", true],
    ["sys.platform == 'win32'", false],
    ["platform_machine not in 'arm64 aarch64'", true],
    ["os_name == 'nt' or os_name == 'posix' and python_version > '4'", false],
    ["(os_name == 'nt' or os_name == 'posix') and python_version > '3'", true],
    ["platform_system ~= 'Linux'", false],
    ["extra == 'x'", false],
  ])("%s: %s", (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  test("extras are compared as names are", () => {
    expect(holds("extra == 'All_Of.It'", { ...linux, extra: "all-of-it" })).toBe(true);
  });

  test("macOS on Apple's processors is arm64, on Linux it is aarch64", () => {
    expect(holds("platform_machine == 'arm64'", markerEnvironment("3.13", "aarch64-darwin"))).toBe(true);
    expect(holds("platform_machine == 'aarch64'", markerEnvironment("3.13", "aarch64-linux"))).toBe(true);
  });

  test.each([
    "",
    "os_name",
    "os_name ==",
    "nope == 'x'",
    "(os_name == 'x'",
    "os_name == 'x' or",
    "os_name = 'x'",
  ])("'%s' is refused", (text) => {
    expect(() => parseMarker(text)).toThrow(SyntaxError);
  });

  interface Tree {
    readonly text: string;
    readonly value: boolean;
  }
  const atom: fc.Arbitrary<Tree> = fc
    .boolean()
    .map((value) => ({ text: `os_name ${value ? "==" : "!="} 'posix'`, value }));
  const { tree } = fc.letrec<{ tree: Tree; both: Tree; either: Tree }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, atom, tie("both"), tie("either")),
    both: fc
      .tuple(tie("tree"), tie("tree"))
      .map(([a, b]) => ({ text: `(${a.text}) and (${b.text})`, value: a.value && b.value })),
    either: fc
      .tuple(tie("tree"), tie("tree"))
      .map(([a, b]) => ({ text: `(${a.text})or(${b.text})`, value: a.value || b.value })),
  }));

  test("and, or and parentheses mean what they say", () => {
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        expect(holds(text)).toBe(value);
      }),
    );
  });

  test("and binds more tightly than or", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(atom, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
        (groups) => {
          const text = groups.map((group) => group.map((one) => one.text).join(" and ")).join(" or ");
          expect(holds(text)).toBe(groups.some((group) => group.every((one) => one.value)));
        },
      ),
    );
  });
});
