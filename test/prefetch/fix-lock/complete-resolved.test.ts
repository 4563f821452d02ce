import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Arborist from "@npmcli/arborist";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { completeResolved, omitResolved } from "../../../src/prefetch/fix-lock/complete-resolved.ts";
import { conventionalTarballUrl } from "../../../src/prefetch/fix-lock/conventional-url.ts";
import { type FakeRegistry, startFakeRegistry } from "../../support/fake-registry.ts";

const REGISTRY = "https://registry.example/";
const integrity = `sha512-${Buffer.alloc(64, 1).toString("base64")}`;

describe("conventionalTarballUrl", () => {
  it.each([
    ["https://registry.example/", "tool", "1.0.0", "https://registry.example/tool/-/tool-1.0.0.tgz"],
    [
      "https://registry.example",
      "@scope/tool",
      "1.0.0-rc.1",
      "https://registry.example/@scope/tool/-/tool-1.0.0-rc.1.tgz",
    ],
    ["https://example.org/npm/", "tool", "1.0.0", "https://example.org/npm/tool/-/tool-1.0.0.tgz"],
  ])("%s %s %s", (registry, name, version, url) => {
    expect(conventionalTarballUrl(registry, name, version)).toBe(url);
  });

  it("asks for the registry of a scope", () => {
    const registry = (name: string) => (name.startsWith("@corp/") ? "https://corp.example/" : REGISTRY);
    expect(conventionalTarballUrl(registry, "@corp/tool", "1.0.0")).toBe(
      "https://corp.example/@corp/tool/-/tool-1.0.0.tgz",
    );
  });
});

/** Entries as npm writes them: version, resolved, integrity first. */
const name = fc.stringMatching(/^(@[a-z]{1,5}\/)?[a-z][a-z0-9.-]{0,8}$/);
const version = fc.stringMatching(/^[0-9]{1,2}\.[0-9]\.[0-9](-rc\.[0-9])?$/);
const rest = fc.record(
  {
    dev: fc.constant(true),
    license: fc.string(),
    dependencies: fc.dictionary(name, version, { maxKeys: 3 }),
    bin: fc.constant({ a: "x" }),
  },
  { requiredKeys: [] },
);
const entry = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("conventional" as const), name, version, rest }) },
  fc.record({
    kind: fc.constantFrom("elsewhere" as const, "git" as const, "link" as const, "bundled" as const),
    name,
    version,
    rest,
  }),
  fc.record({ kind: fc.constant("alias" as const), name, version, rest }),
);

function entryOf({
  kind,
  name,
  version,
  rest,
}: {
  kind: string;
  name: string;
  version: string;
  rest: object;
}): [string, object] {
  const place = `node_modules/${name}`;
  switch (kind) {
    case "elsewhere":
      return [place, { version, resolved: `https://files.example/${version}.tgz`, integrity, ...rest }];
    case "git":
      return [place, { version, resolved: "git+ssh://git@github.com/a/b.git#c", ...rest }];
    case "link":
      return [place, { resolved: `packages/${name}`, link: true }];
    case "bundled":
      return [place, { version, inBundle: true, ...rest }];
    case "alias":
      return [
        `${place}/node_modules/other`,
        { name, version, resolved: conventionalTarballUrl(REGISTRY, name, version), integrity, ...rest },
      ];
    default:
      return [
        place,
        { version, resolved: conventionalTarballUrl(REGISTRY, name, version), integrity, ...rest },
      ];
  }
}

const lockText = fc
  .record({
    entries: fc.array(entry, { maxLength: 8 }),
    lockfileVersion: fc.constantFrom(1, 2, 3),
    indent: fc.constantFrom<number | string>(2, 4, "\t", 0),
    crlf: fc.boolean(),
    end: fc.constantFrom("", "\n"),
  })
  .map(({ entries, lockfileVersion, indent, crlf, end }) => {
    const packages = Object.fromEntries([["", { name: "root" }], ...entries.map(entryOf)]);
    const dependencies = Object.fromEntries(
      entries.map(({ kind, name, version }) => {
        const resolved = conventionalTarballUrl(REGISTRY, name, version);
        const nested = {
          requires: {},
          dependencies: {
            inner: { version, resolved: conventionalTarballUrl(REGISTRY, "inner", version), integrity },
          },
        };
        if (kind === "bundled") return [name, { version, bundled: true }];
        if (kind === "git") return [name, { version: "git+ssh://git@github.com/a/b.git#c", from: "x" }];
        if (kind === "alias")
          return [`${name}-x`, { version: `npm:${name}@${version}`, resolved, integrity, ...nested }];
        return [name, { version, resolved, integrity, ...nested }];
      }),
    );
    const sections = { 1: { dependencies }, 2: { packages, dependencies }, 3: { packages } }[lockfileVersion];
    const text =
      JSON.stringify({ name: "root", lockfileVersion, requires: true, ...sections }, null, indent) + end;
    return crlf ? text.replaceAll("\n", "\r\n") : text;
  });

describe("omitResolved and completeResolved", () => {
  it("are each other's inverse on what npm writes, byte for byte", () => {
    fc.assert(
      fc.property(lockText, (lock) => {
        const omitted = omitResolved(lock, REGISTRY);
        expect(omitted).not.toContain(REGISTRY);
        expect(completeResolved(omitted, REGISTRY)).toBe(lock);
        expect(omitResolved(omitted, REGISTRY)).toBe(omitted);
        expect(completeResolved(lock, REGISTRY)).toBe(lock);
      }),
      { numRuns: 300 },
    );
  });

  it("remove nothing but resolved", () => {
    fc.assert(
      fc.property(lockText, (lock) => {
        const without = (text: string) =>
          JSON.stringify(JSON.parse(text), (key, value) =>
            key === "resolved" && String(value).startsWith(REGISTRY) ? undefined : value,
          );
        expect(without(omitResolved(lock, REGISTRY))).toBe(without(lock));
        expect(JSON.stringify(JSON.parse(omitResolved(lock, REGISTRY)))).toBe(without(lock));
      }),
    );
  });

  it("leave an address that is not the conventional one, and an entry without integrity", () => {
    const packages = {
      "node_modules/a": { version: "1.0.0", resolved: `${REGISTRY}a/-/a-1.0.1.tgz`, integrity },
      "node_modules/b": { version: "1.0.0", resolved: `${REGISTRY}b/-/b-1.0.0.tgz` },
      "node_modules/c": { version: "1.0.0" },
      "packages/d": { version: "1.0.0", integrity },
    };
    const lock = JSON.stringify({ lockfileVersion: 3, packages });
    expect(omitResolved(lock, REGISTRY)).toBe(lock);
    expect(completeResolved(lock, REGISTRY)).toBe(lock);
  });

  it("say where a file is not JSON", () => {
    expect(() => completeResolved('{\n  "packages": {,}\n}', REGISTRY)).toThrow(
      expect.objectContaining({ code: "E_LOCK_PARSE", where: "package-lock.json:2:16" }),
    );
    expect(() => omitResolved("[]", REGISTRY)).toThrow(expect.objectContaining({ code: "E_LOCK_PARSE" }));
  });
});

describe("on lockfiles of npm's own arborist", () => {
  let registry: FakeRegistry;
  let folder: string;

  beforeAll(async () => {
    registry = await startFakeRegistry({
      packages: {
        alpha: {
          versions: {
            "1.0.0": { manifest: { dependencies: { "@scope/beta": "^2.0.0", renamed: "npm:gamma@^3.0.0" } } },
          },
        },
        "@scope/beta": { versions: { "2.1.0": { manifest: { bin: "cli.js", engines: { node: ">=18" } } } } },
        gamma: {
          versions: {
            "3.0.0": {
              manifest: { dependencies: { bundled: "1.0.0" }, bundleDependencies: ["bundled"] },
              files: { "node_modules/bundled/package.json": '{"name":"bundled","version":"1.0.0"}' },
            },
          },
        },
      },
    });
    folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-arborist-"));
    await writeFile(
      join(folder, "package.json"),
      JSON.stringify({ name: "root", version: "1.0.0", dependencies: { alpha: "1.0.0" } }),
    );
  });

  afterAll(async () => {
    await registry.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function lockBy(options: {
    lockfileVersion: number;
    omitLockfileRegistryResolved: boolean;
  }): Promise<string> {
    const arborist = new Arborist({
      path: folder,
      registry: registry.url,
      cache: join(folder, "cache"),
      ...options,
    } as Arborist.Options);
    const tree = await arborist.buildIdealTree({});
    return String(tree.meta);
  }

  it.each([1, 2, 3])(
    "version %i: what npm omits is completed as npm would have written it",
    async (lockfileVersion) => {
      const full = await lockBy({ lockfileVersion, omitLockfileRegistryResolved: false });
      const omitted = await lockBy({ lockfileVersion, omitLockfileRegistryResolved: true });
      expect(full).toContain(registry.tarballPath("@scope/beta", "2.1.0"));
      expect(omitted).not.toContain(registry.url);
      expect(omitResolved(full, registry.url)).toBe(omitted);
      expect(completeResolved(omitted, registry.url)).toBe(full);
    },
  );
});
