import type { ErrorCode, YAMLParseError } from "yaml";

/**
 * What is wrong with a YAML text, in words of ours: the parser's quote the file, and what stands in a client's
 * file may be a key of its user's.
 */
export function yamlProblem({ code, message }: YAMLParseError): string {
  if (/call stack/.test(message)) return tooDeep;
  return quoteless.find(([form]) => form.test(message))?.[1] ?? byCode[code] ?? "this is not valid YAML";
}

export const tooDeep = "the file is nested too deeply";
export const duplicateKey = "map keys must be unique";

/** Of what the code does not tell. */
const quoteless: readonly (readonly [RegExp, string])[] = [
  [/^Missing closing /, "a string begins before this and does not end"],
  [/^Comments must be separated/, "a space is missing before the '#' of a comment"],
  [/^Implicit map keys need to be followed/, "a colon is missing after the key"],
  [/^Flow (?:map|sequence) .*must end with/i, "a closing bracket is missing"],
  [/^Missing , /, "a comma is missing before this"],
  [/^Missing space after :/, "a space is missing after the colon"],
  [/^Sequence item without/, "an item of a list without its '-'"],
];

const byCode: Readonly<Partial<Record<ErrorCode, string>>> = {
  ALIAS_PROPS: "an alias can have no anchor and no tag",
  BAD_ALIAS: "this is no valid anchor or alias",
  BAD_COLLECTION_TYPE: "this is not what its tag says",
  BAD_DIRECTIVE: "this is no valid directive",
  BAD_DQ_ESCAPE: "this escape is not one of YAML; a backslash is written '\\\\'",
  BAD_INDENT: "this is not indented as what it belongs to",
  BAD_PROP_ORDER: "an anchor or a tag belongs after the indicator",
  BAD_SCALAR_START: "a value that begins with this character is written in quotes",
  BLOCK_AS_IMPLICIT_KEY: "nested mappings are not allowed in compact mappings",
  BLOCK_IN_FLOW: "within brackets, maps and lists are written in brackets too",
  DUPLICATE_KEY: duplicateKey,
  KEY_OVER_1024_CHARS: "a key is too long, or its colon is missing",
  MISSING_CHAR: "a character is missing before this",
  MULTILINE_IMPLICIT_KEY: "a key does not end on its line, or its colon is missing",
  MULTIPLE_ANCHORS: "this can have one anchor only",
  MULTIPLE_DOCS: "a second document begins here; the client reads one",
  MULTIPLE_TAGS: "this can have one tag only",
  NON_STRING_KEY: "a key is a text",
  TAB_AS_INDENT: "tabs are not allowed as indentation",
  TAG_RESOLVE_FAILED: "this is not what its tag says",
  UNEXPECTED_TOKEN: "this does not belong here",
};
