import fc from "fast-check";
import {
  type AttrName,
  type Item,
  isIdentifier,
  type Nix,
  type NixData,
  n,
  type StringPart,
} from "../../src/nix/ast.ts";

/** Random strings rich in what Nix treats specially, random data, random expressions. */

const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "''",
      "'",
      "$",
      "{",
      "}",
      "${",
      "\\",
      '"',
      "\n",
      "\t",
      "\r",
      " ",
      "  ",
      "#",
      "a",
      "é",
      "😀",
      ".",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: "grapheme", maxLength: 4 }).filter((text) => !text.includes("\0")),
  },
);

/** Any text that Nix can hold. */
export const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(""));

export const identifier = fc.oneof(
  fc.constantFrom("a", "b", "lib", "pkgs", "x'", "foo-bar", "finalAttrs", "buildNpmPackage"),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/).filter(isIdentifier),
);

const attrName = fc.oneof({ weight: 4, arbitrary: identifier }, { weight: 1, arbitrary: text });

/** Numbers that both Nix and JSON write without loss. */
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 })
    .filter((value) => !Object.is(value, -0) && (value === 0 || Math.abs(value) > 1e-300)),
);

export const data: fc.Arbitrary<NixData> = fc.letrec<{ data: NixData }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("data"), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(attrName, tie("data")), { maxLength: 4, selector: ([name]) => name })
      .map((entries) => Object.fromEntries(entries.filter(([name]) => name !== "__proto__"))),
  ),
})).data;

/** Expressions of every form; they parse, but mostly have no value. */
export const expression: fc.Arbitrary<Nix> = fc.letrec<{
  node: Nix;
  item: Item;
  part: StringPart;
  name: AttrName;
}>((tie) => {
  const node = tie("node");
  const some = (max: number, min = 0) => fc.array(node, { minLength: min, maxLength: max });
  const names = fc.uniqueArray(identifier, { minLength: 1, maxLength: 5 });
  const lead = fc.record(
    {
      blank: fc.boolean(),
      comment: fc.array(fc.constantFrom("why", "because of this and that", "a  b"), {
        minLength: 1,
        maxLength: 2,
      }),
    },
    { requiredKeys: [] },
  );
  return {
    name: fc.oneof(
      { weight: 6, arbitrary: identifier },
      { weight: 1, arbitrary: text },
      { weight: 1, arbitrary: node },
    ),
    part: fc.oneof({ weight: 2, arbitrary: text }, { weight: 1, arbitrary: node }),
    item: fc.oneof(
      {
        weight: 3,
        arbitrary: fc
          .tuple(fc.array(tie("name"), { minLength: 1, maxLength: 3 }), node, lead)
          .map(([path, value, before]) => n.bind(path, value, before)),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(names, fc.option(node, { nil: undefined }), lead)
          .map(([list, from, before]) => n.inherit(list, from, before)),
      },
    ),
    node: fc.oneof(
      { maxDepth: 5, depthSize: "small", withCrossShrink: true },
      identifier.map((name) => n.id(name)),
      text.map((value) => n.str(value)),
      fc.nat(100000).map((value) => n.num(value)),
      fc.array(tie("part"), { maxLength: 3 }).map((parts) => n.str(...parts)),
      fc.array(tie("part"), { minLength: 2, maxLength: 6 }).map((parts) => n.indented(...parts)),
      fc.constantFrom("./package.json", "./a b/c", "../x", "./.", "./a-b_c+d.e").map((path) => n.path(path)),
      fc
        .tuple(node, fc.array(tie("name"), { minLength: 1, maxLength: 3 }))
        .map(([of, path]) => n.get(of, ...path)),
      fc
        .tuple(node, fc.array(tie("name"), { minLength: 1, maxLength: 2 }), node)
        .map(([of, path, or]) => n.getOr(of, path, or)),
      fc
        .tuple(node, fc.array(tie("name"), { minLength: 1, maxLength: 2 }))
        .map(([of, path]) => n.has(of, ...path)),
      fc.tuple(node, some(4, 1)).map(([fn, args]) => n.call(fn, ...args)),
      fc.tuple(identifier, node).map(([param, body]) => n.fn(param, body)),
      fc
        .tuple(
          fc.uniqueArray(fc.record({ name: identifier, default: node }, { requiredKeys: ["name"] }), {
            maxLength: 4,
            selector: (one) => one.name,
          }),
          node,
          fc.record(
            {
              ellipsis: fc.boolean(),
              as: fc.constantFrom("args", "self"),
              gap: fc.constantFrom("same" as const, "line" as const, "blank" as const),
            },
            { requiredKeys: [] },
          ),
        )
        .map(([formals, body, { gap, ...options }]) =>
          n.formals(
            formals.filter((one) => one.name !== options.as),
            body,
            // nixfmt writes `{ }` after a blank line as two lines; nothing we emit has that.
            gap === "blank" && body.kind !== "apply"
              ? options
              : { ...options, ...(gap === undefined ? {} : { gap }) },
          ),
        ),
      fc
        .tuple(fc.array(tie("item"), { maxLength: 4 }), fc.boolean(), fc.boolean())
        .map(([items, rec, expand]) => n.attrs(distinct(items, true), { rec, expand })),
      fc.tuple(some(7), fc.boolean()).map(([items, expand]) => n.list(items, { expand })),
      fc
        .tuple(fc.array(tie("item"), { minLength: 1, maxLength: 3 }), node)
        .map(([items, body]) => n.let(distinct(items, false), body)),
      fc.tuple(node, node).map(([scope, body]) => n.with(scope, body)),
      fc.tuple(node, node, node).map(([test, yes, no]) => n.if(test, yes, no)),
      fc.tuple(node, node).map(([test, body]) => n.assert(test, body)),
      fc
        .tuple(
          fc.constantFrom(
            "->" as const,
            "||" as const,
            "&&" as const,
            "==" as const,
            "<" as const,
            "//" as const,
            "+" as const,
            "-" as const,
            "*" as const,
            "/" as const,
            "++" as const,
          ),
          some(4, 2),
        )
        .map(([op, [first, second, ...rest]]) => n.op(op, first as Nix, second as Nix, ...rest)),
      node.map((of) => n.not(of)),
      node.map((of) => n.neg(of)),
    ),
  };
}).node;

/** `items` without those that name an attribute again, which Nix refuses while it parses. */
function distinct(items: readonly Item[], dynamic: boolean): Item[] {
  const seen = new Set<string>();
  const isNew = (names: readonly AttrName[]): boolean => {
    if (
      names.some((name) => (typeof name === "string" ? seen.has(name) : !dynamic || name.kind === "string"))
    ) {
      return false;
    }
    for (const name of names) if (typeof name === "string") seen.add(name);
    return true;
  };
  return items.filter((item) => isNew(item.kind === "bind" ? item.path.slice(0, 1) : item.names));
}
