import { type Document, parseAllDocuments, type YAMLParseError } from "yaml";
import { oneOrMany } from "../errors.ts";
import { SourceError, type SourceText } from "./source-place.ts";

/** What a person sees for the library's error codes; others keep the library's words. */
const explained: Readonly<Record<string, { message?: string; hint: string }>> = {
  TAB_AS_INDENT: {
    message: "a tab is used to indent; YAML allows only spaces there",
    hint: "Replace the tab by spaces, two a level.",
  },
  BAD_INDENT: { hint: "Entries of one level start in the same column." },
  MULTILINE_IMPLICIT_KEY: { hint: "Is a ':' missing at the end of the line, or a quote left open?" },
};

/**
 * The one document of a servers file, with positions (`range`) on every node.
 *
 * Throws SourceError or ManyErrors: `E_CONFIG_DUPLICATE` for a key given twice, `E_CONFIG_SYNTAX` for
 * the rest, several documents included.
 */
export function parseServersYaml(source: SourceText): Document.Parsed {
  const documents = parseAllDocuments(source.text, {
    keepSourceTokens: true,
    prettyErrors: false,
    merge: true,
  });
  if (!Array.isArray(documents) || documents.length === 0) return emptyDocument();
  const [document, second] = documents as Document.Parsed[];
  const errors = document!.errors.map((error) => syntaxError(source, error));
  if (errors.length > 0) throw oneOrMany(errors);
  if (second !== undefined) {
    throw new SourceError(
      source,
      secondStart(source.text, document!),
      "the file holds several YAML documents",
      {
        code: "E_CONFIG_SYNTAX",
        hint: "Keep one; '---' begins another.",
        length: 3,
      },
    );
  }
  return document!;
}

function emptyDocument(): Document.Parsed {
  return (parseAllDocuments("\n---\n") as Document.Parsed[])[0]!;
}

function secondStart(text: string, first: Document.Parsed): number {
  const marker = /^---/gm;
  marker.lastIndex = first.range[1];
  return marker.exec(text)?.index ?? first.range[2];
}

function syntaxError(source: SourceText, error: YAMLParseError): SourceError {
  const [start, end] = error.pos;
  if (error.code === "DUPLICATE_KEY") {
    const key = keyAt(source.text, start);
    return new SourceError(source, start, `'${key}' is given twice`, {
      code: "E_CONFIG_DUPLICATE",
      hint: "Give one of them another name, or remove it.",
      length: key.length,
    });
  }
  // Nearly always a tab in the indentation, whatever the parser made of it.
  const code = indentedByTab(source.text, start) ? "TAB_AS_INDENT" : error.code;
  const { message, hint } = explained[code] ?? {};
  const keyAlone = /followed by map values/.test(error.message);
  return new SourceError(source, start, message ?? lowerFirst(error.message), {
    code: "E_CONFIG_SYNTAX",
    hint: keyAlone ? "A key is written 'name: value', with a space after the colon." : hint,
    length: Math.max(1, end - start),
  });
}

function keyAt(text: string, offset: number): string {
  return (
    /^(?:"[^"\n]*"|'[^'\n]*'|[^\s:,{}]+)/.exec(text.slice(offset))?.[0].replace(/^["']|["']$/g, "") ?? "a key"
  );
}

function indentedByTab(text: string, offset: number): boolean {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return /^ *\t/.test(text.slice(lineStart));
}

function lowerFirst(message: string): string {
  return /^[A-Z][a-z]/.test(message) ? message[0]!.toLowerCase() + message.slice(1) : message;
}
