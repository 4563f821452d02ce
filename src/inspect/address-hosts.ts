import type { CodePlace, HostFact } from "./facts.ts";
import { distinctPlaces } from "./merge-environment.ts";
import { isOrdinaryHost } from "./ordinary-hosts.ts";

/** A text that is an address and nothing else: one within a sentence is told to somebody, and not called. */
const ADDRESS =
  /^\s*(?:https?|wss?):\/\/(?:[^/\s@]*@)?([a-z\d](?:[a-z\d.-]*[a-z\d])?)(?=[/?#:]|\s*$)(?!.*\s\S)/is;

/**
 * The host of a text that is an address; null for another, and for a host that is only named.
 *
 * @param goesOn something computed comes after the text: of `https://api.` it is the host's rest, and what that is is not known
 */
export function hostOfAddress(text: string, { goesOn }: { readonly goesOn: boolean }): string | null {
  const found = ADDRESS.exec(text);
  if (found === null || (goesOn && found[0].length === text.length)) return null;
  const host = found[1]!.toLowerCase();
  return /\.[a-z]{2,}$/.test(host) && !isOrdinaryHost(host) ? host : null;
}

/** Hosts with the places that name them, by host. */
export function mergeHosts(
  named: readonly { readonly host: string; readonly place: CodePlace }[],
): HostFact[] {
  const hosts = new Map<string, CodePlace[]>();
  for (const { host, place } of named) hosts.set(host, [...(hosts.get(host) ?? []), place]);
  return [...hosts]
    .map(([host, places]) => ({ host, places: distinctPlaces(places) }))
    .sort((one, other) => (one.host < other.host ? -1 : 1));
}
