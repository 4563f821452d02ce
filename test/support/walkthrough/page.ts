/** A command of a guide, as it is typed at a prompt. */
export interface Command {
  readonly kind: "command";
  readonly text: string;
  /** Line of the page, from 1. */
  readonly line: number;
  /** What the page says is printed; empty: nothing is said. */
  readonly shown: readonly string[];
  /** 0, or what `# exit N` after the command says. */
  readonly exit: number;
}

/** A file that the guide tells the reader to write, whole. */
export interface Written {
  readonly kind: "file";
  /** As the page has it, `~` included. */
  readonly path: string;
  readonly text: string;
  readonly line: number;
}

/** Commands that no test can run, and why. */
export interface NotRun {
  readonly kind: "not run";
  readonly reason: string;
  readonly commands: readonly string[];
  readonly line: number;
}

export type Step = Command | Written | NotRun;

/**
 * What a reader of a guide does, in order. A block is run when it is a ```console; ```console no-run: REASON is not, and
 * ```LANGUAGE PATH is a file to write. Throws for a prompt in any other block, which nothing would look at.
 */
export function stepsOf(page: string): Step[] {
  const steps: Step[] = [];
  for (const block of page.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)) {
    const [, info = "", body = ""] = block;
    const line = page.slice(0, block.index).split("\n").length;
    const [language = "", ...rest] = info.split(" ");
    const more = rest.join(" ");
    if (language === "console") {
      const commands = commandsOf(body, line + 1);
      if (more === "") steps.push(...commands);
      else {
        const reason = /^no-run: (.+)$/.exec(more)?.[1];
        if (reason === undefined) throw new Error(`line ${line}: what is '${more}'?`);
        steps.push({ kind: "not run", reason, commands: commands.map(({ text }) => text), line });
      }
    } else {
      if (/^\$ /m.test(body)) {
        throw new Error(`line ${line}: commands belong into a block of language console`);
      }
      if (more !== "") steps.push({ kind: "file", path: more, text: body, line });
    }
  }
  return steps;
}

function commandsOf(body: string, first: number): Command[] {
  const commands: (Command & { shown: string[] })[] = [];
  for (const [index, line] of body.trimEnd().split("\n").entries()) {
    const prompt = /^\$ (.*?)(?:\s+# exit (\d+))?$/.exec(line);
    if (prompt !== null) {
      const [, text = "", exit = "0"] = prompt;
      commands.push({ kind: "command", text, line: first + index, shown: [], exit: Number(exit) });
      continue;
    }
    const current = commands.at(-1);
    if (current === undefined) throw new Error(`line ${first + index}: output without a command`);
    current.shown.push(line);
  }
  return commands;
}
