/** Words before the first operand, read as options. */
export interface ReadOptions {
  /** Each option's values in their order, by its name with dashes; of a switch the empty text. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  /** From the first operand on; a `--` before it is gone. */
  readonly rest: readonly string[];
}

/**
 * Reads the options that stand before a command's first operand. `valued`: those that take the next word; `-xVALUE` of a
 * short one is its value too. What is not in it counts as a switch.
 */
export function readOptions(words: readonly string[], valued: readonly string[]): ReadOptions {
  const options = new Map<string, string[]>();
  const add = (name: string, value: string) => options.set(name, [...(options.get(name) ?? []), value]);
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--") {
      at++;
      break;
    }
    if (!word.startsWith("-") || word === "-") break;
    const equals = word.indexOf("=");
    if (valued.includes(word)) {
      add(word, words[at + 1] ?? "");
      at++;
    } else if (word.startsWith("--") && equals !== -1) add(word.slice(0, equals), word.slice(equals + 1));
    else if (!word.startsWith("--") && word.length > 2 && valued.includes(word.slice(0, 2)))
      add(word.slice(0, 2), word.slice(2).replace(/^=/, ""));
    else add(word, "");
  }
  return { options, rest: words.slice(at) };
}

/** The last value that any of these names was given; a switch counts as given. */
export function lastOf({ options }: ReadOptions, ...names: readonly string[]): string | undefined {
  return names.flatMap((name) => options.get(name) ?? []).at(-1);
}

export function allOf({ options }: ReadOptions, ...names: readonly string[]): string[] {
  return names.flatMap((name) => options.get(name) ?? []);
}
