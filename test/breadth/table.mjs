import { rename, writeFile } from "node:fs/promises";
import { partsOf } from "./servers.mjs";

const head = [
  "server",
  "version",
  "deps",
  "install scripts",
  "built",
  "answers (tools)",
  "seconds",
  "at commit",
  "reason",
];

/** TABLE.md: every server of the list in its order, with what the last run of each gave. */
export async function writeTable(path, list, state) {
  const rows = list.map((server) => row(server, state.get(server.spec)));
  const results = list.flatMap(({ spec }) => state.get(spec) ?? []);
  const count = (what) => results.filter(what).length;
  const text = [
    "# Breadth",
    "",
    `${list.length} popular servers of npm that are none of the seeds, each added, prefetched, generated, built`,
    "by Nix and asked `initialize` and `tools/list` from its store path. Written by `test/breadth/run.mjs`;",
    "`servers.json` says why each one is here. A `+` after the commit: with changes not committed yet.",
    "",
    `Tried ${results.length}, built ${count(({ built }) => built)}, answer ${count(({ answers }) => answers)}.`,
    "",
    line(head),
    line(head.map(() => "---")),
    ...rows.map(line),
    "",
  ].join("\n");
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

function row(server, result) {
  const { name, version } = partsOf(server.spec);
  const expected = server.expect === undefined ? "" : `expected: ${server.expect.reason}`;
  if (result === undefined) return [name, version, "", "", "not tried", "", "", "", expected];
  return [
    name,
    version,
    result.packages ?? "",
    [...new Set(result.installScripts)].join(", "),
    result.built ? "yes" : `no (${result.stage})`,
    result.answers ? String(result.tools) : "no",
    result.seconds,
    result.code,
    result.answers ? "" : [expected, result.reason].filter((part) => part !== "").join(" — "),
  ];
}

function line(cells) {
  return `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
}
