import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { addServer, removeServer, setServerField } from "../../src/config/edit.ts";
import { ManyErrors, UserError } from "../../src/errors.ts";

/** Random files in many styles, valid by construction. */
const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/);
const value = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("true", "null", "1e3", "a: b", "- x", "# c", "é\n"),
);
const file = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 4, selector: (each) => each.toLowerCase() }),
    indent: fc.integer({ min: 1, max: 5 }),
    step: fc.integer({ min: 1, max: 5 }),
    eol: fc.constantFrom("\n", "\r\n"),
    endBreak: fc.boolean(),
    head: fc.constantFrom("", "# head", "---", "settings: {style: overlay}", "settings:\n  output: nix\n"),
    tail: fc.constantFrom("", "", "# tail", "\n\n# tail", "settings_:\n", "..."),
    parts: fc.array(
      fc.record({
        form: fc.constantFrom("block", "flow", "json", "multi"),
        blank: fc.nat({ max: 2 }),
        comment: fc.constantFrom("", "# above", "\n# above\n"),
        inside: fc.constantFrom("", "# inside", "\n# inside"),
        after: fc.constantFrom("", " # after", "   "),
        env: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,4}$/), value, { maxKeys: 2 }),
      }),
      { minLength: 4, maxLength: 4 },
    ),
  })
  .map(({ names, indent, step, eol, endBreak, head, tail, parts }) => {
    const lines = [head, "servers:"];
    for (const [index, each] of names.entries()) {
      const part = parts[index]!;
      const pad = " ".repeat(indent);
      const deep = " ".repeat(indent + step);
      lines.push(...Array<string>(part.blank).fill(""));
      if (part.comment !== "")
        lines.push(...part.comment.split("\n").map((line) => (line === "" ? "" : pad + line)));
      const env = JSON.stringify(part.env);
      if (part.form === "flow") lines.push(`${pad}${each}: {source: npm:${each}, env: ${env}}${part.after}`);
      else if (part.form === "json")
        lines.push(`${pad}"${each}": {"source":"npm:${each}","env":${env}}${part.after}`);
      else if (part.form === "multi") {
        lines.push(
          `${pad}${each}: {`,
          `${deep}source: 'npm:${each}', # s`,
          `${deep}env: ${env}`,
          `${deep}}${part.after}`,
        );
      } else {
        lines.push(
          `${pad}${each}:${part.after}`,
          `${deep}source: "npm:${each}"${part.after}`,
          `${deep}env: ${env}`,
        );
        if (part.inside !== "")
          lines.push(...part.inside.split("\n").map((line) => (line === "" ? "" : deep + line)));
      }
    }
    if (tail !== "" && tail !== "settings_:\n") lines.push(...tail.split("\n"));
    return { names, text: lines.join("\n").replaceAll("\n", eol) + (endBreak ? eol : "") };
  });

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
