import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../../src/clients/types.ts";

/** Texts with all that an encoder can trip over. */
export const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    " ",
    " a ",
    "null",
    "~",
    "true",
    "no",
    "0x1f",
    "1_000",
    "1e3",
    "-",
    "- a",
    "a: b",
    "a #b",
    "#",
    "'",
    '"',
    "\\",
    "{}",
    "[",
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "`a`",
    "---",
    "...",
    "<<",
    "=",
    "2026-11-21",
    "12:30:00",
    ".inf",
    "\t",
    "\n",
    "a\nb",
    "a\n",
    "a\r\nb",
    "\u0000",
    "\u0007\u001b",
    "\u007f\u0080\u0085\u2028\u2029\ufeff",
    "\ud83d\ude00",
    '"""',
    "'''",
    "${VAR}",
    "$(x)",
    "ключ",
  ),
);

const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 6, arbitrary: anyText },
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.boolean(),
);

const key = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("command", "args", "env", "a-b", "A_1") },
  anyText,
);

const safeKey = key.filter((each) => each !== "__proto__");

const object = (value: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> =>
  fc.dictionary(safeKey, value, { maxKeys: 4, noNullPrototype: true });

const { nested } = fc.letrec<{ nested: JsonValue }>((tie) => ({
  nested: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    fc.array(tie("nested"), { maxLength: 3 }),
    object(tie("nested")),
  ),
}));

/** Any entry; no null in it, which TOML has not. */
export const anyEntry: fc.Arbitrary<JsonObject> = object(nested);

/** An entry as clients have them. */
export const usualEntry: fc.Arbitrary<JsonObject> = fc.record(
  {
    command: anyText,
    args: fc.array(anyText, { maxLength: 3 }),
    env: fc.dictionary(safeKey, anyText, { maxKeys: 2, noNullPrototype: true }),
    enabled: fc.boolean(),
    timeout: fc.nat(),
  },
  { requiredKeys: ["command"], noNullPrototype: true },
);

export const entry = fc.oneof(usualEntry, anyEntry);

/** Names of ours; none of them is in `usersNames`. */
export const ourNames = ["zeta", "my-server", "a.b", "with space", "Ünïcode", 'quo"te', "1"];

export const usersNames = ["github", "files", "x.y", "two words", "true"];
