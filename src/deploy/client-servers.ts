import type { Client, ClientServer, JsonObject } from "../clients/types.ts";
import type { ClientId } from "../config/clients.ts";
import type { Manifest, ManifestServer } from "../config/manifest-schema.ts";

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
 * Server's name → what the client is to have of it, sorted by name; nothing for a client that is not enabled.
 * `clients` are all that are deployed: one may read the file of another.
 */
export function wishesOf(manifest: Manifest, client: Client, clients: readonly Client[]): Map<string, Wish> {
  const wishes = new Map<string, Wish>();
  for (const [name, server] of forClient(manifest, client.id)) {
    const described = describe(name, server);
    const rendered = client.render(described);
    const by = readFrom(manifest, name, described, client, clients);
    if (by !== undefined) wishes.set(name, { kind: "covered", by });
    else if ("problem" in rendered) {
      wishes.set(name, { kind: "problem", message: rendered.problem, hint: rendered.hint });
    } else {
      const { entry, notes = [] } = rendered;
      wishes.set(name, { kind: "entry", entry, notes, secret: hasSecret(described) });
    }
  }
  return wishes;
}

function forClient(manifest: Manifest, client: ClientId): [string, ManifestServer][] {
  if (!manifest.clients.includes(client)) return [];
  return Object.entries(manifest.servers)
    .filter(([, server]) => server.clients.includes(client))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Another client that gets the server, and whose file this one reads as well. */
function readFrom(
  manifest: Manifest,
  name: string,
  server: ClientServer,
  client: Client,
  clients: readonly Client[],
): ClientId | undefined {
  return client.alsoReads?.find((id) => {
    const other = clients.find((each) => each.id === id);
    const gets = forClient(manifest, id).some(([each]) => each === name);
    return gets && other !== undefined && "entry" in other.render(server);
  });
}

function describe(name: string, server: ManifestServer): ClientServer {
  if (server.transport === "http") return { transport: "http", name, url: server.url, headers: {} };
  const { command, args, env } = server;
  return { transport: "stdio", name, command, args, env };
}

/** Whether the entry may hold what others should not read: a login in a header. */
function hasSecret(server: ClientServer): boolean {
  if (server.transport === "stdio") return false;
  return Object.entries(server.headers).some(
    ([header, value]) => typeof value !== "string" || /auth|token|key|secret|cookie/i.test(header),
  );
}
