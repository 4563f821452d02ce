import pLimit from "p-limit";
import { z } from "zod";
import type { NpmRegistry } from "../sources/npm/npm-registry.ts";
import type { Packument } from "../sources/npm/packument.ts";
import type { Candidate } from "./candidate.ts";
import { knownServers } from "./known-servers.ts";
import { namesAbout, topicOf } from "./words.ts";

/** Well-known servers that are looked up at most. */
const MOST_KNOWN = 12;

const versionSchema = z.object({
  description: z.string().nullish().catch(null),
  keywords: z.array(z.string()).nullish().catch(null),
});

/**
 * What a registry without a search has by these words: of the well-known servers those whose names say them, and the few
 * names that a server of that topic would most likely have. Failures to find one are no errors.
 */
export async function npmByName(
  query: string,
  { packuments }: NpmRegistry,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal | undefined },
): Promise<Candidate[]> {
  const known = await knownServers("npm");
  const topic = topicOf(query);
  const names = new Set([
    ...namesAbout(topic, known).slice(0, Math.min(limit, MOST_KNOWN)),
    ...likelyNames(topic),
  ]);
  const atOnce = pLimit(6);
  const found = await Promise.all(
    [...names].map((name) =>
      atOnce(async () => {
        signal?.throwIfAborted();
        const packument = await packuments.get(name).catch(() => null);
        return packument === null ? null : candidateOf(packument, known.has(name));
      }),
    ),
  );
  signal?.throwIfAborted();
  return found.filter((one) => one !== null);
}

/** Six names at most. */
export function likelyNames(topic: readonly string[]): string[] {
  const stem = topic.join("-");
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(stem)) return [];
  return [
    `${stem}-mcp`,
    `${stem}-mcp-server`,
    `mcp-server-${stem}`,
    `mcp-${stem}`,
    `@${stem}/mcp`,
    `@modelcontextprotocol/server-${stem}`,
  ];
}

function candidateOf(packument: Packument, known: boolean): Candidate | null {
  const version = packument["dist-tags"].latest;
  const manifest = version === undefined ? undefined : packument.versions[version];
  const { data } = versionSchema.safeParse(manifest);
  if (version === undefined || data === undefined) return null;
  const time = packument.time?.[version];
  return {
    source: "npm",
    name: packument.name,
    version,
    description: data.description ?? "",
    keywords: data.keywords ?? [],
    published: typeof time === "string" ? time : null,
    downloads: null,
    known,
  };
}
