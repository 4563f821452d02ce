import fc from "fast-check";
import { usersNames } from "./entries.ts";

/** Users' TOML files as text, with the servers of `mcp_servers` in every form that TOML has. */

const noise = fc.oneof(
  { weight: 6, arbitrary: fc.constant<string[]>([]) },
  fc.constantFrom<string[]>(
    [""],
    ["", ""],
    ["# a comment"],
    ["", "# [mcp_servers.no]", ""],
    ["  # x = {", "# }"],
    ["\t"],
  ),
);

const valueText = fc.constantFrom(
  '"text"',
  "'lit # no comment'",
  "1_000",
  "0x1F",
  "-0.5e3",
  "true",
  "2026-11-21T10:00:00Z",
  "2026-11-21",
  "[1, 2]",
  "[ # first\n  'a',\n  'b', # last\n]",
  '"""\nlines\n[mcp_servers.not]\n"""',
  "'''# ['''",
  "{ a = 1, b.c = 'x' }",
  "[{ x = 1 }, {}]",
  "{}",
);

const spaced = fc.constantFrom(" = ", "=", "  =\t");
const tail = fc.oneof({ weight: 4, arbitrary: fc.constant("") }, fc.constantFrom(" # note", "  ", "\t#"));
const indent = fc.oneof({ weight: 4, arbitrary: fc.constant("") }, fc.constantFrom("  ", "\t"));

const quoted = (name: string) => (/^[\w-]+$/.test(name) ? name : `"${name}"`);

const lineOf = (key: string) =>
  fc
    .tuple(indent, spaced, valueText, tail)
    .map(([before, equals, value, after]) => `${before}${key}${equals}${value}${after}`);

/** Lines of pairs, with comments and blank lines between. */
function pairs(keys: fc.Arbitrary<string[]>): fc.Arbitrary<string[]> {
  return keys
    .chain((all) => fc.tuple(...all.map((key) => fc.tuple(noise, lineOf(key)))))
    .map((lines) => lines.flat(2));
}

const fields = pairs(fc.subarray(["command", "args", "'odd key'", "x.y", "env"]));

const section = (header: string) =>
  fc
    .tuple(noise, indent, tail, fields)
    .map(([before, space, after, lines]) => [...before, `${space}${header}${after}`, ...lines]);

/** The server's tables: one or more, or tables in a list. */
const serverTables = (name: string) =>
  fc.oneof(
    section(`[mcp_servers.${quoted(name)}]`).map((table) => [table]),
    section(`[ mcp_servers . ${quoted(name)}.tools ]`).map((table) => [table]),
    fc
      .tuple(section(`[mcp_servers.${quoted(name)}]`), section(`[mcp_servers.${quoted(name)}.env2]`))
      .map((tables) => [...tables]),
    fc
      .tuple(section(`[[mcp_servers.${quoted(name)}.list]]`), section(`[[mcp_servers.${quoted(name)}.list]]`))
      .map((tables) => [...tables]),
  );

const inlineServers = (names: readonly string[]) =>
  fc.tuple(fc.constantFrom(" ", ""), fc.constantFrom(", ", ",", " , ")).map(([pad, comma]) => {
    const parts = names.map((name) => `${quoted(name)} = { command = "x" }`);
    return `{${pad}${parts.join(comma)}${parts.length > 0 ? pad : ""}}`;
  });

interface Parts {
  /** Before the first table. */
  readonly root: readonly string[];
  readonly tables: readonly (readonly string[])[];
}

const names = fc.subarray(usersNames);

const forms: fc.Arbitrary<Parts> = fc.oneof(
  fc.constant<Parts>({ root: [], tables: [] }),
  names
    .chain((all) => fc.tuple(...all.map(serverTables)))
    .map((servers): Parts => ({ root: [], tables: servers.flat() })),
  names
    .chain((all) => fc.tuple(section("[mcp_servers]"), ...all.map(serverTables)))
    .map(
      ([first, ...servers]): Parts => ({
        root: [],
        tables: [first.slice(0, headerAt(first) + 1), ...servers.flat()],
      }),
    ),
  names
    .chain((all) => pairs(fc.constant(all.map((name) => `mcp_servers.${quoted(name)}.command`))))
    .map((root): Parts => ({ root, tables: [] })),
  names
    .chain(inlineServers)
    .map((table): Parts => ({ root: [`mcp_servers = ${table} # inline`], tables: [] })),
  names
    .chain((all) => fc.tuple(noise, pairs(fc.constant(all.map((name) => `${quoted(name)}.x`)))))
    .map(([before, lines]): Parts => ({ root: [], tables: [[...before, "[mcp_servers]", ...lines]] })),
);

const headerAt = (lines: readonly string[]) => lines.findIndex((line) => line.includes("[mcp_servers]"));

const others = fc
  .subarray(["[model]", '[projects."/home/u/x"]', "[a.b.c]", "[profiles]"])
  .chain((headers) => fc.tuple(...headers.map(section)));

const lists = fc
  .nat(2)
  .chain((count) => fc.tuple(...Array.from({ length: count }, () => section("[[things]]"))));

const rootPairs = pairs(fc.subarray(["model_name", '"quoted key"', "tui.theme", "1"]));

/** A whole file; sometimes empty or nothing but comments. */
export const tomlTexts: fc.Arbitrary<string> = fc
  .record({
    rootPairs,
    form: forms,
    others,
    lists,
    end: noise,
    final: fc.boolean(),
    eol: fc.constantFrom("\n", "\n", "\r\n"),
    mark: fc.constantFrom("", "", "", "\uFEFF"),
    order: fc.infiniteStream(fc.nat()),
  })
  .map(({ rootPairs: pairsOfRoot, form, others: tables, lists: listed, end, final, eol, mark, order }) => {
    const mixed = [...tables, ...listed, ...form.tables]
      .map((table, index) => ({ table, rank: index + ((order.next().value as number) % 7) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ table }) => table);
    const lines = [...pairsOfRoot, ...form.root, ...mixed.flat(), ...end];
    const text = lines.join("\n") + (final ? "\n" : "");
    return mark + text.replaceAll("\n", eol);
  });
