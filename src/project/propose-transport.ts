import type { ProposedField } from "../config/edit-comments.ts";
import { runFields } from "../config/run-schema.ts";
import type { ServerEntry, ServerSpec } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import type { TransportFact } from "../inspect/facts.ts";
import { freePort, takenPorts } from "./free-port.ts";

/** How a server is to be started, written into its entry, or only proposed. */
export interface ProposedTransport {
  readonly server: ServerSpec;
  readonly comments: readonly ProposedField[];
  /** What could not be told from the code. */
  readonly notes: readonly string[];
}

export interface TransportWish {
  /** Empty: the code was not read, or does not say. */
  readonly transports: readonly TransportFact[];
  /** What the user asked for. */
  readonly asked?: ServerEntry["transport"];
  /** All other servers of servers.yaml: their ports are taken. */
  readonly others: readonly ServerSpec[];
}

/**
 * The fields that make a server speak: arguments without which it speaks no stdio; port, path and arguments of one that
 * speaks only HTTP, whatever it is told, or of which that is asked. One that speaks both, or may do, stays on stdio, with HTTP in comments.
 *
 * @throws UserError `E_TRANSPORT`: HTTP is asked for, and how the server is told to speak it is not known
 */
export function proposeTransport(server: ServerSpec, wish: TransportWish): ProposedTransport {
  const { transports, asked } = wish;
  const stdio = transports.find(({ transport }) => transport === "stdio");
  const http = transports.find(({ transport }) => transport === "http");
  const missing = transports.length > 0 && !transports.some(({ transport }) => transport === asked);
  const doubt = asked !== undefined && missing ? [`its code does not show that it speaks ${asked}`] : [];
  const wanted = asked ?? (stdio !== undefined ? "stdio" : http?.isDefault === true ? "http" : undefined);
  if (asked === "http" && http !== undefined) requireKnown(server, http);
  if (wanted === "http") return withNotes(overHttp(server, http, wish.others), doubt);
  if (stdio !== undefined) return overStdio(server, stdio, http, wish.others);
  if (wanted === undefined && http !== undefined) {
    return {
      server,
      comments: proposedHttp(server, http, wish.others),
      notes: ["its code does not show that it speaks stdio, nor that it always speaks HTTP"],
    };
  }
  return { server, comments: [], notes: [...doubt, ...(wanted === undefined ? sseOnly(transports) : [])] };
}

function requireKnown(server: ServerSpec, http: TransportFact): void {
  const isTold = http.isDefault || http.args !== null || Object.keys(http.env).length > 0;
  if (isTold || server.args !== undefined || Object.keys(server.env ?? {}).length > 0) return;
  throw new UserError("it speaks HTTP, but how it is told to is not in its code", {
    code: "E_TRANSPORT",
    where: server.name,
    hint: "Add it with --no-inspect as well, and put the args or env that its documentation names into its entry.",
  });
}

function withNotes(proposed: ProposedTransport, notes: readonly string[]): ProposedTransport {
  return { ...proposed, notes: [...notes, ...proposed.notes] };
}

function sseOnly(transports: readonly TransportFact[]): string[] {
  return transports.some(({ transport }) => transport === "sse")
    ? ["its code speaks only HTTP with SSE, the transport before streamable HTTP, which is not set up here"]
    : [];
}

/** What is known of a server by its documentation goes before what its code seems to say. */
function overStdio(
  server: ServerSpec,
  stdio: TransportFact,
  http: TransportFact | undefined,
  others: readonly ServerSpec[],
): ProposedTransport {
  const told = stdio.isDefault || server.args !== undefined ? server : withFields(server, chosenBy(stdio));
  return { server: told, comments: http === undefined ? [] : proposedHttp(told, http, others), notes: [] };
}

function overHttp(
  server: ServerSpec,
  http: TransportFact | undefined,
  others: readonly ServerSpec[],
): ProposedTransport {
  const fields = httpFields(http, others);
  const notes: string[] = [];
  if (http !== undefined && !saysPort(fields)) {
    notes.push(
      http.port === null
        ? "how it is told its port is not in its code: where it takes one, put {port} into args or env"
        : takenPorts(others).has(http.port)
          ? `it listens on port ${http.port}, which another server has already`
          : `it listens on port ${http.port}, and its code shows no way to change that`,
    );
  }
  // Known arguments make it speak stdio: those for HTTP take their place, also where that takes none.
  const { args, ...rest } = server;
  const kept = http?.args == null && args !== undefined ? server : rest;
  return { server: withFields(kept, fields), comments: [], notes };
}

type Fields = Pick<ServerEntry, "transport" | "port" | "path" | "args" | "env">;

function httpFields(http: TransportFact | undefined, others: readonly ServerSpec[]): Fields {
  const chosen = http === undefined ? {} : chosenBy(http);
  const own = !saysPort(chosen) && http?.port != null && isPort(http.port) ? http.port : undefined;
  const path = http?.path ?? "/mcp";
  const isOther = path !== "/mcp" && runFields.path.safeParse(path).success;
  return {
    transport: "http",
    port: own ?? freePort(others),
    ...(isOther ? { path } : {}),
    ...chosen,
  };
}

/** What servers.yaml would not take is left out: it comes out of somebody's code. */
function chosenBy({ args, env }: TransportFact): Pick<Fields, "args" | "env"> {
  const given = args === null ? undefined : runFields.args.safeParse(args).data;
  const variables = runFields.env.safeParse(env).data;
  return {
    ...(given === undefined || given.length === 0 ? {} : { args: given }),
    ...(variables === undefined || Object.keys(variables).length === 0 ? {} : { env: variables }),
  };
}

function saysPort({ args = [], env = {} }: Fields): boolean {
  return [...args, ...Object.values(env)].some((text) => text.includes("{port}"));
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function withFields(server: ServerSpec, fields: Fields): ServerSpec {
  const env = { ...server.env, ...fields.env };
  return { ...server, ...fields, ...(Object.keys(env).length === 0 ? {} : { env }) };
}

/** Nothing where the entry says something else already under the same key: uncommented, it would be there twice. */
function proposedHttp(
  server: ServerSpec,
  http: TransportFact,
  others: readonly ServerSpec[],
): ProposedField[] {
  const { env = {}, ...fields } = httpFields(http, others);
  const keys = Object.keys(fields) as (keyof typeof fields)[];
  const isTold = http.isDefault || fields.args !== undefined || Object.keys(env).length > 0;
  const twice =
    keys.some((key) => server[key] !== undefined) ||
    Object.keys(env).some((name) => name in (server.env ?? {}));
  if (!isTold || twice) return [];
  return [
    ...keys.map(
      (key): ProposedField => ({
        path: [key],
        value: fields[key]!,
        note:
          key === "transport"
            ? "one service for all clients, in the place of one process for each"
            : undefined,
      }),
    ),
    ...Object.entries(env).map(
      ([name, value]): ProposedField => ({ path: ["env", name], value, note: "for http" }),
    ),
  ];
}
