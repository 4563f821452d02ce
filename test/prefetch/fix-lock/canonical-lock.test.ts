import fc from "fast-check";
import { expect, test } from "vitest";
import { editCanonical, type ResolvedEdit } from "../../../src/prefetch/fix-lock/canonical-lock.ts";
import { editText } from "../../../src/prefetch/fix-lock/complete-resolved.ts";

const add: ResolvedEdit = ({ name, resolved }) =>
  resolved === undefined ? `https://registry.example/${name}` : undefined;
const drop: ResolvedEdit = ({ resolved, integrity }) => (resolved && integrity ? null : undefined);

const place = fc.oneof(
  fc.constantFrom("", "packages/a", "node_modules/", "a/node_modules/@b/c", "__proto__", "node_modules/7"),
  fc.string().map((name) => `node_modules/${name}`),
);
const value = fc.oneof(fc.string(), fc.constant(null), fc.integer(), fc.constant({ "2": 1, a: [] }));
const member = fc.oneof(
  fc.tuple(fc.constantFrom("version", "name", "integrity"), fc.string()),
  fc.tuple(
    fc.constant("resolved"),
    fc.constantFrom("https://example.org/x", "HTTP://y", "https://", "git+ssh://g/x.git", "file:x", ""),
  ),
  fc.tuple(fc.constantFrom("link", "inBundle", "dev"), fc.boolean()),
  fc.tuple(fc.constantFrom("version", "resolved", "integrity", "name", "license", "__proto__", "0"), value),
);
const entry = fc.oneof(
  { weight: 9, arbitrary: fc.array(member, { maxLength: 7 }).map((members) => Object.fromEntries(members)) },
  value,
);
const lock = fc
  .record(
    { name: fc.string(), lockfileVersion: fc.constant(3), packages: fc.array(fc.tuple(place, entry)) },
    { requiredKeys: ["packages"] },
  )
  .map((record) => ({ ...record, packages: Object.fromEntries(record.packages) }));

test("gives what editing the text gives, or nothing", () => {
  let shortcuts = 0;
  fc.assert(
    fc.property(lock, fc.constantFrom(add, drop), (value, edit) => {
      const text = `${JSON.stringify(value, null, 2)}\n`;
      const result = editCanonical(text, edit);
      if (result === undefined) return;
      shortcuts += 1;
      expect(result).toBe(editText(text, edit));
    }),
    { numRuns: 1000 },
  );
  expect(shortcuts).toBeGreaterThan(200);
});

test("is for npm's own way of writing only", () => {
  const text = `${JSON.stringify({ packages: { "node_modules/a": { version: "1" } } }, null, 2)}\n`;
  expect(editCanonical(text, add)).toContain('"resolved": "https://registry.example/a"');
  for (const other of [
    text.trimEnd(),
    text.replaceAll("  ", "    "),
    text.replaceAll("\n", "\r\n"),
    text.replace('"1"', '"\\u0031"'),
    text.replace('"version": "1"', '"version": "0",\n      "version": "1"'),
    text.replace('"packages"', '"dependencies": {},\n  "packages"'),
    "[]\n",
    "{",
  ]) {
    expect(editCanonical(other, add), other).toBeUndefined();
  }
});
