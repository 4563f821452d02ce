import { parser } from "@lezer/go";
import fc from "fast-check";
import { expect, it } from "vitest";
import { bindTightly } from "../../../src/inspect/go/precedence.ts";
import { descendants, parseFile, type SyntaxNode, textOf } from "../../../src/inspect/syntax/node.ts";

function grouped(expression: string): string {
  const { root } = parseFile(parser, "x.go", `package a\nvar v = ${expression}\n`);
  bindTightly(root);
  const spec = [...descendants(root)].find(({ type }) => type === "VarSpec")!;
  return shown(spec.children.at(-1)!);
}

function shown(node: SyntaxNode): string {
  const parts = node.children.map((child) => shown(child));
  if (node.type === "BinaryExp") return `(${parts.join(" ")})`;
  if (node.type === "UnaryExp") return `(${parts.join("")})`;
  if (node.type === "CallExpr")
    return `${parts[0]}(${node.children[1]!.children.map((one) => shown(one)).join(", ")})`;
  return textOf(node);
}

it.each([
  ['"a" + b.c', '("a" + b.c)'],
  ["!f(x)", "(!f(x))"],
  ["a + b.f(x).g + c", "((a + b.f(x).g) + c)"],
  ['x == "" || os.Getenv("Y") == ""', '((x == "") || (os.Getenv("Y") == ""))'],
  ["a && !b.c(d) || e", "((a && (!b.c(d))) || e)"],
  ["-a.b * c[0] + d", "(((-a.b) * c[0]) + d)"],
  ["(a + b).c", "(a + b).c"],
])("%s", (expression, expected) => {
  expect(grouped(expression)).toBe(expected);
});

it("keeps every operand in its place, each operator with the weaker ones around it", () => {
  const strength: Readonly<Record<string, number>> = { "||": 1, "&&": 2, "==": 3, "+": 4, "*": 5 };
  const operand = fc.constantFrom("a", "b.c", "f(x)", "g.h(y).i", "!j.k", "-l[0]");
  const row = fc.array(fc.tuple(fc.constantFrom(...Object.keys(strength)), operand), { maxLength: 6 });
  fc.assert(
    fc.property(operand, row, (first, rest) => {
      const written = [first, ...rest.flat()];
      const { root } = parseFile(parser, "x.go", `package a\nvar v = ${written.join(" ")}\n`);
      bindTightly(root);
      const nodes = [...descendants(root)].filter(({ type }) => type === "BinaryExp");
      expect(nodes).toHaveLength(rest.length);
      for (const node of nodes) {
        const [left, operator, right] = node.children;
        const own = strength[textOf(operator!)]!;
        const of = (side: SyntaxNode) =>
          side.type === "BinaryExp" ? strength[textOf(side.children[1]!)]! : 9;
        expect(of(left!)).toBeGreaterThanOrEqual(own);
        expect(of(right!)).toBeGreaterThan(own);
        expect([left!.from, right!.to]).toEqual([node.from, node.to]);
        for (const child of node.children) expect(child.parent).toBe(node);
      }
    }),
  );
});
