import { type AST, getStaticTOMLValue, ParseError, parseTOML } from "toml-eslint-parser";
import { refuseLoneReturns } from "./hash-comments.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";
import { exhausted, shortened } from "./toml-long.ts";

export type TomlData = { [key: string]: unknown };

export interface ParsedToml {
  readonly program: AST.TOMLProgram;
  readonly data: TomlData;
}

/** TOML 1.1 is read, so that no file is refused that its client takes. ConfigSyntaxError. */
export function parseToml(text: string): ParsedToml {
  refuseLoneReturns(text);
  const short = shortened(text);
  try {
    const program = parseTOML(short?.text ?? text, { tomlVersion: "1.1" });
    const data: TomlData = getStaticTOMLValue(program);
    return { program, data: short === undefined ? data : short.restore(data) };
  } catch (error) {
    if (error instanceof RangeError) {
      const { at, message } = exhausted(text);
      throw ConfigSyntaxError.at(text, at, message);
    }
    if (!(error instanceof ParseError)) throw error;
    const message = sentence(error.message);
    // The parser has looked for it on the lines that follow.
    const at = message === missing ? text.slice(0, error.index).trimEnd().length : error.index;
    throw ConfigSyntaxError.at(text, at, message);
  }
}

const missing = "a value is missing here";

/** The parser's words where they say it better than it does, or quote the file. */
const clearer: Readonly<Record<string, string>> = {
  "Unspecified values are invalid": missing,
  "Must be a newline": "a line break is missing before this",
  "Expected equal (=) token": "an '=' is missing after the key",
  "Defining a key multiple times is invalid": "this key or table is there already",
};

function sentence(message: string): string {
  const bare = message.replace(/\.$/, "");
  // The one thing that it quotes.
  if (bare.startsWith("Invalid code point")) return "TOML has no place for this character";
  return clearer[bare] ?? bare.slice(0, 1).toLowerCase() + bare.slice(1);
}
