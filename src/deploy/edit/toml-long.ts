import { freeWord } from "./elision.ts";
import { longest, type TomlString, tomlStrings, tomlStringValue } from "./toml-strings.ts";

/** A text in which short strings stand in for those that are too long for the parser; every offset is the same. */
interface Shortened {
  readonly text: string;
  /** The parser's data with the strings as they are. */
  readonly restore: <T>(data: T) => T;
}

/** Undefined: no string is that long. */
export function shortened(text: string): Shortened | undefined {
  if (text.length < longest) return undefined;
  const word = freeWord(text, "long");
  const values: string[] = [];
  let result = "";
  let at = 0;
  for (const string of tomlStrings(text)) {
    const value = isLong(string) && !string.isKey ? tomlStringValue(text, string) : undefined;
    if (value === undefined) continue;
    const head = `"""${word}${values.length}\\\n`;
    result += text.slice(at, string.start) + head.padEnd(string.end - string.start - 3) + '"""';
    at = string.end;
    values.push(value);
  }
  if (values.length === 0) return undefined;
  const known = new Map(values.map((value, index) => [`${word}${index}`, value]));
  return { text: result + text.slice(at), restore: (data) => restored(data, known) };
}

const isLong = ({ start, end }: TomlString) => end - start > longest;

function restored<T>(data: T, known: ReadonlyMap<string, string>): T {
  if (typeof data === "string") return (known.get(data) ?? data) as T;
  if (Array.isArray(data)) return data.map((item) => restored(item, known)) as T;
  if (data === null || typeof data !== "object" || data instanceof Date) return data;
  for (const [key, value] of Object.entries(data)) {
    const after = restored(value, known);
    if (after !== value) (data as Record<string, unknown>)[key] = after;
  }
  return data;
}

/** Why the parser has run out of its stack, and where. */
export function exhausted(text: string): { readonly at: number; readonly message: string } {
  let depth = 0;
  let deepest = { depth: 0, at: 0 };
  const long = tomlStrings(text, (start, end) => {
    for (let at = start; at < end; at++) {
      const char = text[at];
      if (char === "[" || char === "{") depth++;
      else if (char === "]" || char === "}") depth--;
      if (depth > deepest.depth) deepest = { depth, at };
    }
  }).find(isLong);
  if (long !== undefined) return { at: long.start, message: "this text is too long to be read" };
  const number = new RegExp(`[\\w.+-]{${longest},}`).exec(text);
  if (number !== null) return { at: number.index, message: "this number is too long to be read" };
  return { at: deepest.at, message: "the file is nested too deeply" };
}
