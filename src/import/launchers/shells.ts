import { type Call, type Launcher, left, type Outcome } from "../call.ts";
import { shellCommands } from "../shell-line.ts";

/** `sh -c 'LINE'`, with options before or in it: `bash -lc`, `zsh -l -i -c`. */
export const shell: Launcher = (call) => {
  const at = call.args.findIndex((word) => /^-[a-z]*c$/.test(word));
  if (at === -1) return left("it is a script on this machine");
  const [line = "", , ...more] = call.args.slice(at + 1);
  return lineOf(call, line, more, "a shell");
};

/** Commands before the last that change nothing but its surroundings. */
const harmless = new Set([
  "cd",
  "source",
  ".",
  "export",
  "set",
  "ulimit",
  "umask",
  "eval",
  "true",
  "nvm",
  "fnm",
]);

function lineOf(call: Call, line: string, more: readonly string[], through: string): Outcome {
  const commands = shellCommands(line);
  if (commands === null || commands.length === 0) return left("a shell does more than to start it");
  const before = commands.slice(0, -1);
  if (!before.every(({ words }) => words.length === 0 || harmless.has(words[0]!)))
    return left("a shell does more than to start it");
  const last = commands.at(-1)!;
  const words = last.words[0] === "exec" ? last.words.slice(1) : last.words;
  const [command, ...args] = words.flatMap((word) => (/^\$(?:@|\*|\{@\})$/.test(word) ? more : [word]));
  if (command === undefined) return left("a shell starts nothing");
  const exported = before.flatMap(({ words: all, env }) => [
    ...Object.entries(env),
    ...(all[0] === "export"
      ? all
          .slice(1)
          .filter((word) => word.includes("="))
          .map(pairOf)
      : []),
  ]);
  const env = { ...call.env, ...Object.fromEntries(exported), ...last.env };
  const sources = before.some(({ words: all }) => ["source", ".", "eval"].includes(all[0] ?? ""));
  return {
    kind: "call",
    call: { command, args, env },
    through,
    ...(sources ? { notes: ["what its shell reads from files is not taken along"] } : {}),
  };
}

function pairOf(word: string): [string, string] {
  const equals = word.indexOf("=");
  return [word.slice(0, equals), word.slice(equals + 1)];
}

/** `cmd /c npx …`: the words after it are the command, or one of them is a line. */
export const windowsShell: Launcher = (call) => {
  const at = call.args.findIndex((word) => /^\/[ck]$/i.test(word));
  if (at === -1) return left("it is a script on this machine");
  return wordsOrLine(call, call.args.slice(at + 1), "cmd /c");
};

/** `powershell -NoProfile -Command "npx …"` */
export const powershell: Launcher = (call) => {
  const at = call.args.findIndex((word) => /^-c(?:ommand)?$/i.test(word));
  if (at === -1) return left("it is a script on this machine");
  const words = call.args.slice(at + 1).filter((word) => word !== "&");
  return wordsOrLine(call, words, "PowerShell");
};

/** `wsl [-d NAME] [-e|--] COMMAND args` */
export const wsl: Launcher = (call) => {
  let words = call.args;
  while (/^-/.test(words[0] ?? "")) {
    const valued = ["-d", "--distribution", "-u", "--user", "--cd", "--shell-type"].includes(words[0]!);
    const isEnd = ["-e", "--exec", "--"].includes(words[0]!);
    words = words.slice(valued ? 2 : 1);
    if (isEnd) break;
  }
  return wordsOrLine(call, words, "WSL");
};

function wordsOrLine(call: Call, words: readonly string[], through: string): Outcome {
  const [command, ...args] = words;
  if (command === undefined) return left(`${through} starts nothing`);
  // A backslash of Windows escapes nothing.
  if (/\s/.test(command)) return lineOf(call, words.join(" ").replaceAll("\\", "/"), [], through);
  return { kind: "call", call: { ...call, command, args }, through };
}
