import type { FoundPackage, FoundRemote } from "./call.ts";
import type { FoundServer } from "./found.ts";
import type { Recognised } from "./recognise.ts";
import { sortArgs } from "./sort-args.ts";
import { type FoundSecret, secretIn, sortEnv } from "./sort-env.ts";

/** A found server that servers.yaml can hold, its secrets set apart. */
export interface Candidate {
  readonly found: FoundServer;
  readonly through: readonly string[];
  readonly source: string;
  readonly bin?: string | undefined;
  readonly python?: string | undefined;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, FoundSecret>>;
  readonly notes: readonly string[];
  /** Arguments that are left out: for comparing, never to be shown. */
  readonly lost: readonly string[];
}

/** @param home absolute; stands for `${HOME}` and the like, which nobody replaces later */
export function candidateOf(
  found: FoundServer,
  { what, through }: Recognised & { readonly what: FoundPackage },
  home: string,
): Candidate {
  const env = sortEnv(what.env, home);
  const args = sortArgs(what.source, what.args, home);
  const commands = Object.entries(found.commands ?? {}).map(([variable, argv]) => [
    variable,
    { kind: "command", argv } satisfies FoundSecret,
  ]);
  const start = found.start.transport === "stdio" ? found.start : undefined;
  return {
    found,
    through,
    source: what.source,
    bin: what.bin,
    python: what.python,
    args: args.args,
    lost: args.lost,
    env: env.env,
    secrets: { ...args.secrets, ...env.secrets, ...Object.fromEntries(commands) },
    notes: [
      ...what.notes,
      ...env.notes,
      ...args.notes,
      ...(start?.envFile === undefined
        ? []
        : ["what its envFile sets is not taken along: add it to 'env' or 'secrets'"]),
      ...(start?.cwd === undefined
        ? []
        : ["its working folder is not taken along: it starts where its client does"]),
    ],
  };
}

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
 * README). Look at `remoteObstacle` before.
 */
export function bridgedCandidate(
  found: FoundServer,
  remote: FoundRemote,
  through: readonly string[],
  home: string,
): Candidate {
  const env = sortEnv(remote.env, home);
  const secrets: Record<string, FoundSecret> = { ...env.secrets };
  const args = [remote.url];
  for (const header of remote.headers) {
    const [, name = "", value = ""] = /^([^:]+?)\s*:\s*(.*)$/s.exec(header) ?? [];
    if (name === "") continue;
    const [scheme = ""] = /^(?:Bearer|Basic|Token)\s+/i.exec(value) ?? [];
    const secret =
      secretIn(name, value.slice(scheme.length)) ??
      (scheme === "" ? null : secretIn("TOKEN", value.slice(scheme.length)));
    if (secret === null) args.push("--header", header);
    else {
      const own =
        secret.kind === "reference" && Object.hasOwn(secrets, secret.name) ? secret.name : undefined;
      const variable = own ?? name.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
      secrets[variable] = own === undefined ? secret : secrets[own]!;
      args.push("--header", `${name}: ${scheme}\${${variable}}`);
    }
  }
  return {
    found,
    through,
    source: "npm:mcp-remote",
    args,
    lost: [],
    env: env.env,
    secrets,
    notes: ["a remote server: mcp-remote stands between it and the clients", ...env.notes],
  };
}
