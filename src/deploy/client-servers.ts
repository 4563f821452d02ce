import { shareServers } from "../clients/share.ts";
import type { Client, ClientServer, JsonObject } from "../clients/types.ts";
import type { ClientId } from "../config/clients.ts";
import type { Manifest, ManifestServer } from "../config/manifest-schema.ts";
import { looksLikeSecret } from "../config/secret-words.ts";

/** What one client is to have of one server. */
export type Wish =
  | {
      readonly kind: "entry";
      readonly entry: JsonObject;
      readonly notes: readonly string[];
      readonly secret: boolean;
    }
  /** The client starts it from another client's file. */
  | { readonly kind: "covered"; readonly by: ClientId }
  | { readonly kind: "problem"; readonly message: string; readonly hint: string };

/**
 * Client → server's name → what the client is to have of it, sorted by name. Clients that are not enabled are
 * not in it.
 */
export function wishesOf(
  manifest: Manifest,
  clients: readonly Client[],
): Map<ClientId, ReadonlyMap<string, Wish>> {
  const enabled = clients.filter(({ id }) => manifest.clients.includes(id));
  const servers = Object.entries(manifest.servers).sort(([a], [b]) => (a < b ? -1 : 1));
  const wanted = new Map(
    servers.map(([name, server]) => [
      name,
      enabled.map(({ id }) => id).filter((id) => server.clients.includes(id)),
    ]),
  );
  const wishes = new Map(enabled.map(({ id }) => [id, new Map<string, Wish>()]));
  for (const [name, server] of servers) {
    for (const client of enabled.filter(({ id }) => wanted.get(name)?.includes(id))) {
      wishes.get(client.id)?.set(name, wishOf(client, describe(name, server)));
    }
  }
  const offers = (name: string, id: ClientId) => wishes.get(id)?.get(name)?.kind === "entry";
  for (const { server, client, by } of shareServers(wanted, offers, manifest.ownEntries).shared) {
    wishes.get(client)?.set(server, { kind: "covered", by });
  }
  return wishes;
}

function wishOf(client: Client, server: ClientServer): Wish {
  const rendered = client.render(server);
  if ("problem" in rendered) return { kind: "problem", message: rendered.problem, hint: rendered.hint };
  const { entry, notes = [], bridged = false } = rendered;
  return { kind: "entry", entry, notes, secret: !bridged && hasSecret(server) };
}

function describe(name: string, server: ManifestServer): ClientServer {
  const { timeoutMs } = server;
  const common = { name, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  if (server.transport === "http") {
    const { url, headers, bridge } = server;
    return { ...common, transport: "http", url, headers, ...(bridge === undefined ? {} : { bridge }) };
  }
  const { command, args, env } = server;
  return { ...common, transport: "stdio", command, args, env };
}

/** Whether the entry may hold what others should not read: a login in a header. */
function hasSecret(server: ClientServer): boolean {
  if (server.transport === "stdio") return false;
  return Object.entries(server.headers).some(
    ([header, value]) =>
      typeof value !== "string" ||
      /auth|token|key|secret|cookie|pass|pat$/i.test(header) ||
      looksLikeSecret("", value),
  );
}
