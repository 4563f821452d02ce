import { isDeepStrictEqual } from "node:util";
import type { ReadCommand } from "../clients/read-entry.ts";
import type { ClientId } from "../config/clients.ts";
import type { Keepassxc } from "../config/secret-schema.ts";
import type { ServerEntry, ServerSpec } from "../config/servers-schema.ts";
import type { StoreProvider } from "../secrets/proposed-secret.ts";
import { knownArguments } from "../sources/known-arguments.ts";
import { parseSource } from "../sources/source.ts";
import { bridgedCandidate, remoteObstacle } from "./bridged.ts";
import { type ByHand, entriesByHand } from "./by-hand.ts";
import type { FoundPackage, World } from "./call.ts";
import { type Candidate, candidateOf } from "./candidate.ts";
import type { FoundServer, ReadFile } from "./found.ts";
import { baseOfSource, type Group, mergeCandidates, sourceOfGroup } from "./merge.ts";
import { serverNameFor } from "./names.ts";
import { type NeededSecret, neededSecrets } from "./needed-secrets.ts";
import { type Recognised, recognise } from "./recognise.ts";
import { clientIn, scopeNotes } from "./scope-notes.ts";
import { secretNames, withoutSecretNames } from "./secret-server-names.ts";
import { secretTexts } from "./secret-texts.ts";

export interface ImportOptions {
  readonly world: World;
  readonly provider: StoreProvider;
  /** Where in the provider; undefined: beside the secrets that are there, else the provider's usual place. */
  readonly where?: string | undefined;
  /** Servers that servers.yaml has. */
  readonly existing: ReadonlyMap<string, ServerSpec>;
  readonly keepassxc: Keepassxc;
  /** Take remote servers in as well, through npm:mcp-remote. */
  readonly bridgeRemotes: boolean;
  /** Whether it is root who is told how to store values. */
  readonly root: boolean;
  /** Clients that servers.yaml enables. */
  readonly enabled: readonly ClientId[];
}

export interface PlannedServer {
  readonly spec: ServerSpec;
  readonly from: readonly Candidate[];
  readonly secrets: readonly NeededSecret[];
  readonly notes: readonly string[];
  /** Why it is imported with `enable: false` though some client has it on. */
  readonly broken?: string | undefined;
  /** Entries that are to be deleted by hand once it is deployed. */
  readonly byHand: readonly ByHand[];
}

/** An entry that is not imported. Neither reason nor hint holds anything of its arguments or values. */
export interface LeftOut {
  readonly client: ClientId | null;
  readonly place: string;
  readonly name: string;
  /** What it is: `remote: mcp.linear.app`, `docker`. */
  readonly recognised: string;
  readonly reason: string;
  readonly hint?: string | undefined;
}

export interface ImportPlan {
  readonly servers: readonly PlannedServer[];
  readonly left: readonly LeftOut[];
  /** What servers.yaml has already, by the name it has there. */
  readonly there: readonly {
    readonly name: string;
    readonly from: readonly Candidate[];
    readonly byHand: readonly ByHand[];
  }[];
  /** Ours, from a deploy. */
  readonly ours: readonly FoundServer[];
  /** Every value that was found and is not to be seen: for masking. */
  readonly values: readonly string[];
  /** All clients that have a server of the import, sorted. */
  readonly clients: readonly ClientId[];
}

/** What an import makes of what was found. Pure but for `options.world`; nothing is looked up. */
export function planImport(files: readonly ReadFile[], options: ImportOptions): ImportPlan {
  const read = files.map(withoutSecretNames);
  const left: LeftOut[] = read.flatMap(({ unread }) => unread.map((entry) => ({ ...entry, recognised: "" })));
  const ours: FoundServer[] = [];
  const candidates: Candidate[] = [];
  for (const found of read.flatMap((file) => file.found)) {
    const outcome = candidateFor(found, options);
    if (outcome === "ours") ours.push(found);
    else if ("reason" in outcome) left.push(outcome);
    else candidates.push(outcome);
  }
  const groups = mergeCandidates(candidates);
  const there = groups.flatMap((group) => {
    const name = nameThere(group, options.existing);
    return name === undefined ? [] : [{ name, from: group, group }];
  });
  const fresh = groups.filter((group) => !there.some((one) => one.group === group));
  const universe = [...new Set([...candidates.flatMap(clientIn), ...options.enabled])].sort();
  const servers = planned(fresh, universe, options);
  return {
    servers,
    left,
    ours,
    there: there.map(({ name, from }) => ({
      name,
      from,
      byHand: entriesByHand(options.existing.get(name)!, from),
    })),
    values: [...files.flatMap(secretNames), ...read.flatMap(({ found }) => found.flatMap(secretTexts))],
    clients: [...new Set(fresh.flat().flatMap(clientIn))].sort(),
  };
}

function candidateFor(found: FoundServer, options: ImportOptions): Candidate | LeftOut | "ours" {
  const { start } = found;
  const { home } = options.world;
  const about = { client: found.client, place: found.place, name: found.name };
  const recognised: Recognised =
    start.transport === "stdio"
      ? found.source === undefined
        ? recognise(start, options.world)
        : { what: knownPackage(found.source, start), through: [] }
      : {
          what: {
            kind: "remote",
            url: start.url,
            transport: start.transport,
            headers: Object.entries(start.headers).map(([name, value]) => `${name}: ${value}`),
            env: {},
          },
          through: [],
        };
  const { what, through } = recognised;
  if (what.kind === "ours") return "ours";
  if (what.kind === "package") return candidateOf(found, { ...recognised, what }, home);
  if (what.kind === "left")
    return { ...about, recognised: through.join(", "), reason: what.reason, hint: what.hint };
  const obstacle = remoteObstacle(what);
  const place = `${what.transport === "sse" ? "SSE" : "HTTP"} at ${hostOf(what.url)}`;
  if (options.bridgeRemotes && obstacle === undefined) return bridgedCandidate(found, what, [place], home);
  return {
    ...about,
    recognised: through.length === 0 ? place : `${place}, through ${through.join(", ")}`,
    reason:
      obstacle !== undefined && options.bridgeRemotes
        ? obstacle
        : "a remote server: there is no package to build",
    hint:
      obstacle === undefined
        ? "It stays as it is in its client; --bridge-remotes takes it in, through npm:mcp-remote."
        : "It stays as it is in its client.",
  };
}

/** What a module of Nix is known to run; it adds to the arguments what the server cannot do without. */
function knownPackage(source: string, { args, env }: ReadCommand): FoundPackage {
  const needed = args.length === 0 ? (knownArguments(parseSource(source)) ?? []) : args;
  return { kind: "package", source, args: needed, env, notes: [] };
}

/** The one part of an address that holds no key. */
function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "an address";
  }
}

/** The server of servers.yaml that a group is already: of one package, and of one name or started alike. */
function nameThere(group: Group, existing: ReadonlyMap<string, ServerSpec>): string | undefined {
  const [first] = group;
  const base = baseOfSource(first.source);
  const names = group.map(({ found }) => serverNameFor(found.name, first.source, new Set()).toLowerCase());
  for (const [name, server] of existing) {
    if (baseOfSource(server.source) !== base) continue;
    const alike =
      isDeepStrictEqual(server.args ?? [], first.args) && isDeepStrictEqual(server.env ?? {}, first.env);
    if (alike || names.includes(name.toLowerCase())) return name;
  }
  return undefined;
}

function planned(
  groups: readonly Group[],
  universe: readonly ClientId[],
  options: ImportOptions,
): PlannedServer[] {
  const taken = new Set(options.existing.keys());
  const servers: PlannedServer[] = [];
  for (const group of groups) {
    const named = group.find(({ found }) => found.name !== "") ?? group[0];
    const wanted = serverNameFor(named.found.name, group[0].source, new Set());
    const name = serverNameFor(named.found.name, group[0].source, taken);
    taken.add(name);
    const isBridge = baseOfSource(group[0].source) === "npm:mcp-remote";
    const twin = isBridge
      ? undefined
      : servers.find(({ spec }) => baseOfSource(spec.source) === baseOfSource(group[0].source));
    servers.push(
      plannedServer(name, group, universe, options, [
        ...(name === wanted ? [] : [`called ${name}, since there is another ${wanted}`]),
        ...(twin === undefined ? [] : [`the same package as ${twin.spec.name}, started in another way`]),
      ]),
    );
  }
  return servers;
}

function plannedServer(
  name: string,
  group: Group,
  universe: readonly ClientId[],
  options: ImportOptions,
  notes: readonly string[],
): PlannedServer {
  const on = group.filter(({ found }) => !found.disabled);
  const counted = on.length === 0 ? group : on;
  const clients = [...new Set(counted.flatMap(clientIn))].sort();
  const everywhere = counted.some(({ found }) => found.client === null) || clients.length === universe.length;
  const timeout = Math.max(0, ...group.map(({ found }) => found.timeoutMs ?? 0));
  const secrets = neededSecrets(name, group, options);
  const [first] = group;
  const bin = group.find((one) => one.bin !== undefined)?.bin;
  const python = group.find((one) => one.python !== undefined)?.python;
  const entry: ServerEntry = {
    source: sourceOfGroup(group),
    ...(on.length === 0 || first.broken !== undefined ? { enable: false } : {}),
    ...(bin === undefined ? {} : { bin }),
    ...(python === undefined ? {} : { python }),
    ...(first.args.length === 0 ? {} : { args: [...first.args] }),
    ...(Object.keys(first.env).length === 0 ? {} : { env: { ...first.env } }),
    ...(secrets.length === 0
      ? {}
      : { secrets: Object.fromEntries(secrets.map(({ variable, secret }) => [variable, secret])) }),
    ...(timeout === 0 ? {} : { timeout: Math.min(2_147_483, Math.max(1, Math.ceil(timeout / 1000))) }),
    ...(everywhere || clients.length === 0 ? {} : { clients }),
  };
  const off = group
    .filter(({ found }) => on.length > 0 && found.disabled)
    .flatMap(clientIn)
    .filter((id) => !clients.includes(id));
  const spec = { name, ...entry };
  return {
    spec,
    from: group,
    secrets,
    broken: on.length === 0 ? undefined : first.broken,
    byHand: entriesByHand(spec, group),
    notes: [
      ...new Set([
        ...notes,
        ...group.flatMap((one) => one.notes),
        ...(first.broken === undefined
          ? []
          : [`${first.broken}: it is switched off; mend its 'args', then take 'enable: false' out`]),
        ...scopeNotes(group, counted),
        ...(off.length === 0 || everywhere
          ? []
          : [`switched off in ${off.join(", ")}: it is not for ${off.length === 1 ? "that one" : "those"}`]),
      ]),
    ],
  };
}
