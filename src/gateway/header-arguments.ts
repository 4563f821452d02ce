import { UserError } from "../errors.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** Headers as they are sent, and what in them came from variables. */
interface GivenHeaders {
  readonly headers: Readonly<Record<string, string>>;
  /** Values of variables, and the headers that have one. */
  readonly secrets: readonly string[];
  /** The names of these variables, in the order they were found. */
  readonly variables: readonly string[];
}

/** What the transport says itself. */
const taken = new Set([
  "accept",
  "connection",
  "content-length",
  "content-type",
  "host",
  "last-event-id",
  "mcp-protocol-version",
  "mcp-session-id",
  "transfer-encoding",
]);

/**
 * Headers from `NAME: VALUE`. In a value `${VAR}` is the variable's value, and `$${` a literal `${`. Throws UserError:
 * `E_USAGE` for what is no header, `E_VARIABLE_MISSING` naming a variable that is not set or empty, `E_HEADER_VALUE`
 * where a variable holds what no header can.
 */
export function headersFrom(given: readonly string[], env: Env): GivenHeaders {
  const headers = new Map<string, string>();
  const secrets: string[] = [];
  const variables = new Set<string>();
  for (const text of given) {
    const [, name = "", written = ""] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/s.exec(text) ?? [];
    if (name === "") throw usage("a header is written as 'NAME: VALUE'", "Quote it, for it has a blank.");
    if (taken.has(name.toLowerCase())) throw usage(`the header ${name} is the bridge's own`);
    if (headers.has(name.toLowerCase())) throw usage(`the header ${name} is given twice`);
    const used = expand(name, written, env);
    for (const [variable, value] of used.variables) {
      variables.add(variable);
      secrets.push(value);
    }
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(used.value)) throw unfit(name, used.variables);
    if (used.variables.length > 0) secrets.push(used.value);
    headers.set(name.toLowerCase(), used.value);
  }
  return { headers: Object.fromEntries(headers), secrets, variables: [...variables] };
}

function expand(header: string, written: string, env: Env) {
  const variables: [name: string, value: string][] = [];
  const value = written.replace(/\$\$\{|\$\{([^}]*)(\}?)/g, (whole, name: string | undefined, end) => {
    if (name === undefined) return "${";
    if (end === "" || !/^[A-Za-z_]\w*$/.test(name))
      throw usage(
        `the header ${header}: '${whole}' names no variable`,
        "A literal '${' is written as '$${'.",
      );
    const held = env[name];
    if (held === undefined || held === "") throw missing(header, name);
    variables.push([name, held]);
    return held;
  });
  return { value, variables };
}

function missing(header: string, variable: string): UserError {
  return new UserError(`the variable ${variable} is not set, and the header ${header} needs it`, {
    code: "E_VARIABLE_MISSING",
    hint: "Start the bridge where it is set: the wrapper of mcp-nixgen's module does that.",
  });
}

function unfit(header: string, variables: readonly (readonly [name: string, value: string])[]): UserError {
  const names = variables.map(([name]) => name).join(", ");
  if (names === "") return usage(`the header ${header} has a character that no header can have`);
  return new UserError(
    `what ${names} holds cannot be in a header: ${header} would have a character that none can have`,
    {
      code: "E_HEADER_VALUE",
      hint: "Is there a line end in it?",
    },
  );
}

/** `http://` only where nobody else can listen. Throws `E_PLAIN_HTTP` for another host. */
export function refusePlainHttp(url: URL, { variables }: GivenHeaders): void {
  if (url.protocol === "https:" || variables.length === 0 || isLoopback(url.hostname)) return;
  throw new UserError(
    `${variables.join(", ")} would be sent to ${url.host} for everybody on the way to read`,
    {
      code: "E_PLAIN_HTTP",
      where: `${url.origin}${url.pathname}`,
      hint: "Use https://, or a tunnel whose end is on this machine.",
    },
  );
}

/** A host of this machine alone, as `URL` writes it. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|(.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

function usage(message: string, hint?: string): UserError {
  return new UserError(message, { code: "E_USAGE", hint });
}
