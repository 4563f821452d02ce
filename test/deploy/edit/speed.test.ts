import { expect, it } from "vitest";
import type { Format } from "../../../src/clients/types.ts";
import { openDocument } from "../../../src/deploy/edit/open.ts";

// How quick it is, the bench tells (test/bench/edit-many.ts); this only notices a text that is parsed for each edit.

const container = { kind: "map", path: ["servers"] } as const;

const texts: Readonly<Record<string, (at: number) => string>> = {
  toml: (at) => `[servers.a${at}]\ncommand = "x"\n\n[projects."${at}"]\ntrust = "words and words"\n\n`,
  yaml: (at) => `${at === 0 ? "servers:\n" : ""}  a${at}:\n    command: x\n    args: [words, "and words"]\n`,
};

function chain(format: Format, text: string, count: number): number {
  const start = performance.now();
  let document = openDocument(format, container, text);
  for (let at = 0; at < count; at++) document = document.set(`ours${at}`, { command: "x" });
  for (let at = 0; at < count; at++) document = document.remove(`ours${at}`);
  expect(document.text).toBe(text);
  return performance.now() - start;
}

it.each(["toml", "yaml"] as const)("%s: forty servers take little more than one", (format) => {
  const text = Array.from({ length: 3000 }, (_, at) => texts[format]!(at)).join("");
  const one = Math.max(chain(format, text, 1), chain(format, text, 1));
  expect(chain(format, text, 40)).toBeLessThan(one * 5 + 1000);
});
