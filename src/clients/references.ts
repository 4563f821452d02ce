import { letHaveBridge } from "./bridge.ts";
import type { ClientServer, HeaderValue, HttpServer, Problem } from "./types.ts";

/** How a client writes "the value of this variable" and "what this file holds" inside a text. */
export interface References {
  readonly variable: (name: string) => string;
  /** null: this path cannot be written in the client's syntax. */
  readonly file?: (path: string) => string | null;
  /** What the client takes for a reference wherever it stands. */
  readonly pattern: RegExp;
}

/** Headers as text for the client, with what its user should know. */
interface WrittenHeaders {
  readonly headers: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

type Secret = Exclude<HeaderValue, string>;

/**
 * The server's headers as the client reads them: text as it is, a secret as the client's own reference with
 * its prefix. The file is preferred where the client reads files, since a graphical client is rarely started
 * where the variable is set. A secret for a client whose syntax is not known (`references` is null) is a
 * problem: its value must never be written, and a reference nobody expands would be sent as it stands.
 */
export function writeHeaders(
  title: string,
  server: HttpServer,
  references: References | null,
): WrittenHeaders | Problem {
  const written: [string, string][] = [];
  const notes: string[] = [];
  for (const [name, value] of Object.entries(server.headers)) {
    if (typeof value === "string") {
      written.push([name, value]);
      continue;
    }
    if (references === null) return noReference(title, name, value);
    const { text, note } = secretText(title, value, references);
    written.push([name, text]);
    if (note !== undefined) notes.push(note);
  }
  return { headers: Object.fromEntries(written), notes: [...new Set(notes)] };
}

function secretText(title: string, value: Secret, references: References): { text: string; note?: string } {
  const prefix = value.prefix ?? "";
  const file = value.file === undefined ? null : (references.file?.(value.file) ?? null);
  if (file !== null) return { text: prefix + file };
  return {
    text: prefix + references.variable(value.secret),
    note: needsVariable(title, value.secret),
  };
}

/** The note of every reference to a variable: the client must be given it. */
export function needsVariable(title: string, name: string): string {
  return `${title} takes ${name} from its own environment: start it where ${name} is set`;
}

function noReference(title: string, header: string, { secret }: Secret): Problem {
  return {
    problem: `${title} has no known way to take the secret ${secret} for the header ${header}`,
    hint: `Leave the server out of this client, or ${letHaveBridge}`,
  };
}

/**
 * The places where text of the server's own would be taken for a reference, one note each: none of the clients
 * documents an escape. Only a header's text is looked at, not the references written here.
 */
export function expandedTexts(title: string, server: ClientServer, references: References | null): string[] {
  if (references === null) return [];
  return textsOf(server)
    .filter(([, text]) => references.pattern.test(text))
    .map(([where]) => `${title} takes a part of ${where} for a reference and replaces it`);
}

function textsOf(server: ClientServer): [where: string, text: string][] {
  if (server.transport === "stdio")
    return [
      ["the command", server.command],
      ...server.args.map((arg, index): [string, string] => [`argument ${index + 1}`, arg]),
      ...Object.entries(server.env).map(([name, text]): [string, string] => [`the variable ${name}`, text]),
    ];
  return [
    ["the URL", server.url],
    ...Object.entries(server.headers).map(([name, value]): [string, string] => [
      `the header ${name}`,
      typeof value === "string" ? value : (value.prefix ?? ""),
    ]),
  ];
}
