import type { FoundRemote } from "./call.ts";
import type { Candidate } from "./candidate.ts";
import type { FoundServer } from "./found.ts";
import { type FoundSecret, secretIn, sortEnv } from "./sort-env.ts";

/** Why a remote server cannot be taken in by `npm:mcp-remote`; undefined: it can. */
export function remoteObstacle(remote: Pick<FoundRemote, "url">): string | undefined {
  if (secretIn("", remote.url) !== null) return "its address holds a key, which no argument may";
  return hasOddPath(remote.url) ? "its address may hold a key: a part of its path is no word" : undefined;
}

/** Short keys stand in paths too, between words, numbers and versions. */
function hasOddPath(url: string): boolean {
  const [, path = ""] = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url) ?? [];
  const isWord = (part: string) =>
    /^(?:[a-z]+|[A-Z]+|[A-Za-z]?[a-z]+(?:[A-Z][a-z]+)*)?\d{0,4}$|^\d+$/.test(part);
  const isOdd = (part: string) => part.length >= 6 && !isWord(part);
  return path.split("/").some((segment) => segment.split(/[-_.@~+:,]|%[0-9A-F]{2}/i).some(isOdd));
}

/**
 * A remote server behind `npm:mcp-remote`, which speaks to it and replaces `${VAR}` in the headers it is given (its
 * README). What mcp-remote was told before stays. Look at `remoteObstacle` before.
 */
export function bridgedCandidate(
  found: FoundServer,
  remote: FoundRemote,
  through: readonly string[],
  home: string,
): Candidate {
  const env = sortEnv(remote.env, home);
  const headers = headerWords(remote.headers, env.secrets);
  const more = optionWords(remote);
  return {
    found,
    through,
    source: remote.bridge ?? "npm:mcp-remote",
    args: [
      remote.url,
      ...(remote.told?.port === undefined ? [] : [remote.told.port]),
      ...headers.words,
      ...more.words,
    ],
    lost: more.lost,
    env: env.env,
    secrets: headers.secrets,
    notes: ["a remote server: mcp-remote stands between it and the clients", ...env.notes, ...more.notes],
  };
}

function headerWords(headers: readonly string[], known: Readonly<Record<string, FoundSecret>>) {
  const secrets: Record<string, FoundSecret> = { ...known };
  const words: string[] = [];
  for (const header of headers) {
    const [, name = "", value = ""] = /^([^:]+?)\s*:\s*(.*)$/s.exec(header) ?? [];
    if (name === "") continue;
    const [scheme = ""] = /^(?:Bearer|Basic|Token)\s+/i.exec(value) ?? [];
    const secret =
      secretIn(name, value.slice(scheme.length)) ??
      (scheme === "" ? null : secretIn("TOKEN", value.slice(scheme.length)));
    if (secret === null) words.push("--header", header);
    else {
      const own =
        secret.kind === "reference" && Object.hasOwn(secrets, secret.name) ? secret.name : undefined;
      const variable = own ?? name.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
      secrets[variable] = own === undefined ? secret : secrets[own]!;
      words.push("--header", `${name}: ${scheme}\${${variable}}`);
    }
  }
  return { words, secrets };
}

function optionWords({ url, told }: FoundRemote) {
  const words: string[] = [];
  const lost: string[] = [];
  const notes: string[] = [];
  for (const { name, value } of told?.options ?? []) {
    if (value === undefined) words.push(name);
    else if (isSecretOption(name, value)) {
      lost.push(name, value);
      notes.push(`mcp-remote's ${name} holds a secret, and arguments are seen by everyone: it is left out`);
    } else words.push(name, value);
  }
  if (told !== undefined && told.unknown > 0)
    notes.push("mcp-remote was given an argument that is not known of it: it is left out");
  if (isUnencrypted(url)) {
    if (!words.includes("--allow-http")) words.push("--allow-http");
    notes.push("its address is http://: what is said to it can be read on the way");
  }
  return { words, lost, notes };
}

/** A client's registration may have its secret in it; `@FILE` names a file that has. */
function isSecretOption(name: string, value: string): boolean {
  if (name === "--static-oauth-client-info") return !value.startsWith("@");
  return secretIn(name.replace(/^-+/, ""), value) !== null;
}

/** Where mcp-remote wants to be told that it is meant so. */
function isUnencrypted(url: string): boolean {
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === "http:" && hostname !== "localhost" && hostname !== "127.0.0.1";
  } catch {
    return false;
  }
}
