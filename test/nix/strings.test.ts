import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { n } from "../../src/nix/ast.ts";
import { printNix } from "../../src/nix/print.ts";
import { escapePlain, indentedLines } from "../../src/nix/strings.ts";
import { text } from "./arbitrary.ts";

describe("strings between double quotes", () => {
  test("escape what would end them, splice or not be seen", () => {
    expect(printNix(n.str('a"b\\c'))).toBe('"a\\"b\\\\c"');
    expect(printNix(n.str("${x} $y $${z}"))).toBe('"\\${x} $y $\\${z}"');
    expect(printNix(n.str("\t\r\n"))).toBe('"\\t\\r\\n"');
  });

  test("a dollar before a splice does not hide it", () => {
    expect(printNix(n.str("$", n.id("x")))).toBe('"\\$${x}"');
    expect(printNix(n.str("v", n.get("finalAttrs", "version"), ".tgz"))).toBe('"v${finalAttrs.version}.tgz"');
  });

  test("never contain an unescaped quote or a line break", () => {
    fc.assert(
      fc.property(text, fc.boolean(), (value, beforeSplice) => {
        const escaped = escapePlain(value, beforeSplice);
        expect(escaped.replace(/\\[\s\S]/g, "_")).not.toMatch(/["\n\r\t]|\$\{/);
      }),
    );
  });

  test("refuse what Nix cannot hold", () => {
    expect(() => printNix(n.str("a\0b"))).toThrow(/NUL/);
    expect(() => printNix(n.str("\ud800"))).toThrow(/surrogate/);
  });
});

describe("indented strings", () => {
  test("stand at the indentation of their place", () => {
    const script = n.indented("cp ", n.path("./package.json"), " package.json\n");
    expect(printNix(n.attrs([n.bind("postPatch", script)], { expand: true }))).toBe(
      "{\n  postPatch = ''\n    cp ${./package.json} package.json\n  '';\n}",
    );
  });

  test("escape quotes, splices, tabs and returns", () => {
    expect(printNix(n.indented("''a' ${b}\n\tc\r\nd"))).toBe("''\n  '''a' ''${b}\n  ''\\tc''\\r\n  d''");
  });

  test("become plain strings where their value would change", () => {
    for (const value of ["one line", "  all\n  indented\n", "spaces\n  \nonly\n"]) {
      expect(indentedLines([value])).toBeNull();
      expect(printNix(n.indented(value))).toMatch(/^"/);
    }
  });
});
