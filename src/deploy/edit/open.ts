import type { Container, Format } from "../../clients/types.ts";
import type { ConfigDocument } from "./document.ts";
import { openJson } from "./json-document.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";
import { openToml } from "./toml-document.ts";
import { openYaml } from "./yaml-document.ts";

type Opener = (text: string, container: Container, elideFrom: number) => ConfigDocument;

const openers: Readonly<Record<Format, Opener>> = {
  json: openJson,
  jsonc: openJson,
  toml: openToml,
  yaml: openYaml,
};

/**
 * A client's configuration to edit. A byte order mark stays. `""`, white space and a byte order mark alone count
 * as an empty file; so does null (YAML: nothing) where the container or a part of its path belongs.
 *
 * `elideFrom`: from how many UTF-16 code units on edits leave the rest of the file alone; it changes no result.
 *
 * Throws ConfigSyntaxError.
 */
export function openDocument(
  format: Format,
  container: Container,
  text: string,
  { elideFrom = 4096 }: { readonly elideFrom?: number } = {},
): ConfigDocument {
  const mark = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const body = text.slice(mark.length);
  const nul = body.indexOf("\0");
  if (nul !== -1) throw ConfigSyntaxError.at(body, nul, "a NUL byte: the file is no text, or was cut off");
  const document = openers[format](body, container, elideFrom);
  return mark === "" ? document : marked(document);
}

/** The document with its byte order mark again. */
function marked(document: ConfigDocument): ConfigDocument {
  const { undo } = document as { undo?: unknown };
  return {
    ...(undo === undefined ? {} : { undo }),
    get text() {
      return `\uFEFF${document.text}`;
    },
    get draft() {
      return `\uFEFF${document.draft}`;
    },
    names: () => document.names(),
    count: (name) => document.count(name),
    get: (name) => document.get(name),
    set: (name, entry) => marked(document.set(name, entry)),
    remove: (name, undoOfFile) => marked(document.remove(name, undoOfFile)),
  };
}
