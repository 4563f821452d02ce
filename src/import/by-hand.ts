import type { ClientId } from "../config/clients.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import type { Candidate } from "./candidate.ts";

/** An entry that no deploy takes over: once the server is deployed its client has both. */
export interface ByHand {
  readonly server: string;
  readonly client: ClientId;
  /** File and line. */
  readonly place: string;
  readonly name: string;
  readonly why: string;
}

/** The entries that `server` was made of and that a deploy with `--adopt` cannot put it in the place of. */
export function entriesByHand(server: ServerSpec, from: readonly Candidate[]): ByHand[] {
  if (server.enable === false) return [];
  return from.flatMap(({ found: { client, place, name, own, project, disabled } }) => {
    const gets = client !== null && (server.clients === undefined || server.clients.includes(client));
    if (!gets || disabled || own === undefined) return [];
    const why =
      project !== undefined && !own
        ? `it is for ${project} alone`
        : !own
          ? "it is not where a deploy writes"
          : name !== server.name
            ? `the new one is called ${server.name}`
            : undefined;
    return why === undefined ? [] : [{ server: server.name, client, place, name, why }];
  });
}
