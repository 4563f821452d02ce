import fc from "fast-check";
import { expect, it } from "vitest";
import { macro, roff } from "../../src/ui/roff.ts";

/** What a reader of roff sees of a line: the escapes of groff_char(7) and `\&` undone. */
function seen(line: string): string {
  const named: Record<string, string> = { rs: "\\", aq: "'", ga: "`", ha: "^", ti: "~", dq: '"' };
  return line.replace(
    /\\(?:\((..)|\[u([0-9A-F]{4,6})\]|(.))/gu,
    (_, two?: string, point?: string, one?: string) => {
      if (two !== undefined) return named[two] ?? `<${two}>`;
      if (point !== undefined) return String.fromCodePoint(Number.parseInt(point, 16));
      return one === "-" ? "-" : one === "&" ? "" : `<${one}>`;
    },
  );
}

const flat = (text: string) => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, " ");

/** Texts with what roff gives a meaning to. */
const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(".", "'", "\\", "-", '"', "\n", "\\&", ".TH", "\\(aq", "\\n", "~^`", "é", "…", "x"),
    )
    .map((parts) => parts.join("")),
);

it("gives a reader what was written, on one line, and never a request", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const line = roff(text);
      expect(seen(line)).toBe(flat(text));
      expect(line).not.toMatch(/^[.']/);
      expect(line).toMatch(/^[ -~]*$/);
    }),
  );
});

it("keeps an argument of a macro one argument", () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 4 }), (words) => {
      const line = macro("B", ...words);
      expect([...line.matchAll(/"([^"]*)"/g)].map(([, word = ""]) => seen(word))).toEqual(words.map(flat));
      expect(line.replace(/"[^"]*"/g, "W")).toBe([".B", ...words.map(() => "W")].join(" "));
    }),
  );
});

it("would be noticed if it did not", () => {
  expect(seen("a\\nb")).not.toBe("a\\nb");
  expect(roff(".TH")).toBe("\\&.TH");
  expect(roff("--json 'x'\\")).toBe("\\-\\-json \\(aqx\\(aq\\(rs");
});
