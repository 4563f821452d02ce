import { type Document, isScalar, parseDocument, visit } from "yaml";
import { refuseLoneReturns } from "./hash-comments.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";
import { duplicateKey, tooDeep, yamlProblem } from "./yaml-problem.ts";

export interface ParsedYaml {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly data: unknown;
}

/**
 * `logLevel`: its warnings go to standard error, and quote the file. `uniqueKeys`: it compares each key of a map
 * with every other one.
 */
const options = { prettyErrors: false, logLevel: "error", uniqueKeys: false } as const;

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
    const document = parseDocument(text, { ...options, keepSourceTokens: true });
    const [error] = document.errors;
    if (error !== undefined) throw ConfigSyntaxError.at(text, error.pos[0], yamlProblem(error));
    checkNodes(text, document);
    return { text, document, data: document.toJS() as unknown };
  } catch (error) {
    if (error instanceof ConfigSyntaxError) throw error;
    if (error instanceof RangeError) throw ConfigSyntaxError.at(text, 0, tooDeep);
    throw badAlias(text);
  }
}

const closed: Readonly<Record<string, RegExp>> = {
  QUOTE_DOUBLE: /^"[^"\\]*(?:\\[\s\S][^"\\]*)*"$/,
  QUOTE_SINGLE: /^'[^']*(?:''[^']*)*'$/,
};

/**
 * The parser takes any quote at a string's end for the closing one, also an escaped one. Keys are unique as it
 * would have it: two that are written differently may be the same.
 */
function checkNodes(text: string, document: Document.Parsed): void {
  visit(document, {
    Scalar(_key, { type, range }) {
      const shape = closed[type ?? ""];
      if (range && shape?.test(text.slice(range[0], range[1])) === false) {
        throw ConfigSyntaxError.at(text, range[0], "a string begins here and does not end");
      }
    },
    Map(_key, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) throw ConfigSyntaxError.at(text, key.range?.[0] ?? 0, duplicateKey);
        seen.add(key.value);
      }
    },
  });
}

/** What cannot be turned into data: an alias of nothing, or of far too much. */
function badAlias(text: string): ConfigSyntaxError {
  const document = parseDocument(text, options);
  let at = 0;
  let message = "the aliases of this file expand to far too much";
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      at = alias.range?.[0] ?? 0;
      message = "this alias has no anchor before it";
      return visit.BREAK;
    },
  });
  return ConfigSyntaxError.at(text, at, message);
}
