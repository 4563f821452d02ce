import fc from "fast-check";
import type { Container } from "../../../src/clients/types.ts";
import { usersNames } from "./entries.ts";

/** Users' JSON files as text: comments, white space and commas wherever JSONC has them. */

const plainBlank = fc.constantFrom("", "", " ", "\n", "\n  ", "\r\n", "\r\n\t", "\t", "\n\n    ");
const comment = fc.constantFrom(
  "/* c */",
  "/* { */ ",
  '// "}\n',
  " // c\r\n",
  "/*\n // x\n*/",
  "/**/",
  " //\n\n",
);
const blank = fc.oneof(
  { weight: 5, arbitrary: plainBlank },
  comment,
  fc.tuple(plainBlank, comment, plainBlank).map((all) => all.join("")),
);

const scalarText = fc.oneof(
  fc.constantFrom(
    "null",
    "true",
    "-0",
    "1.50e+3",
    '"\\u0041\\/\\""',
    '"// no comment"',
    '"}, {"',
    '"ü\u2028"',
  ),
  fc.string().map((text) => JSON.stringify(text)),
  fc.integer().map(String),
);

const keyText = fc.oneof(
  fc.constantFrom('"a"', '"b"', '"\\u0061"', '""', '"projects"'),
  fc
    .string()
    .filter((text) => !reserved.has(text))
    .map((text) => JSON.stringify(text)),
);

const reserved = new Set(["mcpServers", "mcp", "servers", "amp.mcpServers", "__proto__", "name"]);

/** `items` in brackets with trivia between them. */
function bracketed(
  brackets: string,
  items: fc.Arbitrary<string[]>,
  trivia: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  return fc.tuple(items, fc.infiniteStream(trivia), fc.boolean()).map(([parts, blanks, trailing]) => {
    const next = () => blanks.next().value as string;
    let text = `${brackets[0]}${next()}`;
    parts.forEach((part, index) => {
      const comma = index + 1 < parts.length || trailing ? `,${next()}` : "";
      text += `${part}${next()}${comma}`;
    });
    return text + brackets[1];
  });
}

function memberOf(key: fc.Arbitrary<string>, value: fc.Arbitrary<string>, trivia: fc.Arbitrary<string>) {
  return fc.tuple(key, trivia, trivia, value).map(([name, a, b, text]) => `${name}${a}:${b}${text}`);
}

const trivias = { loose: blank, tidy: fc.constantFrom("", " ", "\n", "\n  ") };

function valueText(trivia: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      { weight: 3, arbitrary: scalarText },
      bracketed("[]", fc.array(tie("value"), { maxLength: 3 }), trivia),
      bracketed("{}", fc.array(memberOf(keyText, tie("value"), trivia), { maxLength: 3 }), trivia),
    ),
  })).value;
}

/** The container's own value, or null. */
function containerText(container: Container, trivia: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const names = fc.constantFrom(...usersNames);
  const value = valueText(trivia);
  const object = bracketed("{}", fc.array(memberOf(keyText, value, trivia), { maxLength: 2 }), trivia);
  if (container.kind === "map") {
    const member = memberOf(
      names.map((name) => JSON.stringify(name)),
      object,
      trivia,
    );
    return fc.oneof(fc.constant("null"), bracketed("{}", fc.array(member, { maxLength: 3 }), trivia));
  }
  const item = names.chain((name) =>
    bracketed(
      "{}",
      fc.tuple(
        memberOf(fc.constant(JSON.stringify(container.nameKey)), fc.constant(JSON.stringify(name)), trivia),
      ),
      trivia,
    ),
  );
  return fc.oneof(
    fc.constant("null"),
    bracketed("[]", fc.array(fc.oneof(item, value), { maxLength: 3 }), trivia),
  );
}

function objectAt(container: Container, depth: number, trivia: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const key = container.path[depth];
  if (key === undefined) return containerText(container, trivia);
  const others = fc.array(memberOf(keyText, valueText(trivia), trivia), { maxLength: 3 });
  const own = memberOf(fc.constant(JSON.stringify(key)), objectAt(container, depth + 1, trivia), trivia);
  const members = fc
    .tuple(others, fc.option(own, { freq: 4 }), others)
    .map(([before, mine, after]) => [...before, ...(mine === null ? [] : [mine]), ...after]);
  return fc.oneof(
    { weight: 8, arbitrary: bracketed("{}", members, trivia) },
    depth === 0 ? fc.constantFrom("{}", "null") : fc.constantFrom("null", "{ }"),
  );
}

/** A whole file: sometimes empty, sometimes nothing but comments, with and without a byte order mark. */
export function jsonTexts(container: Container): fc.Arbitrary<string> {
  const file = (trivia: fc.Arbitrary<string>) =>
    fc.tuple(trivia, objectAt(container, 0, trivia), trivia).map((parts) => parts.join(""));
  return fc
    .tuple(
      fc.constantFrom("", "", "", "\uFEFF"),
      fc.oneof(
        { weight: 6, arbitrary: file(trivias.loose) },
        { weight: 4, arbitrary: file(trivias.tidy) },
        blank,
        fc.constantFrom("", "\n", " \r\n\t"),
      ),
    )
    .map((parts) => parts.join(""));
}
