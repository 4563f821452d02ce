import fc from "fast-check";

const pieces = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  "'",
  "\\",
  "#",
  "//",
  "/*",
  "*/",
  "\n",
  "\r",
  "\t",
  " ",
  "-",
  "=",
  ".",
  "0",
  "a",
  "\0",
  "\u0007",
  "&a",
  "*a",
  "|",
  "---\n",
  "null",
  "\uFEFF",
  "\ud800",
];

/** A text with a few of its characters gone, doubled, or strange ones among them. */
export function broken(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const wounds = fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom("", ...pieces)), {
    minLength: 1,
    maxLength: 3,
  });
  return fc.tuple(texts, wounds).map(([text, all]) =>
    all.reduce((left, [place, remove, insert]) => {
      const at = place % (left.length + 1);
      return left.slice(0, at) + insert + left.slice(at + remove);
    }, text),
  );
}
