import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { loadPypiConfig } from "../../src/registry/pypi-config.ts";
import { PypiIndexClient } from "../../src/sources/pypi/index-client.ts";
import { type FakeFile, type FakeIndex, startFakeIndex } from "./fake-index.ts";

export interface TestIndex {
  readonly index: FakeIndex;
  readonly client: PypiIndexClient;
  readonly cache: ContentCache;
  /** Another client of the same index and cache, which has asked nothing yet. */
  again(): Promise<PypiIndexClient>;
}

/** A fake index and a client of it, for one test. The index counts as the tools' own default. */
export async function testIndex(
  projects: Readonly<Record<string, readonly FakeFile[]>> = {},
  patience = { retries: 0, backoffMs: 1, timeoutMs: 2000 },
): Promise<TestIndex> {
  const index = await startFakeIndex(projects);
  const folder = await mkdtemp(join(tmpdir(), "pypi-"));
  onTestFinished(async () => {
    await index.close();
    await rm(folder, { recursive: true, force: true });
  });
  const cache = new ContentCache(join(folder, "cache"));
  const again = async () => {
    const env = { HOME: folder, PIP_CONFIG_FILE: "/dev/null" };
    const config = await loadPypiConfig(folder, { env, builtIn: async () => index.url });
    return new PypiIndexClient(config, cache, { patience });
  };
  return { index, client: await again(), cache, again };
}

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expectedFailure(),
    (error) => error,
  );
}

function expectedFailure(): never {
  throw new Error("it should have failed");
}
