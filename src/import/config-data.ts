import {
  findNodeAtLocation,
  getNodeValue,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { type Document, isMap, isNode, isScalar, isSeq } from "yaml";
import type { Format } from "../clients/types.ts";
import { placeAt } from "../config/source-place.ts";
import { ConfigSyntaxError } from "../deploy/edit/syntax-error.ts";
import { parseToml } from "../deploy/edit/toml-parse.ts";
import { parseYaml } from "../deploy/edit/yaml-parse.ts";

export type Path = readonly (string | number)[];

/** A configuration as data, and where its parts stand. */
interface ConfigData {
  /** undefined: an empty file. */
  readonly data: unknown;
  /** From 1. */
  lineOf(path: Path): number;
}

const readers: Readonly<Record<Format, (text: string) => ConfigData>> = {
  json: readJson,
  jsonc: readJson,
  toml: readToml,
  yaml: readYaml,
};

/**
 * Reads a client's file whole. Comments and trailing commas are let through in every JSON: many clients do.
 * Throws ConfigSyntaxError, which quotes nothing of the file.
 */
export function readConfigData(format: Format, text: string): ConfigData {
  const body = text.replace(/^\uFEFF/, "");
  const nul = body.indexOf("\0");
  if (nul !== -1) throw ConfigSyntaxError.at(body, nul, "a NUL byte: the file is no text, or was cut off");
  return readers[format](body);
}

function readJson(text: string): ConfigData {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [first] = errors;
  if (first !== undefined) throw ConfigSyntaxError.at(text, first.offset, jsonProblem(first));
  return {
    data: tree === undefined ? undefined : getNodeValue(tree),
    lineOf: (path) => {
      const node = tree === undefined ? undefined : findNodeAtLocation(tree, [...path]);
      return placeAt(text, node?.parent?.offset ?? node?.offset ?? 0).line;
    },
  };
}

const sentences: Readonly<Record<string, string>> = {
  CommaExpected: "a comma is missing before this",
  ColonExpected: "a colon is missing before this",
  PropertyNameExpected: "a key in double quotes belongs here",
  ValueExpected: "a value belongs here",
  CloseBraceExpected: "a '}' is missing before this",
  CloseBracketExpected: "a ']' is missing before this",
  EndOfFileExpected: "the file goes on after its end",
  UnexpectedEndOfString: "a text does not end",
  UnexpectedEndOfComment: "a comment does not end",
  InvalidEscapeCharacter: "a backslash before something that it cannot escape (a path of Windows needs \\\\)",
  InvalidCharacter: "a character that a text cannot have",
  InvalidSymbol: "this is no value of JSON",
};

function jsonProblem({ error }: ParseError): string {
  const code = printParseErrorCode(error);
  return sentences[code] ?? code;
}

function readYaml(text: string): ConfigData {
  const { document, data } = parseYaml(text);
  return { data, lineOf: (path) => placeAt(text, yamlOffset(document, path)).line };
}

function yamlOffset(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? key.value : key) === part);
      if (isNode(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair?.value;
    } else if (isSeq(node)) {
      node = node.items[part as number];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}

function readToml(text: string): ConfigData {
  const { program, data } = parseToml(text);
  const tables = program.body[0].body;
  return {
    data,
    lineOf: (path) => {
      const startsWithIt = (key: readonly (string | number)[]) =>
        path.every((part, index) => key[index] === part);
      for (const node of tables) {
        if (node.type === "TOMLTable" && startsWithIt(node.resolvedKey)) return node.loc.start.line;
      }
      return 1;
    },
  };
}
