import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Nix, n } from "../../src/nix/ast.ts";
import { printFile, printNix } from "../../src/nix/print.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { data, expression, text } from "./arbitrary.ts";
import { formatAll, nixfmt } from "./nixfmt.ts";

/** What real Nix makes of `node`, as JSON. */
async function evaluate(node: Nix): Promise<unknown> {
  const { stdout } = await withFiles([printFile(n.file(node))], ([file]) =>
    execa("nix-instantiate", ["--eval", "--strict", "--json", file as string], { env: requireNix().env }),
  );
  return JSON.parse(stdout);
}

async function withFiles<T>(texts: readonly string[], use: (files: string[]) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "print-"));
  try {
    const files = texts.map((_, index) => join(folder, `${index}.nix`));
    await Promise.all(files.map((file, index) => writeFile(file, texts[index] as string)));
    return await use(files);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("forms", () => {
  const cases: [string, Nix, string][] = [
    ["names", n.get("lib", "licenses", "mit"), "lib.licenses.mit"],
    ["odd names", n.get("pkgs", "a.b", "with", "1x"), 'pkgs."a.b"."with"."1x"'],
    ["a default", n.getOr("prev", ["mcpServers"], n.attrs([])), "prev.mcpServers or { }"],
    ["calls", n.call("f", n.call("g", n.num(1)), n.neg(n.num(2))), "f (g 1) (-2)"],
    ["nested calls", n.call(n.call("f", n.id("a")), n.id("b")), "f a b"],
    ["functions", n.fn("final", n.fn("prev", n.attrs([]))), "final: prev: { }"],
    ["formals", n.formals(["lib"], n.id("lib"), { ellipsis: true }), "{ lib, ... }: lib"],
    ["association", n.op("-", n.id("a"), n.op("-", n.id("b"), n.id("c"))), "a - (b - c)"],
    ["chains", n.op("++", n.id("a"), n.id("b"), n.id("c")), "a ++ b ++ c"],
    ["strength", n.op("*", n.op("+", n.id("a"), n.id("b")), n.id("c")), "(a + b) * c"],
    ["not", n.not(n.op("==", n.id("a"), n.null)), "!(a == null)"],
    ["has", n.has(n.id("a"), "b", "c d"), 'a ? b."c d"'],
    ["floats", n.list([n.num(1e300)]), "[ 1.0e+300 ]"],
    ["odd paths", n.call("import", n.path("./a b")), 'import (./. + "/a b")'],
    ["search paths", n.call("import", n.searchPath("nixpkgs"), n.attrs([])), "import <nixpkgs> { }"],
    [
      "with",
      n.bind("x", n.id("y")).kind === "bind" ? n.with(n.id("a"), n.list([n.id("b")])) : n.null,
      "with a; [ b ]",
    ],
  ];
  test.each(cases)("%s", (_, node, expected) => {
    expect(printNix(node)).toBe(expected);
  });

  test("comments and blank lines stand before attributes", () => {
    const set = n.attrs([
      n.bind("a", n.num(1), { blank: true }),
      n.bind(["b", "c"], n.num(2), { blank: true, comment: ["why", "two\nlines"] }),
      n.inherit(["d", "e"], n.id("x")),
    ]);
    expect(printFile(n.file(set, ["Head."]))).toBe(
      "# Head.\n\n{\n  a = 1;\n\n  # why\n  # two lines\n  b.c = 2;\n  inherit (x) d e;\n}\n",
    );
  });

  test("refuses what is no Nix", () => {
    expect(() => n.id("if")).toThrow(TypeError);
    expect(() => n.num(Number.NaN)).toThrow(TypeError);
    expect(() => n.num(5e-324)).toThrow(TypeError);
    expect(() => n.path("package.json")).toThrow(TypeError);
    expect(() => n.searchPath("a b")).toThrow(TypeError);
  });
});

describeNix("what real Nix reads back", () => {
  test("random strings, plain and indented, whole and around a splice", async () => {
    const texts = fc.sample(text, 600);
    const node = n.list(
      texts.flatMap((value) => [
        n.str(value),
        n.indented(value),
        n.indented(`${value}\n`, n.str("|"), value, "\n"),
        n.str(value, n.str("|"), value),
      ]),
    );
    const expected = texts.flatMap((value) => [value, value, `${value}\n|${value}\n`, `${value}|${value}`]);
    expect(await evaluate(node)).toEqual(expected);
  });

  test("random data", async () => {
    const values = fc.sample(data, 400);
    expect(await evaluate(n.list(values.map(n.data)))).toEqual(values);
  });

  test("random strings as attribute names", async () => {
    const names = [...new Set(fc.sample(text, 300))];
    const set = n.attrs(names.map((name) => n.bind(name, n.str(name))));
    expect(await evaluate(set)).toEqual(Object.fromEntries(names.map((name) => [name, name])));
  });

  test("operators bind as the tree says", async () => {
    const number = fc.integer({ min: 0, max: 9 });
    type Sum = { node: Nix; value: number };
    const sums = fc.letrec<{ sum: Sum }>((tie) => ({
      sum: fc.oneof(
        { maxDepth: 5 },
        number.map((value): Sum => ({ node: n.num(value), value })),
        fc.tuple(fc.constantFrom("+" as const, "-" as const, "*" as const), tie("sum"), tie("sum")).map(
          ([op, a, b]): Sum => ({
            node: n.op(op, a.node, b.node),
            value: op === "+" ? a.value + b.value : op === "-" ? a.value - b.value : a.value * b.value,
          }),
        ),
        tie("sum").map((a): Sum => ({ node: n.neg(a.node), value: -a.value })),
      ),
    })).sum;
    const samples = fc.sample(sums, 300).filter(({ value }) => Number.isSafeInteger(value));
    expect(await evaluate(n.list(samples.map(({ node }) => node)))).toEqual(
      samples.map(({ value }) => value + 0),
    );
  });

  test("random expressions parse", async () => {
    const texts = fc.sample(expression, 400).map((node) => `${printNix(closed(node))}\n`);
    await withFiles(texts, async (files) => {
      await execa("nix-instantiate", ["--parse", ...files], { env: requireNix().env });
    });
  });
});

/** `node` where every name has a meaning: Nix looks for free variables while it parses. */
const closed = (node: Nix): Nix => n.with(n.id("builtins"), node);

test.skipIf(nixfmt === null)("nixfmt leaves random expressions as they are", async () => {
  const texts = fc.sample(expression, 1500).map((node) => `${printNix(node)}\n`);
  const formatted = await formatAll(nixfmt as string, texts);
  texts.forEach((before, index) => {
    expect(formatted[index]).toBe(before);
  });
});
