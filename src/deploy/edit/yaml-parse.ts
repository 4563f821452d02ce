import { type Document, isAlias, parseDocument, visit } from "yaml";
import { ConfigSyntaxError } from "./syntax-error.ts";

export interface ParsedYaml {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly data: unknown;
}

/** One document of YAML 1.2, its keys unique: what the clients themselves can read. ConfigSyntaxError. */
export function parseYaml(text: string): ParsedYaml {
  try {
    const document = parseDocument(text, { keepSourceTokens: true, prettyErrors: false });
    const [error] = document.errors;
    if (error !== undefined) {
      const several = error.code === "MULTIPLE_DOCS";
      const message = several
        ? "a second document begins here; the client reads one"
        : sentence(error.message);
      throw ConfigSyntaxError.at(text, error.pos[0], message, error);
    }
    return { text, document, data: document.toJS() as unknown };
  } catch (error) {
    if (error instanceof ConfigSyntaxError) throw error;
    if (error instanceof RangeError)
      throw ConfigSyntaxError.at(text, 0, "the file is nested too deeply", error);
    throw badAlias(text, error);
  }
}

function sentence(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1).replace(/\.$/, "");
}

/** What cannot be turned into data: an alias of nothing, or of far too much. */
function badAlias(text: string, cause: unknown): ConfigSyntaxError {
  let at = 0;
  let name = "";
  visit(parseDocument(text), {
    Alias(_key, node, _path) {
      if (!isAlias(node)) return undefined;
      at = node.range?.[0] ?? 0;
      name = node.source;
      return node.resolve(parseDocument(text)) === undefined ? visit.BREAK : undefined;
    },
  });
  return ConfigSyntaxError.at(text, at, `the alias '*${name}' cannot be resolved`, cause);
}
