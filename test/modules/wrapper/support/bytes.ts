import fc from "fast-check";
import { expect } from "vitest";

// What has broken readers of secrets before: shell, dotenv and C syntax, bytes that bash uses inside
// itself (1, 127), halves of UTF-8 sequences, other encodings, line ends.
const awkward = [
  ..."\n \t\r'\"\\$`#=;%!*~&|<>(){}[]?",
  ...["\r\n", "\n\n", "\\n", "\\\n", "$HOME", "${HOME}", "$(id)", "`id`", "%s", "export X=1", "é", "€", "🔑"],
  ...["\x01", "\x7f", "\x1b[0m", "\x01\x01\x7f", "-n", "--", "KEY=value"],
].map((text) => Buffer.from(text));
const halves = ["c3", "e282", "f09f94", "80", "bf", "ff", "fe", "feff", "83bf815c", "c2a0"].map((hex) =>
  Buffer.from(hex, "hex"),
);

/** Any bytes but NUL, at most about `most` of them, awkward ones more often than not; an empty secret is none. */
export function secretBytes(most = 400): fc.Arbitrary<Buffer> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...awkward) },
    { weight: 1, arbitrary: fc.constantFrom(...halves) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 255 }).map((byte) => Buffer.from([byte])) },
    { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/).map((text) => Buffer.from(text)) },
  );
  return fc
    .array(piece, { maxLength: Math.ceil(most / 3), size: "max" })
    .map((pieces) => Buffer.concat(pieces))
    .filter((bytes) => trimmed(bytes).length > 0);
}

/** Any text that XML can hold: what KeePass' files and other text formats take. */
export function secretText(most = 100): fc.Arbitrary<string> {
  const legal = (text: string) =>
    !/[\p{Cs}\ufffe\uffff]/u.test(text) && !/\p{Cc}/u.test(text.replaceAll(/[\n\t]/g, ""));
  const piece = fc.oneof(
    fc.constantFrom(...awkward.map(String).filter(legal)),
    fc.string({ unit: "grapheme", maxLength: 4 }).filter(legal),
  );
  return fc
    .array(piece, { maxLength: most })
    .map((pieces) => pieces.join(""))
    .filter((text) => !["", "\n"].includes(text));
}

/** A batch of `count` values, so that one start of a wrapper proves many. */
export const batch = <T>(value: fc.Arbitrary<T>, count: number): fc.Arbitrary<T[]> =>
  fc.array(value, { minLength: count, maxLength: count, size: "max" });

/** Compares bytes; a difference is shown as text that leaves nothing out. */
export function expectBytes(actual: Buffer | undefined, expected: Buffer, what: string): void {
  if (actual?.equals(expected)) return;
  expect(`${what}: ${JSON.stringify(actual?.toString("latin1"))}`).toBe(
    `${what}: ${JSON.stringify(expected.toString("latin1"))}`,
  );
}

/** What becomes of a program's or a file's bytes: one final newline ends the text. */
export const trimmed = (bytes: Buffer): Buffer => (bytes.at(-1) === 10 ? bytes.subarray(0, -1) : bytes);
