import type { ClientId } from "../config/clients.ts";
import type { Candidate } from "./candidate.ts";
import type { Group } from "./merge.ts";

/** Its client; none: a file of no client in particular. */
export function clientIn({ found }: Candidate): ClientId[] {
  return found.client === null ? [] : [found.client];
}

/** What was of one project is of all, and what was switched off for one is on there too. */
export function scopeNotes(group: Group, counted: readonly Candidate[]): string[] {
  const clients = [...new Set(counted.flatMap(clientIn))];
  const wider = clients.flatMap((client) => {
    const entries = counted.filter(({ found }) => found.client === client);
    const projects = [...new Set(entries.map(({ found }) => found.project))];
    return projects.includes(undefined)
      ? []
      : [`${client} had it in ${projects.join(", ")} alone: here it is for all of ${client}`];
  });
  const off = group.flatMap(({ found }) =>
    found.disabledBy === undefined
      ? []
      : [`switched off in ${found.project ?? found.client} (${found.disabledBy})`],
  );
  const nowOn = counted.flatMap(({ found }) => found.offIn ?? []);
  return [
    ...wider,
    ...off,
    ...(nowOn.length === 0 ? [] : [`switched off in ${nowOn.join(", ")} alone: there it is on, too`]),
  ];
}
