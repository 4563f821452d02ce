import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadServersText } from "../../src/config/load.ts";
import type { LockedServer } from "../../src/config/lock-schema.ts";
import type { Fetchers } from "../../src/project/locker.ts";
import { prefetchProject } from "../../src/project/prefetch.ts";
import { type FakeRegistry, startFakeRegistry } from "../support/fake-registry.ts";
import { makeNpmHome, type NpmHome } from "../support/npm-home.ts";

let fake: FakeRegistry;
let home: NpmHome;

beforeAll(async () => {
  fake = await startFakeRegistry({ keys: false });
  home = await makeNpmHome(fake.url);
});
afterAll(async () => {
  await fake.close();
  await home.remove();
});

async function prefetch(yaml: string, locks: ReadonlyMap<string, LockedServer>, refresh = false) {
  const file = join(home.folder, "servers.yaml");
  await writeFile(file, yaml);
  const registry = await home.registry();
  const fetchers = {
    cache: async () => registry.cache,
    npm: async () => registry,
  } as Partial<Fetchers> as Fetchers;
  return prefetchProject(loadServersText(file, yaml), locks, fetchers, {
    refresh,
    defaultRegistry: async () => registry.config.defaultRegistry,
  });
}

test("a locked version whose tarball was replaced is refused, until someone asks for it", async () => {
  const manifest = { bin: "cli.js" };
  fake.publish("turncoat", "1.0.0", { manifest, files: { "cli.js": "good" } });
  const first = await prefetch("servers:\n  turncoat:\n    source: npm:turncoat\n", new Map());
  expect(first.made).toEqual(["turncoat"]);
  fake.publish("turncoat", "1.0.0", { manifest, files: { "cli.js": "evil" } });
  // Another field asks for the same version again.
  const changed = "servers:\n  turncoat:\n    source: npm:turncoat\n    strategy: import-npm-lock\n";
  const second = await prefetch(changed, first.locks);
  expect(second.errors.map(({ code, where }) => [code, where])).toEqual([["E_INTEGRITY", "turncoat"]]);
  expect(second.locks.get("turncoat")).toEqual(first.locks.get("turncoat"));
  const third = await prefetch(changed, first.locks, true);
  expect(third.locks.get("turncoat")?.src.hash).toBe(fake.integrity("turncoat", "1.0.0"));
});
