import type { Document } from "yaml";
import { isSocketAddress } from "./listen-address.ts";
import { sameListener, sameUnit } from "./listeners.ts";
import { type Path, placeOfKey } from "./node-place.ts";
import type { Keepassxc, Secret } from "./secret-schema.ts";
import type { ServerSpec } from "./servers-schema.ts";
import { fieldsOfOtherSources } from "./source-fields.ts";
import { SourceError, type SourceText } from "./source-place.ts";

/** What the fields of a server, and of several servers, must be to each other. */
export interface Mistake {
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
}

/** Fields that a server over stdio has no use for. */
const onlyHttp = ["host", "port", "path", "url", "headers", "socketActivation", "service"] as const;
/** Fields that a service has no use for. */
const onlyStdio = ["parentDeath", "scope", "requireScope", "log"] as const;

/** Mistakes between fields, each at the place of one of them (`E_CONFIG_INVALID`). */
export function crossFieldErrors(
  document: Document.Parsed,
  source: SourceText,
  servers: ReadonlyMap<string, ServerSpec>,
  keepassxc: Keepassxc,
): SourceError[] {
  const all = [...servers.values()];
  const mistakes = [
    ...all.flatMap(ofOneServer),
    ...all.flatMap(fieldsOfOtherSources),
    ...all.flatMap((server) => ofKeepassxc(server, keepassxc)),
    ...all.flatMap(sameCredential),
    ...all.flatMap(ofHeaders),
    ...sameListener(all),
    ...sameUnit(all),
  ];
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
  if (server.transport === "http" && enable === true && !isSocketAddress(server.host ?? "127.0.0.1"))
    wrong("host", "systemd listens on addresses, not on names", "Write the address.");
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

/** A database opens by something, and is somewhere: what the secret does not say is said for all. */
function ofKeepassxc(server: ServerSpec, shared: Keepassxc): Mistake[] {
  return Object.entries(server.secrets ?? {}).flatMap(([name, { keepassxc }]) => {
    if (keepassxc === undefined) return [];
    const own = typeof keepassxc === "string" ? { entry: keepassxc } : keepassxc;
    const problem = problemOf({ ...shared, ...defined(own) });
    const path = ["servers", server.name, "secrets", name, "keepassxc"];
    return problem === undefined
      ? []
      : [{ path, message: `'secrets.${name}.keepassxc': ${problem[0]}`, hint: problem[1] }];
  });
}

function problemOf(settings: Keepassxc): readonly [message: string, hint: string] | undefined {
  const { database, keyFile, noPassword, passwordCommand } = settings;
  if (database === undefined)
    return ["it has no database", "Name it once for all: keepassxc: { database: ~/Passwords.kdbx }."];
  if (noPassword !== true) return undefined;
  if (passwordCommand !== undefined)
    return ["noPassword and passwordCommand exclude each other", "Take one of them out."];
  return keyFile === undefined
    ? [
        "noPassword needs a keyFile: something has to open the database",
        "Add keyFile, or take noPassword out.",
      ]
    : undefined;
}

function defined(settings: Exclude<Secret["keepassxc"], string | undefined>): Keepassxc {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** A service has one credential of a name. */
function sameCredential(server: ServerSpec): Mistake[] {
  if (server.transport !== "http") return [];
  const first = new Map<string, readonly [variable: string, file: string | undefined]>();
  return Object.entries(server.secrets ?? {}).flatMap(([variable, { systemdCredential }]) => {
    if (systemdCredential === undefined) return [];
    const { name, file } =
      typeof systemdCredential === "string" ? { name: systemdCredential } : systemdCredential;
    const [other, otherFile] = first.get(name) ?? [];
    if (other === undefined) first.set(name, [variable, file]);
    if (other === undefined || otherFile === file) return [];
    return [
      {
        path: ["servers", server.name, "secrets", variable, "systemdCredential"],
        message: `the credential '${name}' is another file in 'secrets.${other}'`,
        hint: "Give one of them another name.",
      },
    ];
  });
}

/** A secret that a header names is one of the server's, and a header is given once. */
function ofHeaders({ name: server, transport, headers = {}, secrets = {} }: ServerSpec): Mistake[] {
  if (transport !== "http") return [];
  const at = ["servers", server, "headers"];
  const names = Object.keys(headers);
  const unknown = Object.entries(headers).flatMap(([name, value]): Mistake[] => {
    if (typeof value === "string" || Object.hasOwn(secrets, value.secret)) return [];
    return [
      {
        path: [...at, name, "secret"],
        message: `there is no secret '${value.secret}' of this server`,
        hint: `Say where it comes from: secrets: { ${value.secret}: { pass: some/entry } }.`,
      },
    ];
  });
  const twice = names.flatMap((name, index): Mistake[] => {
    const first = names.slice(0, index).find((other) => other.toLowerCase() === name.toLowerCase());
    if (first === undefined) return [];
    const message = `'${name}' is the same header as '${first}': letter case does not count`;
    return [{ path: [...at, name], message, hint: "Take one of them out." }];
  });
  return [...unknown, ...twice];
}
