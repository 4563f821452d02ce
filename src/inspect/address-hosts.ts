import type { CodePlace, HostFact } from "./facts.ts";
import { distinctPlaces } from "./merge-environment.ts";

/** A text that is an address from its beginning on: one within a sentence is told to somebody, and not called. */
const ADDRESS = /^(?:https?|wss?):\/\/(?:[^/\s@]*@)?([a-z\d](?:[a-z\d.-]*[a-z\d])?)(?::\d+)?(?=[/?#]|$)/i;

/** Hosts that code names without calling them: this machine's, examples, schemas, licences, documentation, repositories. */
const ORDINARY: readonly RegExp[] = [
  /^(?:localhost|host\.docker\.internal)$|(?:^|\.)(?:test|invalid|local|localhost|example)$/,
  /(?:^|[.-])example\.(?:com|org|net|edu)$|^(?:your|my|foo|bar)[.-]|(?:^|\.)(?:your|my|some)-?\w*\.(?:com|org|net)$/,
  /(?:^|\.)(?:json-schema\.org|schema\.org|w3\.org|ietf\.org|rfc-editor\.org|purl\.org|iana\.org|xmlsoap\.org|openxmlformats\.org)$/,
  /(?:^|\.)(?:opensource\.org|apache\.org|gnu\.org|creativecommons\.org|spdx\.org|python\.org|readthedocs\.io|wikipedia\.org|stackoverflow\.com|modelcontextprotocol\.io|pydantic\.dev|gofastmcp\.com|golang\.org|go\.dev)$/,
  /^(?:docs?|help|support|blog|learn|wiki|www\.docs)\./,
  /^(?:www\.)?(?:github|gitlab)\.com$|(?:^|\.)github\.io$/,
];

/** The host of a text that is an address; null for another, and for a host that is only named. */
export function hostOfAddress(text: string): string | null {
  const host = ADDRESS.exec(text)?.[1]?.toLowerCase();
  if (host === undefined || !/\.[a-z]{2,}$/.test(host)) return null;
  return ORDINARY.some((pattern) => pattern.test(host)) ? null : host;
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
