import type { Document } from "yaml";
import type { Headers } from "./header-schema.ts";
import { type Path, placeOfValue } from "./node-place.ts";
import type { Keepassxc } from "./secret-schema.ts";
import { looksLikeSecret } from "./secret-words.ts";
import type { ServerSpec } from "./servers-schema.ts";
import { placeAt, type SourceText } from "./source-place.ts";

/** Something that works, and that its author would rather know; never with a secret in it. */
export interface ConfigWarning {
  /** `servers.yaml:12:5` */
  readonly where: string;
  readonly message: string;
  readonly hint: string;
}

/** A text of servers.yaml that would lie in the Nix store. */
interface Text {
  readonly path: Path;
  readonly value: string;
  /** The variable or option that it is the value of; empty: of none. */
  readonly name: string;
  /** `the value of 'API_KEY'` */
  readonly what: string;
  /** What names the secret in its place, where that is not its variable alone. */
  readonly instead?: string;
}

/** Texts that look like secrets, wherever they stand: they would lie in the Nix store for everyone to read. */
export function secretWarnings(
  document: Document.Parsed,
  source: SourceText,
  servers: ReadonlyMap<string, ServerSpec>,
  keepassxc: Keepassxc,
): ConfigWarning[] {
  const ofAll = argumentTexts(["keepassxc", "passwordCommand"], keepassxc.passwordCommand ?? []);
  const found = [
    ...ofAll.map((text) => ({ ...text, whose: "keepassxc.passwordCommand" })),
    ...[...servers.values()].flatMap((server) =>
      textsOf(server).map((text) => ({ ...text, whose: `'${server.name}'` })),
    ),
  ].filter(({ name, value }) => looksLikeSecret(name, value));
  return found.map(({ path, what, whose, name, instead }) => {
    const { start } = placeOfValue(document, path);
    const { line, column } = placeAt(source.text, start);
    return {
      where: `${source.name}:${line}:${column}`,
      message: `${what} of ${whose} looks like a secret, and would lie in the Nix store for everyone to read`,
      hint: `Say where it comes from instead, and make a new one if this was ever committed: secrets: { ${variableOf(name)}: { pass: some/entry } }${instead === undefined ? "" : `, ${instead}`}.`,
    };
  });
}

function textsOf({ name: server, env, args, secrets, service, url, headers }: ServerSpec): Text[] {
  const at = ["servers", server];
  return [
    ...Object.entries(env ?? {}).map(([name, value]) => ({
      path: [...at, "env", name],
      value,
      name,
      what: `the value of '${name}'`,
    })),
    ...argumentTexts([...at, "args"], args ?? []),
    ...(url === undefined ? [] : [{ path: [...at, "url"], value: url, name: "", what: "the url" }]),
    ...headerTexts([...at, "headers"], headers ?? {}),
    ...stringsIn(secrets ?? {}, [...at, "secrets"]).map(({ path, value }) => ({
      path,
      value,
      name: "",
      what: `a text in 'secrets.${String(path[3])}'`,
    })),
    ...stringsIn(service?.settings ?? {}, [...at, "service", "settings"]).map(({ path, value }) => ({
      path,
      ...assignmentOf(value),
      what: `a text in 'service.settings.${String(path[4])}'`,
    })),
  ];
}

/** A scheme before a login (`Bearer`) is none of it; in a header of that kind whatever is random is a secret. */
function headerTexts(at: Path, headers: Headers): Text[] {
  return Object.entries(headers).flatMap(([header, value]): Text[] => {
    if (typeof value !== "string") return [];
    const isLogin = /auth|cookie|key|passw|secret|token/i.test(header);
    const scheme = /^[A-Za-z]+ /.exec(value)?.[0] ?? "";
    const prefix = scheme === "" ? "" : `, prefix: "${scheme}"`;
    return [
      {
        path: [...at, header],
        value: value.slice(scheme.length),
        name: isLogin ? "TOKEN" : "",
        what: `the header '${header}'`,
        instead: `headers: { ${header}: { secret: ${isLogin ? "TOKEN" : "NAME"}${prefix} } }`,
      },
    ];
  });
}

/** Arguments of a program: `--api-key=VALUE` and `--api-key VALUE` are values of `api-key`. */
function argumentTexts(at: Path, words: readonly string[]): Text[] {
  return words.map((word, index) => {
    const before = /^--?([\w-]+)$/.exec(words[index - 1] ?? "")?.[1];
    const { name, value } = /^--?[\w-]+=/.test(word)
      ? assignmentOf(word.replace(/^--?/, ""))
      : { name: before ?? "", value: word };
    return { path: [...at, index], value, name: name.replaceAll("-", "_"), what: "an argument" };
  });
}

/** `Environment=NAME=value` and other words with an equals sign. */
function assignmentOf(text: string): { name: string; value: string } {
  const [, name, value] = /^([\w-]+)=(.*)$/s.exec(text) ?? [];
  return name === undefined || value === undefined ? { name: "", value: text } : { name, value };
}

/** Every text at any depth, and every name a map has: people paste a secret where its place is wanted. */
function stringsIn(value: unknown, path: Path): { path: Path; value: string }[] {
  if (typeof value === "string") return [{ path, value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => stringsIn(inner, [...path, key]));
}

function variableOf(name: string): string {
  const variable = name.toUpperCase();
  return /^[A-Z_][A-Z0-9_]*$/.test(variable) ? variable : "NAME";
}
