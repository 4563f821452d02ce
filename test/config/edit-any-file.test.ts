import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addServer, removeServer, setServerField } from "../../src/config/edit.ts";
import { ManyErrors, UserError } from "../../src/errors.ts";
import { file, value } from "./any-file.ts";

describe("any file", () => {
  it("adding then removing gives the same bytes, and adding inserts only", () => {
    fc.assert(
      fc.property(file, fc.constantFrom("new", "A-1", "zz.z"), value, ({ names, text }, added, argument) => {
        fc.pre(!names.includes(added));
        const wanted = { source: "npm:new@1", args: [argument] };
        const result = addServer(text, added, wanted);
        expect(parse(result).servers).toEqual({ ...parse(text).servers, [added]: wanted });
        expect(isInsertionOf(result, text)).toBe(true);
        expect(removeServer(result, added)).toBe(text);
      }),
      { numRuns: 250 },
    );
  });

  it("removing takes one run of lines away and leaves the other servers", () => {
    fc.assert(
      fc.property(file, fc.nat(), ({ names, text }, pick) => {
        const removed = names[pick % names.length]!;
        const result = removeServer(text, removed);
        const { [removed]: _, ...rest } = parse(text).servers;
        expect(parse(result).servers ?? {}).toEqual(rest);
        expect(isInsertionOf(text, result)).toBe(true);
      }),
      { numRuns: 250 },
    );
  });

  it("setting a field changes that field alone", () => {
    fc.assert(
      fc.property(file, fc.nat(), value, ({ names, text }, pick, argument) => {
        const changed = names[pick % names.length]!;
        const before = parse(text).servers;
        for (const [path, field] of [
          [["bin"], `x${argument}`],
          [["source"], "npm:other"],
          [["env", "NEW"], argument],
          [["args"], [argument]],
        ] as const) {
          const result = setServerField(text, changed, [...path], field);
          const expected = structuredClone(before);
          if (path.length === 2) expected[changed].env.NEW = field;
          else expected[changed][path[0]] = field;
          expect(parse(result).servers).toEqual(expected);
          for (const comment of text.match(/# (?:head|tail|above|after|inside)/g) ?? [])
            expect(result).toContain(comment);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("throws only errors meant for the user, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^(?:servers|a|:|\{|\}|\[|,| |\n|&x|\*x|- |\?|"|'|~|#){0,14}$/),
        (text) => {
          for (const edit of [
            () => addServer(text, "new", { source: "npm:new" }),
            () => removeServer(text, "a"),
            () => setServerField(text, "a", ["bin"], "b"),
          ]) {
            try {
              edit();
            } catch (error) {
              if (!(error instanceof UserError || error instanceof ManyErrors)) throw error;
            }
          }
        },
      ),
      { numRuns: 800 },
    );
  });
});

/** Whether `longer` is `shorter` with one run of characters put in. */
function isInsertionOf(longer: string, shorter: string): boolean {
  let head = 0;
  while (head < shorter.length && shorter[head] === longer[head]) head++;
  let tail = 0;
  while (tail < shorter.length - head && shorter.at(-1 - tail) === longer.at(-1 - tail)) tail++;
  return head + tail === shorter.length;
}
