import type { ClientId } from "../config/clients.ts";
import { clientById } from "./clients.ts";

/** A server that one client is not given, because it finds it in another client's file. */
interface Shared {
  readonly server: string;
  readonly client: ClientId;
  /** The client whose file already offers the server. */
  readonly by: ClientId;
  readonly note: string;
}

/** The clients that each server is written to, and those left out with the reason. */
interface Share {
  readonly targets: ReadonlyMap<string, readonly ClientId[]>;
  readonly shared: readonly Shared[];
}

/**
 * Takes a server from the clients that would start it twice: Warp also starts what stands in Claude Code's and
 * Codex' files. `wanted` is server → clients; `offers` tells whether a client's file really gets the server
 * (one that cannot have it is no reason to leave it out elsewhere). `ownEntries`: clients that the rule is not
 * for, since they do not start other agents' servers: Warp has a switch for it.
 */
export function shareServers(
  wanted: ReadonlyMap<string, readonly ClientId[]>,
  offers: (server: string, client: ClientId) => boolean,
  ownEntries: readonly string[] = [],
): Share {
  const targets = new Map<string, readonly ClientId[]>();
  const shared: Shared[] = [];
  for (const [server, ids] of wanted) {
    const twice = ids
      .filter((id) => !ownEntries.includes(id))
      .flatMap((id) => startedTwice(server, id, ids, offers));
    shared.push(...twice);
    const left = new Set(twice.map(({ client }) => client));
    targets.set(
      server,
      ids.filter((id) => !left.has(id)),
    );
  }
  return { targets, shared };
}

function startedTwice(
  server: string,
  id: ClientId,
  ids: readonly ClientId[],
  offers: (server: string, client: ClientId) => boolean,
): Shared[] {
  if (id === "programs-mcp") return [];
  const { title, alsoReads = [] } = clientById(id);
  const by = alsoReads.find((other) => ids.includes(other) && offers(server, other));
  if (by === undefined) return [];
  const note = `${title} starts ${server} from the file of ${clientById(by).title}: it is not written twice`;
  return [{ server, client: id, by, note }];
}
