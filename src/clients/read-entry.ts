import type { TimeoutField } from "./timeouts.ts";
import type { JsonObject, JsonValue } from "./types.ts";

/** A server as one entry of a client's file says it, texts as they stand (`${VAR}` and the like too). */
export interface ReadServer {
  readonly start: ReadCommand | ReadRemote;
  readonly disabled: boolean;
  /** Milliseconds. */
  readonly timeoutMs?: number;
}

export interface ReadCommand {
  readonly transport: "stdio";
  readonly command: string;
  readonly args: readonly string[];
  /** Variables that the client hands on by name are `${NAME}`. */
  readonly env: Readonly<Record<string, string>>;
  /** Files of variables that the client reads besides. */
  readonly envFile?: string;
  readonly cwd?: string;
}

export interface ReadRemote {
  readonly transport: "http" | "sse";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An entry that says no server; `problem` quotes nothing of it. */
export interface Unreadable {
  readonly problem: string;
}

/**
 * The inverse of a client's `render`, and more lenient: people write one client's entries into another's file, and
 * clients keep reading what their older releases wrote. `timeout`: the client's own field.
 */
export function readWith(timeout?: TimeoutField): (entry: JsonValue) => ReadServer | Unreadable {
  return (entry) => {
    if (!isObject(entry)) return { problem: "its entry is no map" };
    const whole = isObject(entry.transport) ? { ...entry, ...entry.transport } : entry;
    const foreign = notOurs(whole);
    if (foreign !== null) return { problem: foreign };
    const start = startOf(whole);
    if ("problem" in start) return start;
    const timeoutMs = timeoutFrom(whole, timeout);
    return {
      start,
      disabled: whole.disabled === true || whole.enabled === false,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
  };
}

const noServer: Readonly<Record<string, string>> = {
  builtin: "it is a part of the client itself",
  platform: "it is a part of the client itself",
  frontend: "it is a part of the client itself",
  inline_python: "it is a program in the client's own file",
};

/** What a client's file has beside servers: goose's own extensions, settings for one of Zed's. */
function notOurs(entry: JsonObject): string | null {
  const type = typeof entry.type === "string" ? entry.type : "";
  if (Object.hasOwn(noServer, type)) return noServer[type]!;
  const starts = ["command", "cmd", "url", "serverUrl", "httpUrl", "uri"].some((key) => key in entry);
  if (!starts && ("settings" in entry || entry.source === "extension"))
    return "an extension of the client brings it";
  return null;
}

function startOf(entry: JsonObject): ReadCommand | ReadRemote | Unreadable {
  const command = entry.command ?? entry.cmd;
  // An empty address beside a command, or the other way round, is what forms leave behind.
  if (isFilled(command)) return commandOf(entry, command);
  const url = [entry.url, entry.httpUrl, entry.serverUrl, entry.uri].find(
    (value): value is string => typeof value === "string" && value !== "",
  );
  if (url === undefined) return { problem: "it has neither a command nor an address" };
  return { transport: isSse(entry, url) ? "sse" : "http", url: url.trim(), headers: headersOf(entry) };
}

function isFilled(command: JsonValue | undefined): command is JsonValue {
  return command !== undefined && command !== null && command !== "";
}

function commandOf(entry: JsonObject, command: JsonValue): ReadCommand | Unreadable {
  // Zed's older form: { "command": { "path": …, "args": […], "env": {…} } }
  if (isObject(command)) {
    const { path, ...rest } = command;
    return isFilled(path) ? commandOf({ ...entry, ...rest }, path) : { problem: "its command has no 'path'" };
  }
  const words = Array.isArray(command) ? (command as readonly JsonValue[]) : [command];
  const more = entry.args ?? entry.arguments ?? [];
  if (!Array.isArray(more)) return { problem: "its 'args' is no list" };
  const all = [...words, ...(more as readonly JsonValue[])].map(textOf);
  if (all.some((word) => word === null)) return { problem: "an argument is no text" };
  const odd = ["env", "envs", "environment"].find((key) => !isMapOrNothing(entry[key]));
  if (odd !== undefined) return { problem: `its '${odd}' is no map` };
  const [program = "", ...args] = all as string[];
  if (program.trim() === "") return { problem: "its command is empty" };
  const cwd = [entry.cwd, entry.working_directory, entry.workingDirectory].find(
    (value): value is string => typeof value === "string" && value !== "",
  );
  return {
    transport: "stdio",
    command: program.trim(),
    args,
    env: envOf(entry),
    ...(typeof entry.envFile === "string" ? { envFile: entry.envFile } : {}),
    ...(cwd === undefined ? {} : { cwd }),
  };
}

function envOf(entry: JsonObject): Record<string, string> {
  const named = [entry.env_keys, entry.env_vars].flatMap((list) => (Array.isArray(list) ? list : []));
  const handedOn = named.filter((name): name is string => typeof name === "string");
  return {
    ...Object.fromEntries(handedOn.map((name) => [name, `\${${name}}`])),
    ...textsOf(entry.env),
    ...textsOf(entry.envs),
    ...textsOf(entry.environment),
  };
}

function headersOf(entry: JsonObject): Record<string, string> {
  const request = isObject(entry.requestOptions) ? entry.requestOptions : {};
  const byVariable = Object.entries(textsOf(entry.env_http_headers)).map(([name, variable]) => [
    name,
    `\${${variable}}`,
  ]);
  const bearer = entry.bearer_token_env_var;
  return {
    ...textsOf(entry.headers),
    ...textsOf(entry.http_headers),
    ...textsOf(request.headers),
    ...Object.fromEntries(byVariable),
    ...(typeof bearer === "string" ? { Authorization: `Bearer \${${bearer}}` } : {}),
  };
}

function isSse({ type }: JsonObject, url: string): boolean {
  return type === "sse" || (typeof type !== "string" && /\/sse\/?(?:[?#]|$)/.test(url));
}

function timeoutFrom(entry: JsonObject, field: TimeoutField | undefined): number | undefined {
  const value = field === undefined ? undefined : entry[field.key];
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) return undefined;
  return field?.unit === "seconds" ? value * 1000 : value;
}

/** An empty list is what some programs write for an empty map. */
function isMapOrNothing(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || isObject(value)) return true;
  return Array.isArray(value) && value.length === 0;
}

/** The members that are texts, or numbers and truth values as their text. */
function textsOf(value: JsonValue | undefined): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const text = textOf(inner);
      return text === null ? [] : [[name, text]];
    }),
  );
}

function textOf(value: JsonValue | undefined): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
