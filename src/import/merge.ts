import { isDeepStrictEqual } from "node:util";
import { packageOfSource } from "../config/names.ts";
import type { Candidate } from "./candidate.ts";
import type { FoundSecret } from "./sort-env.ts";

/** Entries that are one server, the first of them the one it is named after. */
export type Group = readonly [Candidate, ...Candidate[]];

/** Puts together what several clients have alike. */
export function mergeCandidates(candidates: readonly Candidate[]): Group[] {
  const groups: [Candidate, ...Candidate[]][] = [];
  for (const candidate of candidates) {
    const same = groups.find((group) => group.every((other) => isSame(other, candidate)));
    if (same === undefined) groups.push([candidate]);
    else same.push(candidate);
  }
  return groups;
}

/** `npm:NAME` of `npm:NAME@VERSION`. */
export function baseOfSource(source: string): string {
  return `${source.slice(0, source.indexOf(":"))}:${packageOfSource(source)}`;
}

/** The source that says most: a version that was pinned somewhere counts everywhere. */
export function sourceOfGroup(group: Group): string {
  return group.find(({ source }) => source !== baseOfSource(source))?.source ?? group[0].source;
}

function isSame(a: Candidate, b: Candidate): boolean {
  const pinned = [a, b].filter(({ source }) => source !== baseOfSource(source));
  return (
    baseOfSource(a.source) === baseOfSource(b.source) &&
    (pinned.length < 2 || a.source === b.source) &&
    (a.bin ?? "") === (b.bin ?? "") &&
    isDeepStrictEqual([a.args, a.lost], [b.args, b.lost]) &&
    isDeepStrictEqual(a.env, b.env) &&
    sameSecrets(a, b)
  );
}

/** What a client took from its surroundings may have been the value that another client has; its own entries are two. */
function sameSecrets(a: Candidate, b: Candidate): boolean {
  const names = Object.keys(a.secrets);
  if (names.length !== Object.keys(b.secrets).length) return false;
  const mayMeanOne = !isOfOneClient(a, b);
  return names.every((name) => {
    const [one, other] = [a.secrets[name]!, b.secrets[name]];
    if (other === undefined) return false;
    return isDeepStrictEqual(one, other) || (mayMeanOne && isOpen(one) !== isOpen(other));
  });
}

function isOpen(secret: FoundSecret): boolean {
  return secret.kind === "reference";
}

function isOfOneClient({ found: a }: Candidate, { found: b }: Candidate): boolean {
  const fileOf = (place: string) => place.replace(/:\d+$/, "");
  return a.client === b.client && (a.client !== null || fileOf(a.place) === fileOf(b.place));
}
