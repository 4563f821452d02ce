import type { SearchedSource } from "./candidate.ts";

/** Names of well-known servers of a registry. */
export async function knownServers(source: SearchedSource): Promise<ReadonlySet<string>> {
  const { default: names } =
    source === "npm"
      ? await import("../registry/known-servers.json", { with: { type: "json" } })
      : await import("../registry/known-python-servers.json", { with: { type: "json" } });
  return new Set(names);
}
