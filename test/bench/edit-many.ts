// How long many edits of one file take, in each format: `node test/bench/run.mjs edit-many`. Servers are added to a
// file, its bytes taken, and then all removed again. The bulk of the file is elsewhere, or servers of the user's.
import type { Container, Format, JsonValue } from "../../src/clients/types.ts";
import { openDocument } from "../../src/deploy/edit/open.ts";

const container: Container = { kind: "map", path: ["servers"] };
const list: Container = { kind: "list", path: ["servers"], nameKey: "name" };

type Fill = (index: number) => string;

interface Kind {
  readonly what: string;
  readonly format: Format;
  readonly container: Container;
  readonly head: string;
  readonly fill: Fill;
  readonly tail: string;
}

const yamlServer = (index: number) =>
  `  mine-${index}:\n    command: /usr/bin/thing\n    args: [--port, "80${index}"]\n    env:\n      A: "some words"\n`;
const tomlServer = (index: number) =>
  `\n[servers.mine-${index}]\ncommand = "/usr/bin/thing"\nargs = ["--port", "80${index}"]\n\n[servers.mine-${index}.env]\nA = "some words"\n`;

const kinds: readonly Kind[] = [
  {
    what: "JSON",
    format: "json",
    container,
    head: '{\n  "servers": {"mine": {"command": "x"}},\n  "projects": {\n',
    fill: (index) => `    "p-${index}": {"trust": true, "env": {"A": "some words"}},\n`,
    tail: '    "last": 1\n  }\n}\n',
  },
  {
    what: "TOML, projects",
    format: "toml",
    container,
    head: '[servers.mine]\ncommand = "x"\n',
    fill: (index) => `\n[projects."/home/p-${index}"]\ntrust_level = "trusted"\nwords = ["some", "words"]\n`,
    tail: "",
  },
  { what: "TOML, servers", format: "toml", container, head: "", fill: tomlServer, tail: "" },
  {
    what: "YAML, projects",
    format: "yaml",
    container,
    head: "servers:\n  mine:\n    command: x\nprojects:\n",
    fill: (index) => `  p-${index}:\n    trust: yes\n    env:\n      A: "some words"\n    args: [a, b]\n`,
    tail: "",
  },
  { what: "YAML, servers", format: "yaml", container, head: "servers:\n", fill: yamlServer, tail: "" },
  {
    what: "YAML, a list",
    format: "yaml",
    container: list,
    head: "servers:\n",
    fill: (index) =>
      `  - name: mine-${index}\n    command: /usr/bin/thing\n    args: [--port, "80${index}"]\n`,
    tail: "",
  },
];

const entry = (index: number) => ({
  command: `/nix/store/x-${index}/bin/x`,
  args: ["--stdio"],
  env: { A: "b" },
});

function textOf({ head, fill, tail }: Kind, size: number): string {
  const parts = [head];
  for (let index = 0, length = head.length; length < size; index++) {
    const part = fill(index);
    parts.push(part);
    length += part.length;
  }
  return parts.join("") + tail;
}

function run(kind: Kind, text: string, count: number): [add: number, remove: number] {
  const names = Array.from({ length: count }, (_, index) => `ours-${index}`);
  const start = performance.now();
  let document = openDocument(kind.format, kind.container, text);
  let undo: JsonValue | undefined;
  for (const [index, name] of names.entries()) {
    const next = document.set(name, entry(index));
    undo ??= next.undo;
    document = next;
  }
  const after = document.text;
  const added = performance.now();
  document = openDocument(kind.format, kind.container, after);
  for (const name of names) document = document.remove(name, undo);
  const left = document.text;
  const end = performance.now();
  if (left !== text) throw new Error(`${kind.what}: the bytes are not the user's`);
  return [added - start, end - added];
}

const counts = [1, 10, 50];
const only = process.argv[2];
console.log("ms to add, and to remove again");
for (const kind of kinds) {
  if (only !== undefined && !kind.what.includes(only)) continue;
  for (const size of [10_000, 500_000, 2_000_000]) {
    const text = textOf(kind, size);
    const times = counts.map((count) => run(kind, text, count).map((ms) => ms.toFixed(0)));
    const cells = times.map(([add, remove], at) => `${counts[at]} servers ${add}, ${remove}`.padEnd(26));
    console.log(`${kind.what.padEnd(15)} ${`${size / 1000} kB`.padStart(8)}  ${cells.join("")}`);
  }
}
