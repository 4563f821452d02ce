import { type AST, getStaticTOMLValue, ParseError, parseTOML } from "toml-eslint-parser";
import { ConfigSyntaxError } from "./syntax-error.ts";

export type TomlData = { [key: string]: unknown };

export interface ParsedToml {
  readonly program: AST.TOMLProgram;
  readonly data: TomlData;
}

/** TOML 1.1 is read, so that no file is refused that its client takes. ConfigSyntaxError. */
export function parseToml(text: string): ParsedToml {
  try {
    const program = parseTOML(text, { tomlVersion: "1.1" });
    return { program, data: getStaticTOMLValue(program) };
  } catch (error) {
    if (error instanceof RangeError)
      throw ConfigSyntaxError.at(text, 0, "the file is nested too deeply", error);
    if (!(error instanceof ParseError)) throw error;
    const message = error.message.replace(/\.$/, "");
    throw new ConfigSyntaxError(
      message.slice(0, 1).toLowerCase() + message.slice(1),
      { line: error.lineNumber, column: error.column + 1 },
      error,
    );
  }
}
