import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { ContentCache } from "../../src/cache/content-cache.ts";
import type { LockedNpmServer } from "../../src/config/lock-npm-schema.ts";
import { completeResolved, omitResolved } from "../../src/prefetch/fix-lock/complete-resolved.ts";
import { conventionalTarballUrl } from "../../src/prefetch/fix-lock/conventional-url.ts";
import { hashOf, sri } from "../../src/prefetch/hash.ts";
import { lockedFiles } from "../../src/project/locked-files.ts";
import { quickComplete, quickOmit } from "../../src/project/quick-addresses.ts";

const registry = "https://registry.example/";
const integrity = `sha512-${Buffer.alloc(64, 1).toString("base64")}`;

const entry = (name: string, version: string, more: object = {}) => ({
  version,
  resolved: conventionalTarballUrl(registry, name, version),
  integrity,
  ...more,
});
const complete = print({
  name: "server",
  lockfileVersion: 3,
  requires: true,
  packages: {
    "": { name: "server", version: "1.0.0", dependencies: { plain: "^1.0.0" } },
    "node_modules/@scope/name": entry("@scope/name", "2.0.0-rc.1+build"),
    "node_modules/alias": { name: "real", ...entry("real", "1.0.0") },
    "node_modules/bundles/node_modules/inner": { version: "1.0.0", inBundle: true, license: "MIT" },
    "node_modules/elsewhere": { version: "1.0.0", resolved: "https://files.example/x.tgz", integrity },
    "node_modules/plain": entry("plain", "1.0.0", { dependencies: { "@scope/name": "*" } }),
    "node_modules/plain/node_modules/@scope/name": entry("@scope/name", "1.0.0"),
  },
});
const neutral = omitResolved(complete, registry);
const manifest = print({ name: "server", version: "1.0.0" });

function print(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const digest = (text: string) => sri(hashOf("sha256", Buffer.from(text)));
const locked = {
  lockfile: { digest: digest(complete), manifestDigest: digest(manifest) },
} as LockedNpmServer;

let folder: string;
let cache: ContentCache;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "locked-files-"));
  cache = new ContentCache(join(folder, "cache"));
  await writeFile(join(folder, "package.json"), manifest);
  return () => rm(folder, { recursive: true });
});

async function find(packageLock: string) {
  await writeFile(join(folder, "package-lock.json"), packageLock);
  const files = await lockedFiles(locked, { cache, folder, defaultRegistry: async () => registry });
  return files && { lockfile: Buffer.from(files.lockfile).toString(), neutral: files.neutral };
}

describe("the files of a lock entry", () => {
  it("are those committed, when their digests are right", async () => {
    expect(await find(complete)).toEqual({ lockfile: complete, neutral: undefined });
  });

  it("are completed when the addresses of the registry were left out", async () => {
    expect(neutral).not.toContain(registry);
    expect(await find(neutral)).toEqual({ lockfile: complete, neutral });
  });

  it("are completed when only some addresses were left out, and then not taken for neutral", async () => {
    const some = complete.replace(/ {6}"resolved": ".*plain-1\.0\.0\.tgz",\n/, "");
    expect(some).not.toBe(complete);
    expect(await find(some)).toEqual({ lockfile: complete, neutral: undefined });
  });

  it("are completed in another way of writing, too", async () => {
    const written = (text: string) => text.replaceAll("\n", "\r\n");
    const other = { lockfile: { ...locked.lockfile, digest: digest(written(complete)) } } as LockedNpmServer;
    await writeFile(join(folder, "package-lock.json"), written(neutral));
    const files = await lockedFiles(other, { cache, folder, defaultRegistry: async () => registry });
    expect(Buffer.from(files!.lockfile).toString()).toBe(written(complete));
  });

  it("are taken from the cache when what was committed is something else", async () => {
    expect(await find(neutral.replace("2.0.0-rc.1", "2.0.0-rc.2"))).toBeNull();
    expect(await find("{ broken")).toBeNull();
    await cache.putBytes(Buffer.from(complete));
    expect(await find("{ broken")).toEqual({ lockfile: complete, neutral: undefined });
  });
});

describe("the quick ways", () => {
  it("know every kind of entry that npm writes", () => {
    expect(quickComplete(neutral, registry)).toBe(completeResolved(neutral, registry));
    expect(quickComplete(complete, registry)).toBe(complete);
    expect(quickOmit(complete, registry), "there is a bundle").toBeNull();
    const unbundled = complete.replace('"inBundle": true,', '"dev": true,');
    expect(quickOmit(unbundled, registry)).toBe(omitResolved(unbundled, registry));
  });

  it("omit what omitResolved omits, or nothing", () => {
    const name = fc.constantFrom("a", "@s/b", "c");
    const entryOf = fc
      .record({
        name,
        version: fc.constantFrom("1.0.0", "2.0.0"),
        resolved: fc.option(
          fc.tuple(name, fc.constantFrom("1.0.0", "2.0.0")).map(([it, version]) => {
            return conventionalTarballUrl(registry, it, version);
          }),
        ),
        integrity: fc.option(fc.constant(integrity)),
        more: fc.constantFrom({}, { license: "MIT" }, { inBundle: true }, { link: true }),
      })
      .map(({ name, version, resolved, integrity, more }) => {
        const stated = { ...(resolved ? { resolved } : {}), ...(integrity ? { integrity } : {}) };
        return [`node_modules/${name}`, { version, ...stated, ...more }] as const;
      });
    let sure = 0;
    fc.assert(
      fc.property(fc.array(entryOf, { maxLength: 3 }), (entries) => {
        const lock = print({ lockfileVersion: 3, packages: Object.fromEntries(entries) });
        const quick = quickOmit(lock, registry);
        if (quick === null) return;
        sure += 1;
        expect(quick).toBe(omitResolved(lock, registry));
      }),
      { numRuns: 500 },
    );
    expect(sure).toBeGreaterThan(50);
  });
});
