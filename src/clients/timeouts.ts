import type { ClientServer, JsonObject } from "./types.ts";

/** The field that holds a client's timeout for one server. */
export interface TimeoutField {
  readonly key: string;
  readonly unit: "milliseconds" | "seconds";
  /** The least value the client takes, in its own unit; smaller ones are raised to it. */
  readonly minimum?: number;
}

/**
 * The server's timeout in the client's own unit; empty where the server has none or the client has no field.
 * Fractions are rounded up, because a shorter timeout than the one asked for can fail a server that works.
 */
export function timeoutOf(server: ClientServer, field: TimeoutField | undefined): JsonObject {
  if (server.timeoutMs === undefined || field === undefined) return {};
  const exact = field.unit === "seconds" ? server.timeoutMs / 1000 : server.timeoutMs;
  return { [field.key]: Math.max(Math.ceil(exact), field.minimum ?? 1) };
}

/** What to tell where a timeout was asked for and the client has no field for it. */
export function lostTimeout(
  title: string,
  server: ClientServer,
  field: TimeoutField | undefined,
): readonly string[] {
  if (server.timeoutMs === undefined || field !== undefined) return [];
  return [`${title} has no timeout of its own for a server: it is left out`];
}
