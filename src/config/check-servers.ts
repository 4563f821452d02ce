import type { Document } from "yaml";
import { type Path, placeOfKey, placeOfValue } from "./node-place.ts";
import { looksLikeSecret } from "./secret-words.ts";
import type { ServerSpec } from "./servers-schema.ts";
import { placeAt, SourceError, type SourceText } from "./source-place.ts";

/** Something that works, and that its author would rather know; never with a secret in it. */
export interface ConfigWarning {
  /** `servers.yaml:12:5` */
  readonly where: string;
  readonly message: string;
  readonly hint: string;
}

/** What the fields of a server, and of several servers, must be to each other. */
interface Mistake {
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
}

/** Fields that a server over stdio has no use for. */
const onlyHttp = ["host", "port", "path", "socketActivation", "service"] as const;
/** Fields that a service has no use for. */
const onlyStdio = ["parentDeath", "scope", "requireScope", "log"] as const;

/** Mistakes between fields, each at the place of one of them (`E_CONFIG_INVALID`). */
export function crossFieldErrors(
  document: Document.Parsed,
  source: SourceText,
  servers: ReadonlyMap<string, ServerSpec>,
): SourceError[] {
  const all = [...servers.values()];
  const mistakes = [...all.flatMap(ofOneServer), ...sameListener(all)];
  return mistakes.map(({ path, message, hint }) => {
    const place = placeOfKey(document, path.slice(0, -1), String(path.at(-1)));
    return new SourceError(source, place.start, message, {
      code: "E_CONFIG_INVALID",
      hint,
      length: place.length,
    });
  });
}

function ofOneServer(server: ServerSpec): Mistake[] {
  const at = ["servers", server.name];
  const found: Mistake[] = [];
  const wrong = (field: string, message: string, hint: string) =>
    found.push({ path: [...at, field], message, hint });
  if (server.transport === "http") {
    if (server.port === undefined)
      wrong("transport", "an http server needs a port", `Add port: 8931 to '${server.name}'.`);
    for (const field of onlyStdio)
      if (server[field] !== undefined)
        wrong(
          field,
          `'${field}' is for servers over stdio`,
          "A service ends with systemd, which also keeps its log.",
        );
  } else {
    for (const field of onlyHttp)
      if (server[field] !== undefined)
        wrong(field, `'${field}' is for servers over http`, "Add transport: http, or take it out.");
  }
  if (server.transport !== "http" && server.scope === false) {
    if (Object.keys(server.limits ?? {}).length > 0)
      wrong("limits", "limits need a scope, and scope is false", "Take one of them out.");
    if (server.requireScope === true)
      wrong("requireScope", "requireScope is true and scope is false", "Take one of them out.");
  }
  const { enable, mode, idleTimeout } = server.socketActivation ?? {};
  if (enable === true && mode === "native" && idleTimeout !== undefined) {
    found.push({
      path: [...at, "socketActivation", "idleTimeout"],
      message: "only the proxy can tell that nobody is connected",
      hint: "Take 'idleTimeout' out, or set mode: proxy.",
    });
  }
  for (const name of Object.keys(server.secrets ?? {})) {
    if (server.env?.[name] === undefined) continue;
    found.push({
      path: [...at, "env", name],
      message: `'${name}' is in env and in secrets`,
      hint: "Keep the one in secrets.",
    });
  }
  return found;
}

interface Listener {
  readonly server: string;
  readonly host: string;
  readonly port: number;
  readonly path: Path;
}

/** Where an http server, and the proxy before it, listen. */
export function listenersOf(server: ServerSpec): Listener[] {
  const { name, port, socketActivation } = server;
  if (server.transport !== "http" || port === undefined || server.enable === false) return [];
  const host = server.host ?? "127.0.0.1";
  const own = { server: name, host, port, path: ["servers", name, "port"] };
  if (socketActivation?.enable !== true || socketActivation.mode === "native") return [own];
  const backend = socketActivation.backendPort ?? (port + 10_000 <= 65_535 ? port + 10_000 : port - 10_000);
  const path =
    socketActivation.backendPort === undefined
      ? ["servers", name, "socketActivation"]
      : ["servers", name, "socketActivation", "backendPort"];
  // The proxy's side is on this machine whatever the host is.
  return [own, { server: name, host: "127.0.0.1", port: backend, path }];
}

/** A server that listens everywhere is in the way of all others on its port. */
function sameListener(servers: readonly ServerSpec[]): Mistake[] {
  const listeners = servers.flatMap(listenersOf);
  return listeners.flatMap((listener, index) => {
    const other = listeners
      .slice(0, index)
      .find(({ port, host }) => port === listener.port && meet(host, listener.host));
    if (other === undefined) return [];
    const who = other.server === listener.server ? "it" : `'${other.server}'`;
    return [
      {
        path: listener.path,
        message: `'${listener.server}' listens on port ${listener.port}, as ${who} does`,
        hint: "Give one of them another port.",
      },
    ];
  });
}

const everywhere = new Set(["0.0.0.0", "::", "[::]", "*"]);
const loopback = new Set(["127.0.0.1", "localhost"]);

function meet(a: string, b: string): boolean {
  return a === b || everywhere.has(a) || everywhere.has(b) || (loopback.has(a) && loopback.has(b));
}

/** Values of `env` that look like secrets: they would lie in the Nix store for everyone to read. */
export function secretWarnings(
  document: Document.Parsed,
  source: SourceText,
  servers: ReadonlyMap<string, ServerSpec>,
): ConfigWarning[] {
  return [...servers.values()].flatMap((server) =>
    [
      ...Object.entries(server.env ?? {}).flatMap(([name, value]) =>
        looksLikeSecret(name, value) ? [warning(["env", name], `the value of '${name}'`, name)] : [],
      ),
      ...(server.args ?? []).flatMap((value, index) =>
        looksLikeSecret("", value) ? [warning(["args", index], "an argument", "NAME")] : [],
      ),
    ].map(({ path, what, name }) => {
      const { start } = placeOfValue(document, ["servers", server.name, ...path]);
      const { line, column } = placeAt(source.text, start);
      return {
        where: `${source.name}:${line}:${column}`,
        message: `${what} of '${server.name}' looks like a secret, and would lie in the Nix store for everyone to read`,
        hint: `Say where it comes from instead, and make a new one if this was ever committed: secrets: { ${name}: { pass: some/entry } }.`,
      };
    }),
  );
}

function warning(path: Path, what: string, name: string) {
  return { path, what, name };
}
