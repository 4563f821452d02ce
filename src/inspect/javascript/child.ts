import { messageOf } from "../../errors.ts";
import type { CodeTree } from "../code-tree.ts";
import { analyseJavaScript } from "./analyse.ts";
import type { Answer, Ask, TreeOfNames } from "./child-messages.ts";

const say = (answer: Answer) => process.send?.(answer);
const wanted = new Map<string, (text: string) => void>();

/** The program that `analyseInChild` runs: analyses the tree it is told of, and asks for the files it needs. */
process.on("message", (message: Ask) => {
  if ("tree" in message) void analyse(message.tree);
  else {
    wanted.get(message.path)?.(message.text);
    wanted.delete(message.path);
  }
});

async function analyse(names: TreeOfNames): Promise<void> {
  const tree: CodeTree = {
    ...names,
    files: names.files.map((file) => ({ ...file, text: () => textOf(file.path) })),
  };
  try {
    const facts = await analyseJavaScript(tree);
    say({ facts, peakBytes: process.resourceUsage().maxRSS * 1024 });
  } catch (error) {
    say({ failed: messageOf(error) });
  }
  process.disconnect();
}

function textOf(path: string): Promise<string> {
  return new Promise((resolve) => {
    wanted.set(path, resolve);
    say({ want: path });
  });
}
