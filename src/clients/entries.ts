import { orBridge } from "./bridge.ts";
import { expandedTexts, type References, writeHeaders } from "./references.ts";
import { lostTimeout, type TimeoutField, timeoutOf } from "./timeouts.ts";
import type {
  ClientServer,
  HttpServer,
  JsonObject,
  JsonValue,
  Problem,
  Rendered,
  StdioServer,
} from "./types.ts";

/** How one client writes servers. The functions give the fields of an entry, its timeout excepted. */
interface EntryShape {
  readonly title: string;
  readonly stdio: (server: StdioServer) => JsonObject;
  /** `headers` are the texts to write. A problem where the client's file has no remote servers. */
  readonly http: ((server: HttpServer, headers: Readonly<Record<string, string>>) => JsonObject) | Problem;
  /** null: none is verified. */
  readonly references: References | null;
  readonly timeout?: TimeoutField;
}

/** The `render` of a client of this shape; an HTTP server that it cannot have is reached through its bridge. */
export function renderWith(shape: EntryShape): (server: ClientServer) => Rendered {
  return orBridge((server) => {
    const fields = fieldsOf(shape, server);
    if ("problem" in fields) return fields;
    const notes = [
      ...fields.notes,
      ...expandedTexts(shape.title, server, shape.references),
      ...lostTimeout(shape.title, server, shape.timeout),
    ];
    return rendered({ ...fields.entry, ...timeoutOf(server, shape.timeout) }, notes);
  });
}

/** A rendered entry; notes are left out when there are none. */
export function rendered(entry: JsonObject, notes: readonly string[]): Rendered {
  return notes.length === 0 ? { entry } : { entry, notes };
}

function fieldsOf(
  shape: EntryShape,
  server: ClientServer,
): { entry: JsonObject; notes: readonly string[] } | Problem {
  if (server.transport === "stdio") return { entry: shape.stdio(server), notes: [] };
  if (typeof shape.http !== "function") return shape.http;
  const written = writeHeaders(shape.title, server, shape.references);
  if ("problem" in written) return written;
  return { entry: shape.http(server, written.headers), notes: written.notes };
}

/**
 * `command`, `args`, `env`, after `fixed`. `args` is always there: several clients refuse an entry without it
 * and none minds an empty list.
 */
export function commandFields(fixed: JsonObject = {}): (server: StdioServer) => JsonObject {
  return ({ command, args, env }) => ({ ...fixed, command, args, ...unlessEmpty("env", env) });
}

/** The address under `urlKey` and `headers`, after `fixed`. */
export function urlFields(
  urlKey: string,
  fixed: JsonObject = {},
): (server: HttpServer, headers: Readonly<Record<string, string>>) => JsonObject {
  return ({ url }, headers) => ({ ...fixed, [urlKey]: url, ...unlessEmpty("headers", headers) });
}

/** `{ [key]: value }`, or nothing when the value has no members: clients need no empty objects. */
export function unlessEmpty(
  key: string,
  value: Readonly<Record<string, JsonValue>>,
): Record<string, JsonValue> {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}
