/** Words of a command that a shell would run, and the variables it is given before its name. */
interface SimpleCommand {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Cuts a shell's line into its commands, as POSIX has it: quotes, backslashes, `;`, `&&`, line breaks. Variables stay as
 * they are written. null where it does more than start programs one after the other: pipes, redirections, substitutions,
 * patterns, a background, a quote without its end.
 */
export function shellCommands(line: string): SimpleCommand[] | null {
  const commands: string[][] = [[]];
  let word: string | null = null;
  const endWord = () => {
    if (word !== null) commands.at(-1)!.push(word);
    word = null;
  };
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === "'") {
      const end = line.indexOf("'", at + 1);
      if (end === -1) return null;
      word = (word ?? "") + line.slice(at + 1, end);
      at = end;
    } else if (char === '"') {
      const quoted = doubleQuoted(line, at + 1);
      if (quoted === null) return null;
      word = (word ?? "") + quoted.text;
      at = quoted.end;
    } else if (char === "\\") {
      if (at + 1 >= line.length) return null;
      at++;
      if (line[at] !== "\n") word = (word ?? "") + line[at];
    } else if (/[;\n]/.test(char) || line.startsWith("&&", at)) {
      endWord();
      if (char === "&") at++;
      commands.push([]);
    } else if (/[|&<>()`*?[\]{}]/.test(char) && !isReference(line, at)) return null;
    else if (char === "$" && line[at + 1] === "(") return null;
    else if (char === "#" && word === null) {
      const end = line.indexOf("\n", at);
      at = end === -1 ? line.length : end - 1;
    } else if (/\s/.test(char)) endWord();
    else word = (word ?? "") + char;
  }
  endWord();
  return commands.filter((words) => words.length > 0).map(withEnv);
}

/** The braces of `${NAME}`, and those of JSON that somebody did not quote stay nobody's. */
function isReference(line: string, at: number): boolean {
  if (line[at] === "{") return line[at - 1] === "$" && /^\{[\w:-]+\}/.test(line.slice(at));
  return line[at] === "}" && /\$\{[\w:-]+$/.test(line.slice(0, at));
}

function doubleQuoted(line: string, from: number): { text: string; end: number } | null {
  let text = "";
  for (let at = from; at < line.length; at++) {
    const char = line[at]!;
    if (char === '"') return { text, end: at };
    if (char === "`" || (char === "$" && line[at + 1] === "(")) return null;
    if (char === "\\" && /["\\$`\n]/.test(line[at + 1] ?? "")) {
      at++;
      if (line[at] !== "\n") text += line[at];
    } else text += char;
  }
  return null;
}

function withEnv(words: readonly string[]): SimpleCommand {
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const count = first === -1 ? words.length : first;
  return { words: words.slice(count), env: assignments(words.slice(0, count)) };
}

/** `A=b` words as variables. */
export function assignments(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]),
  );
}
