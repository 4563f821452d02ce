// How long it takes to open a large `~/.claude.json`, edit it and have the bytes: `node test/bench/run.mjs edit [MB]`.
// The container is at the file's head, middle and end; one server is added, then nineteen more, then all removed.
import { openDocument } from "../../src/deploy/edit/open.ts";

const size = Number(process.argv[2] ?? 20) * 1_000_000;
const container = { kind: "map", path: ["mcpServers"] } as const;

function claudeFile(place: "head" | "middle" | "end", indent: number | undefined, word: string): string {
  const servers = { mcpServers: { github: { command: "gh", args: ["mcp"], env: { A: "b" } } } };
  const projects: Record<string, unknown>[] = [{}, {}];
  const one = {
    history: [{ display: `${word} "quoted" \\n`.repeat(20), pastedContents: {} }],
    allowedTools: [1, 2],
  };
  const each = JSON.stringify(one, null, indent).length + 20;
  for (let i = 0; i * each < size; i++) projects[i % 2]![`/home/user/project-${i}`] = one;
  const [first, second] = projects;
  const parts = {
    head: { ...servers, projects: first, more: second },
    middle: { projects: first, ...servers, more: second },
    end: { projects: first, more: second, ...servers },
  };
  return JSON.stringify(parts[place], null, indent);
}

const entry = (index: number) => ({
  command: `/nix/store/x-${index}/bin/x`,
  args: ["--stdio"],
  env: { A: "b" },
});

function time<T>(work: () => T): [milliseconds: string, result: T] {
  const start = performance.now();
  const result = work();
  return [(performance.now() - start).toFixed(0).padStart(5), result];
}

console.log(
  `ms for ${size / 1e6} MB: read one written | twenty more, written | all out again, written | JSON.parse`,
);
for (const place of ["head", "middle", "end"] as const) {
  for (const indent of [2, undefined]) {
    for (const word of ["plain words", "żółć и слова"]) {
      const bytes = Buffer.from(claudeFile(place, indent, word));
      const read = (given: Buffer) => openDocument("json", container, given.toString("utf8"));
      const [one, written] = time(() => Buffer.from(read(bytes).set("ours", entry(0)).text));
      const [many, all] = time(() => {
        let document = read(written);
        for (let i = 1; i <= 20; i++) document = document.set(`ours-${i}`, entry(i));
        return Buffer.from(document.text);
      });
      const [gone, left] = time(() => {
        let document = read(all);
        for (const name of document.names()) if (name.startsWith("ours")) document = document.remove(name);
        return Buffer.from(document.text);
      });
      if (!left.equals(bytes)) throw new Error("the bytes are not the user's");
      const [parse] = time(() => JSON.parse(bytes.toString("utf8")));
      const kind = `${place} ${indent === undefined ? "one line" : "indented"} ${word.startsWith("p") ? "ASCII" : "Unicode"}`;
      console.log(`${one} | ${many} | ${gone} | ${parse}  ${(bytes.length / 1e6).toFixed(0)} MB, ${kind}`);
    }
  }
}
