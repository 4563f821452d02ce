import fc from "fast-check";
import type { Container } from "../../../src/clients/types.ts";
import { usersNames } from "./entries.ts";

/** Users' YAML files as text: block and flow style, comments, block scalars, anchors, lists with and without indent. */

type Lines = readonly string[];

const indented = (lines: Lines, by: number): string[] =>
  lines.map((line) => (line.trim() === "" ? line : " ".repeat(by) + line));

const noise = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Lines>([]) },
  fc.constantFrom<Lines>([""], ["", ""], ["# a comment"], ["", "# extensions:", ""], ["#"], ["   "]),
);

const tail = fc.oneof(
  { weight: 4, arbitrary: fc.constant("") },
  fc.constantFrom(" # note", "   ", "\t# x: y"),
);

const scalarText = fc.constantFrom(
  "word",
  "two words",
  "'it''s # no comment'",
  '"\\t \\u00e9 \\" x: y"',
  "1_0",
  "-3.5e2",
  "true",
  "~",
  "null",
  "2026-11-21",
  "a:b",
  "http://example.org/#x",
  "{ a: 1, 'b': [x, y] }",
  '{"a": {"b": null}}',
  "[]",
  "{}",
  "[a, {b: c},]",
);

const blockScalar = fc.constantFrom<Lines>(
  ["|", "  line", "", "  # text", "    deeper"],
  [">-", "  folded", "  text"],
  ["|+", "  kept", "", ""],
  ["|2-", "    spaces first"],
  ["|", "  with blank after", ""],
  ['"double', "  over lines\\", '  "'],
  ["plain", "  over lines"],
  ["{ a: 1,", "  # in braces", "  b: [", "  ] }"],
);

/** `key: value` with all its lines. */
const pairOf = (key: string, value: fc.Arbitrary<Lines>): fc.Arbitrary<Lines> =>
  fc
    .tuple(noise, value)
    .map(([before, [first = "", ...rest]]) => [
      ...before,
      `${key}:${first === "" || first.startsWith(" #") ? "" : " "}${first}`,
      ...rest,
    ]);

const leaf: fc.Arbitrary<Lines> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(scalarText, tail).map(([text, after]) => [text + after]) },
  { weight: 1, arbitrary: tail.map((after) => [after.trimEnd()]) },
  { weight: 2, arbitrary: blockScalar },
);

const keys = fc.subarray(
  ["command", "args", "'odd key'", '"x.y"', "env", "8", "? ", "on"].filter((key) => key !== "? "),
);

const mapOf = (value: fc.Arbitrary<Lines>, all: fc.Arbitrary<string[]> = keys): fc.Arbitrary<Lines> =>
  all.chain((some) => fc.tuple(...some.map((key) => pairOf(key, value)))).map((pairs) => pairs.flat());

const listOf = (items: fc.Arbitrary<readonly Lines[]>): fc.Arbitrary<Lines> =>
  items.map((all) =>
    all.flatMap((lines) => {
      const [first = "", ...rest] = lines;
      return [`- ${first}`.trimEnd(), ...indented(rest, 2)];
    }),
  );

/** A collection below its key. */
const below = (lines: fc.Arbitrary<Lines>, step: number): fc.Arbitrary<Lines> =>
  fc
    .tuple(tail, lines)
    .map(([after, inner]) =>
      inner.some((line) => line.trim() !== "" && !line.trim().startsWith("#"))
        ? [after.trimEnd(), ...indented(inner, step)]
        : ["{}"],
    );

const value = (step: number): fc.Arbitrary<Lines> =>
  fc.oneof(
    { weight: 4, arbitrary: leaf },
    below(mapOf(leaf), step),
    below(
      listOf(
        fc.array(
          leaf.filter(([first = ""]) => first.trim() !== "" && !first.trim().startsWith("#")),
          { maxLength: 3 },
        ),
      ),
      step,
    ),
  );

const names = fc.subarray(usersNames);
const quoted = (name: string) => (/^[a-z]+$/.test(name) && name !== "true" ? name : `'${name}'`);
const empties = fc.constantFrom("", "{}", "{ }", "null", "~");

function serversOf(container: Container, step: number): fc.Arbitrary<Lines> {
  const empty = fc
    .tuple(empties, tail)
    .map(([text, after]): Lines => [text === "" ? after.trimEnd() : text + after]);
  const flow = (parts: fc.Arbitrary<string[]>, brackets: string, pad: string) =>
    fc
      .tuple(parts, fc.constantFrom(", ", ",", ",\n    ", ", # c\n    "))
      .map(([all, comma]): Lines => `${brackets[0]}${pad}${all.join(comma)}${pad}${brackets[1]}`.split("\n"));
  if (container.kind === "map") {
    const block = names.chain((all) => mapOf(below(mapOf(leaf), step), fc.constant(all.map(quoted))));
    const inline = names.map((all) => all.map((name) => `${quoted(name)}: { cmd: x }`));
    const json = names.map((all) => all.map((name) => `"${name}": {"cmd": "x"}`));
    return fc.oneof(
      { weight: 3, arbitrary: below(block, step) },
      empty,
      flow(inline, "{}", " "),
      flow(json, "{}", ""),
    );
  }
  const item = (name: string) =>
    mapOf(leaf, fc.constant(["cmd", "args"])).map((lines): Lines => [`name: ${quoted(name)}`, ...lines]);
  const block = names
    .chain((all) => listOf(fc.tuple(...all.map(item))))
    .map((lines): Lines => (lines.length === 0 ? ["[]"] : ["", ...lines]));
  const list = fc
    .constantFrom(0, step)
    .chain((dash) => block.map(([first = "", ...rest]): Lines => [first, ...indented(rest, dash)]));
  const inline = names.map((all) => all.map((name) => `{ name: ${quoted(name)} }`));
  const none = empty.map((lines) => lines.map((line) => line.replace("{", "[").replace("}", "]")));
  return fc.oneof({ weight: 3, arbitrary: list }, none, flow(inline, "[]", ""));
}

const others = (step: number) => mapOf(value(step), fc.subarray(["provider", '"quoted"', "zed", "models"]));
const more = (step: number) => mapOf(value(step), fc.subarray(["rules", "last one"]));

/** A whole file whose container is at a path of one key; sometimes empty or nothing but comments. */
export function yamlTexts(container: Container): fc.Arbitrary<string> {
  const file = fc.constantFrom(2, 4, 3).chain((step) =>
    fc
      .record({
        start: fc.constantFrom<Lines>([], [], ["---"], ["# head", ""], ["%YAML 1.2", "---"], ["--- # c"]),
        before: others(step),
        servers: fc.option(pairOf(container.path[0]!, serversOf(container, step)), { freq: 4 }),
        after: more(step),
        end: noise,
        stop: fc.constantFrom<Lines>([], [], [], ["..."]),
      })
      .map(({ start, before, servers, after, end, stop }) =>
        [start, before, servers ?? [], after, end, stop].flat(),
      ),
  );
  return fc
    .record({
      lines: fc.oneof(
        { weight: 12, arbitrary: file },
        noise,
        fc.constantFrom<Lines>([], ["{}"], ["{ a: b }"], ["---"]),
      ),
      final: fc.boolean(),
      eol: fc.constantFrom("\n", "\n", "\r\n"),
      mark: fc.constantFrom("", "", "", "\uFEFF"),
    })
    .map(
      ({ lines, final, eol, mark }) =>
        mark + (lines.join("\n") + (final && lines.length > 0 ? "\n" : "")).replaceAll("\n", eol),
    );
}
