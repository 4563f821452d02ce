import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FixLockOptions, fixLock } from "../../../src/prefetch/fix-lock/fix-lock.ts";

const REGISTRY = "https://registry.example/";
const sha512 = (fill: number) => `sha512-${Buffer.alloc(64, fill).toString("base64")}`;
const shasum = "0a".repeat(20);
const sha1 = `sha1-${Buffer.from(shasum, "hex").toString("base64")}`;

const documents: Record<string, unknown> = {
  alpha: {
    versions: {
      "1.0.0": {
        dist: { tarball: "http://mirror.example/alpha/-/alpha-1.0.0.tgz", integrity: sha512(1), shasum },
      },
    },
  },
  "@scope/beta": {
    versions: { "2.0.0": { dist: { tarball: "https://files.example/odd.tgz", integrity: sha512(2) } } },
  },
  old: {
    versions: { "0.1.0": { dist: { tarball: `${REGISTRY}old/-/old-0.1.0.tgz`, shasum } }, broken: null },
  },
  odd: "no document",
  bogus: { versions: { "1.0.0": { dist: { tarball: "bogus", integrity: sha512(3) } } } },
  percent: {
    versions: { "1.0.0": { dist: { tarball: "https://files.example/%zz", integrity: sha512(4) } } },
  },
};

function options(asked: string[] = []): FixLockOptions {
  return {
    registry: REGISTRY,
    fetchPackument: async (name) => {
      asked.push(name);
      if (!(name in documents)) throw new Error("no such package");
      return documents[name];
    },
  };
}

const lock3 = (packages: object) =>
  `${JSON.stringify({ name: "x", lockfileVersion: 3, packages }, null, 2)}\n`;

async function fixed(packages: object): Promise<Record<string, object>> {
  return JSON.parse((await fixLock(lock3(packages), options())).text).packages;
}

describe("fixLock", () => {
  it("completes what is missing, in npm's order of keys", async () => {
    const lock = lock3({
      "": { name: "x" },
      "node_modules/alpha": { version: "1.0.0", license: "MIT" },
      "node_modules/a/node_modules/alpha": {
        version: "1.0.0",
        resolved: `${REGISTRY}alpha/-/alpha-1.0.0.tgz`,
        dev: true,
      },
      "node_modules/b/node_modules/alpha": { version: "1.0.0", integrity: sha512(1), dev: true },
    });
    const { text, changed, problems } = await fixLock(lock, options());
    const complete = {
      version: "1.0.0",
      resolved: `${REGISTRY}alpha/-/alpha-1.0.0.tgz`,
      integrity: sha512(1),
    };
    expect(text).toBe(
      lock3({
        "": { name: "x" },
        "node_modules/alpha": { ...complete, license: "MIT" },
        "node_modules/a/node_modules/alpha": { ...complete, dev: true },
        "node_modules/b/node_modules/alpha": { ...complete, dev: true },
      }),
    );
    expect(changed).toEqual([
      { path: "node_modules/alpha", added: ["resolved", "integrity"] },
      { path: "node_modules/a/node_modules/alpha", added: ["integrity"] },
      { path: "node_modules/b/node_modules/alpha", added: ["resolved"] },
    ]);
    expect(problems).toEqual([]);
  });

  it("leaves a complete lockfile as it is, and asks nobody", async () => {
    const asked: string[] = [];
    const lock = lock3({
      "": { name: "x" },
      "packages/w": { version: "1.0.0" },
      "node_modules/w": { resolved: "packages/w", link: true },
      "node_modules/bundled": { version: "1.0.0", inBundle: true },
      "node_modules/git": { version: "1.0.0", resolved: "git+ssh://git@github.com/a/b.git#c" },
      "node_modules/file": { version: "1.0.0", resolved: "file:x.tgz" },
      "node_modules/alpha": {
        version: "1.0.0",
        resolved: "https://anywhere.example/a.tgz",
        integrity: sha512(9),
      },
    });
    expect(await fixLock(lock, options(asked))).toEqual({ text: lock, changed: [], problems: [] });
    expect(asked).toEqual([]);
  });

  it("asks once for each package, by its real name", async () => {
    const asked: string[] = [];
    await fixLock(
      lock3({
        "node_modules/renamed": { name: "alpha", version: "1.0.0" },
        "node_modules/x/node_modules/alpha": { version: "1.0.0" },
        "node_modules/@scope/beta": { version: "2.0.0" },
      }),
      options(asked),
    );
    expect(asked.sort()).toEqual(["@scope/beta", "alpha"]);
  });

  it("writes the registry's address for a mirror's, and an unusual one as it is", async () => {
    const packages = await fixed({
      "node_modules/alpha": { version: "1.0.0" },
      "node_modules/@scope/beta": { version: "2.0.0" },
    });
    expect(packages["node_modules/alpha"]).toMatchObject({ resolved: `${REGISTRY}alpha/-/alpha-1.0.0.tgz` });
    expect(packages["node_modules/@scope/beta"]).toMatchObject({ resolved: "https://files.example/odd.tgz" });
  });

  it("makes an address where the registry states none that is one", async () => {
    const packages = await fixed({
      "node_modules/bogus": { version: "1.0.0" },
      "node_modules/percent": { version: "1.0.0" },
    });
    expect(packages["node_modules/bogus"]).toMatchObject({ resolved: `${REGISTRY}bogus/-/bogus-1.0.0.tgz` });
    expect(packages["node_modules/percent"]).toMatchObject({ resolved: "https://files.example/%zz" });
  });

  it("keeps a byte order mark", async () => {
    const lock = lock3({ "node_modules/alpha": { version: "1.0.0" } });
    const plain = await fixLock(lock, options());
    expect(await fixLock(`\uFEFF${lock}`, options())).toEqual({ ...plain, text: `\uFEFF${plain.text}` });
  });

  it("takes the sha1 where the registry has nothing better", async () => {
    expect(await fixed({ "node_modules/old": { version: "0.1.0" } })).toEqual({
      "node_modules/old": { version: "0.1.0", resolved: `${REGISTRY}old/-/old-0.1.0.tgz`, integrity: sha1 },
    });
  });

  it("repairs version 1, nested and aliased, and both halves of version 2", async () => {
    const dependencies = {
      alpha: {
        version: "1.0.0",
        requires: {},
        dependencies: { renamed: { version: "npm:old@0.1.0" }, bundled: { version: "1.0.0", bundled: true } },
      },
      git: { version: "git+ssh://git@github.com/a/b.git#c", from: "x" },
    };
    const v2 = JSON.stringify(
      { lockfileVersion: 2, packages: { "node_modules/alpha": { version: "1.0.0" } }, dependencies },
      null,
      "\t",
    );
    const { text, changed } = await fixLock(v2, options());
    expect(changed.map(({ path }) => path)).toEqual([
      "node_modules/alpha",
      "dependencies/alpha",
      "dependencies/alpha/dependencies/renamed",
    ]);
    expect(JSON.parse(text).dependencies).toEqual({
      alpha: {
        ...dependencies.alpha,
        resolved: `${REGISTRY}alpha/-/alpha-1.0.0.tgz`,
        integrity: sha512(1),
        dependencies: {
          ...dependencies.alpha.dependencies,
          renamed: { version: "npm:old@0.1.0", resolved: `${REGISTRY}old/-/old-0.1.0.tgz`, integrity: sha1 },
        },
      },
      git: dependencies.git,
    });
    expect(text).toBe(JSON.stringify(JSON.parse(text), null, "\t"));
  });

  it.each([
    ["an unknown package", { version: "1.0.0" }, "unknown", "no such package"],
    ["an unknown version", { version: "1.0.1" }, "alpha", "no version 1.0.1 of alpha"],
    ["a broken version", { version: "broken" }, "old", "no version broken of old"],
    ["a broken document", { version: "1.0.0" }, "odd", "not one of npm's"],
    ["another integrity", { version: "1.0.0", integrity: sha512(7) }, "alpha", "contradicts the registry"],
    [
      "another sha1",
      { version: "1.0.0", integrity: `sha1-${Buffer.alloc(20).toString("base64")}` },
      "alpha",
      "contradicts",
    ],
    [
      "a plain URL",
      { version: "1.0.0", resolved: "https://files.example/a.tgz" },
      "alpha",
      "https://files.example/a.tgz",
    ],
    [
      "a URL whose percent sign encodes nothing",
      { version: "1.0.0", resolved: "https://files.example/%zz" },
      "alpha",
      "https://files.example/%zz",
    ],
    [
      "a URL with a password, which it hides",
      { version: "1.0.0", resolved: "https://user:pw@files.example/a.tgz" },
      "alpha",
      "https://***@files.example/a.tgz",
    ],
  ])("reports %s and changes nothing", async (_, entry, name, message) => {
    const lock = lock3({ [`node_modules/${name}`]: entry });
    const result = await fixLock(lock, options());
    expect(result.text).toBe(lock);
    expect(result.changed).toEqual([]);
    expect(result.problems).toEqual([
      { path: `node_modules/${name}`, message: expect.stringContaining(message) },
    ]);
  });

  it("reports a plain URL of version 1", async () => {
    const lock = JSON.stringify({
      lockfileVersion: 1,
      dependencies: { a: { version: "https://files.example/a.tgz" } },
    });
    expect((await fixLock(lock, options())).problems).toEqual([
      { path: "dependencies/a", message: expect.stringContaining("plain URL") },
    ]);
  });

  it("takes a sha1 that agrees", async () => {
    const entry = { version: "1.0.0", integrity: sha1 };
    expect(await fixed({ "node_modules/alpha": entry })).toEqual({
      "node_modules/alpha": {
        version: "1.0.0",
        resolved: `${REGISTRY}alpha/-/alpha-1.0.0.tgz`,
        integrity: sha1,
      },
    });
  });

  it("repairs the rest when something cannot be", async () => {
    const { changed, problems } = await fixLock(
      lock3({ "node_modules/unknown": { version: "1.0.0" }, "node_modules/alpha": { version: "1.0.0" } }),
      options(),
    );
    expect([changed.length, problems.length]).toEqual([1, 1]);
  });

  it("keeps indent, line ends and everything else, and is done after once", async () => {
    const shape = fc.record({
      indent: fc.constantFrom<number | string>(0, 2, 4, "\t"),
      crlf: fc.boolean(),
      extra: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ indent, crlf, extra }) => {
        const write = (packages: object) => {
          const text = `${JSON.stringify({ lockfileVersion: 3, extra, packages }, null, indent)}\n`;
          return crlf ? text.replaceAll("\n", "\r\n") : text;
        };
        const resolved = `${REGISTRY}alpha/-/alpha-1.0.0.tgz`;
        const before = write({ "node_modules/alpha": { version: "1.0.0", dev: true } });
        const after = write({
          "node_modules/alpha": { version: "1.0.0", resolved, integrity: sha512(1), dev: true },
        });
        const { text } = await fixLock(before, options());
        expect(text).toBe(after);
        expect(await fixLock(text, options())).toEqual({ text, changed: [], problems: [] });
      }),
    );
  });

  it("tells how far it is and stops when told to", async () => {
    const events: unknown[] = [];
    const lock = lock3({
      "node_modules/alpha": { version: "1.0.0" },
      "node_modules/old": { version: "0.1.0" },
    });
    await fixLock(lock, { ...options(), concurrency: 1, onEvent: (event) => events.push(event) });
    expect(events).toEqual([
      { type: "packument", name: "alpha", done: 1, total: 2 },
      { type: "packument", name: "old", done: 2, total: 2 },
    ]);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(fixLock(lock, { ...options(), signal })).rejects.toMatchObject({ name: "AbortError" });
  });
});
