import { type Document, parseDocument, visit, type YAMLParseError } from "yaml";
import { refuseLoneReturns } from "./hash-comments.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";

export interface ParsedYaml {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly data: unknown;
}

const tooDeep = "the file is nested too deeply";

/** C0 controls that YAML 1.2 (5.1) has no place for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const control = /[\x01-\x08\x0b\x0c\x0e-\x1f]/;

/** One document of YAML 1.2, its keys unique: what the clients themselves can read. ConfigSyntaxError. */
export function parseYaml(text: string): ParsedYaml {
  refuseLoneReturns(text);
  const bad = control.exec(text);
  if (bad !== null)
    throw ConfigSyntaxError.at(text, bad.index, "YAML has no place for this control character");
  try {
    const document = parseDocument(text, { keepSourceTokens: true, prettyErrors: false });
    const [error] = document.errors;
    if (error !== undefined) {
      throw ConfigSyntaxError.at(text, error.pos[0], sentence(error), error);
    }
    checkQuotes(text, document);
    return { text, document, data: document.toJS() as unknown };
  } catch (error) {
    if (error instanceof ConfigSyntaxError) throw error;
    if (error instanceof RangeError) throw ConfigSyntaxError.at(text, 0, tooDeep, error);
    throw badAlias(text, error);
  }
}

function sentence({ code, message }: YAMLParseError): string {
  if (code === "MULTIPLE_DOCS") return "a second document begins here; the client reads one";
  if (/call stack/.test(message)) return tooDeep;
  return message.slice(0, 1).toLowerCase() + message.slice(1).replace(/\.$/, "");
}

const closed: Readonly<Record<string, RegExp>> = {
  QUOTE_DOUBLE: /^"[^"\\]*(?:\\[\s\S][^"\\]*)*"$/,
  QUOTE_SINGLE: /^'[^']*(?:''[^']*)*'$/,
};

/** The parser takes any quote at a string's end for the closing one, also an escaped one. */
function checkQuotes(text: string, document: Document.Parsed): void {
  visit(document, {
    Scalar(_key, { type, range }) {
      const shape = closed[type ?? ""];
      if (range && shape?.test(text.slice(range[0], range[1])) === false) {
        throw ConfigSyntaxError.at(text, range[0], "a string begins here and does not end");
      }
    },
  });
}

/** What cannot be turned into data: an alias of nothing, or of far too much. */
function badAlias(text: string, cause: unknown): ConfigSyntaxError {
  const document = parseDocument(text);
  let at = 0;
  let message = "the aliases of this file expand to far too much";
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      at = alias.range?.[0] ?? 0;
      message = `the alias '*${alias.source}' has no anchor before it`;
      return visit.BREAK;
    },
  });
  return ConfigSyntaxError.at(text, at, message, cause);
}
