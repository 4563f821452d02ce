import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Ecosystem } from "../../src/audit/advisory.ts";
import { type Answer, askers } from "../../src/audit/asker.ts";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { loadNpmConfig } from "../../src/registry/npm-config.ts";
import { loadPypiConfig } from "../../src/registry/pypi-config.ts";
import { NpmRegistry } from "../../src/sources/npm/npm-registry.ts";
import { PypiIndexClient } from "../../src/sources/pypi/index-client.ts";

// LIVE: asks the configured registry and index about one old version each. Mirrors without advisories have to be known as such.

async function ask(ecosystem: Ecosystem, name: string, version: string): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), "audit-live-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const cache = new ContentCache(folder);
  const load = await askers[ecosystem].load();
  return load([{ ecosystem, name, version }], {
    env: process.env,
    fetchers: {
      cache: async () => cache,
      npm: async () => new NpmRegistry(await loadNpmConfig(folder), cache),
      pypi: async () => new PypiIndexClient(await loadPypiConfig(folder), cache),
    },
  });
}

it.each([
  ["npm", "minimist", "1.2.5", "GHSA-xvch-5gv4-984h"],
  ["pypi", "h11", "0.14.0", "GHSA-vqfr-h8mv-ghfj"],
] as const)("%s knows of %s %s, or tells no advisories at all", async (ecosystem, name, version, id) => {
  const { hits, errors, unanswered } = await ask(ecosystem, name, version);
  if (errors.length > 0) {
    expect(errors).toMatchObject([{ code: "E_NO_ADVISORIES" }]);
    expect(unanswered).toHaveLength(1);
  } else {
    const ids = hits.flatMap(({ advisory }) => [advisory.id, ...advisory.aliases]);
    expect(ids).toContain(id);
  }
});
