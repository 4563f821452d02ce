import MiniSearch from "minisearch";
import { z } from "zod";
import { similarNames } from "../config/similar-names.ts";
import type { NpmConfig } from "./npm-config.ts";

const searchAnswer = z.object({
  objects: z.array(z.object({ package: z.object({ name: z.string() }) })),
});

/**
 * Package names like one that does not exist, nearest first: from a list of well-known MCP servers
 * and from the registry's own search. Looking is a courtesy of an error message, so a registry
 * without search gives fewer names, not another error.
 */
export async function similarPackages(name: string, config: NpmConfig, limit = 5): Promise<string[]> {
  const [known, found] = await Promise.all([knownServers(name), searchRegistry(name, config)]);
  return similarNames(name, new Set([...known, ...found]), limit);
}

async function searchRegistry(name: string, config: NpmConfig): Promise<string[]> {
  const { default: fetch } = await import("npm-registry-fetch");
  const url = new URL("-/v1/search", config.registry);
  url.searchParams.set("text", name.replace(/[@/_-]+/g, " ").trim());
  url.searchParams.set("size", "50");
  try {
    const answer = searchAnswer.parse(
      await fetch.json(url.href, { ...config.flat, retry: { retries: 0 }, timeout: 10_000 }),
    );
    return answer.objects.map((object) => object.package.name);
  } catch {
    return [];
  }
}

async function knownServers(name: string): Promise<string[]> {
  const { default: names } = await import("./known-servers.json", { with: { type: "json" } });
  const index = new MiniSearch<{ id: string }>({
    fields: ["id"],
    tokenize: (text) => text.split(/[^A-Za-z0-9]+/).filter((word) => word !== ""),
  });
  index.addAll(names.map((id) => ({ id })));
  return index
    .search(name, { fuzzy: 0.3, prefix: true })
    .slice(0, 40)
    .map((result) => String(result.id));
}
