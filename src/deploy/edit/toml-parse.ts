import { type AST, getStaticTOMLValue, ParseError, parseTOML } from "toml-eslint-parser";
import { refuseLoneReturns } from "./hash-comments.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";

export type TomlData = { [key: string]: unknown };

export interface ParsedToml {
  readonly program: AST.TOMLProgram;
  readonly data: TomlData;
}

/** TOML 1.1 is read, so that no file is refused that its client takes. ConfigSyntaxError. */
export function parseToml(text: string): ParsedToml {
  refuseLoneReturns(text);
  try {
    const program = parseTOML(text, { tomlVersion: "1.1" });
    return { program, data: getStaticTOMLValue(program) };
  } catch (error) {
    if (error instanceof RangeError)
      throw ConfigSyntaxError.at(text, 0, "the file is nested too deeply", error);
    if (!(error instanceof ParseError)) throw error;
    const message = sentence(error.message);
    // The parser has looked for it on the lines that follow.
    if (message === missing)
      throw ConfigSyntaxError.at(text, text.slice(0, error.index).trimEnd().length, message);
    throw new ConfigSyntaxError(message, { line: error.lineNumber, column: error.column + 1 }, error);
  }
}

const missing = "a value is missing here";

/** The parser's words where they say it better than it does. */
const clearer: Readonly<Record<string, string>> = {
  "Unspecified values are invalid": missing,
  "Must be a newline": "a line break is missing before this",
  "Expected equal (=) token": "an '=' is missing after the key",
  "Defining a key multiple times is invalid": "this key or table is there already",
};

function sentence(message: string): string {
  const bare = message.replace(/\.$/, "");
  return clearer[bare] ?? bare.slice(0, 1).toLowerCase() + bare.slice(1);
}
