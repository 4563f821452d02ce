import { describe, expect, test } from "vitest";
import { lockedPythonServerSchema } from "../../src/config/lock-python-schema.ts";
import type { ServerSpec } from "../../src/config/servers-schema.ts";
import type { Fetchers } from "../../src/project/locker.ts";
import { pypiLocker } from "../../src/project/pypi-locker.ts";
import { chosenStrategy } from "../../src/project/python-strategy.ts";
import { stalePython } from "../../src/project/stale-python.ts";
import type { NixpkgsPython } from "../../src/sources/pypi/nixpkgs-python.ts";
import { parsePypiSource } from "../../src/sources/pypi/spec.ts";
import { type FakeRelease, sdist, sha256Hex, wheel } from "../support/fake-index.ts";
import { type TestIndex, testIndex } from "../support/pypi-client.ts";

const demo: FakeRelease = {
  name: "demo",
  version: "1.0",
  requires: ["mcp>=1"],
  scripts: { demo: "demo:main" },
};
const catalog: NixpkgsPython = {
  revision: "0123abc",
  has: (python) => python === "3.13",
  versionOf: (_, attr) => ({ hatchling: "1.27", mcp: "1.9" })[attr] ?? null,
};

async function lock(
  { client, cache }: Pick<TestIndex, "client" | "cache">,
  asked: Partial<ServerSpec> = {},
  more: { nixpkgs?: NixpkgsPython | null; style?: "nixpkgs" | "overlay"; previous?: never | object } = {},
) {
  const server = { name: "demo", source: "pypi:demo", ...asked } as ServerSpec;
  const fetchers = {
    cache: async () => cache,
    pypi: async () => client,
    nixpkgsPython: async () => (more.nixpkgs === undefined ? catalog : more.nixpkgs),
  } as Partial<Fetchers> as Fetchers;
  const source = parsePypiSource(server.source.slice("pypi:".length));
  const job = { fetchers, style: more.style ?? "nixpkgs", previous: more.previous as never } as const;
  const made = await pypiLocker.lock(source, server, job);
  if (made.locked.kind !== "python") throw new Error("of another kind");
  return { server, ...made, locked: made.locked };
}

describe("a locked Python server", () => {
  test("is the same, and as the schema has it, on every run", async () => {
    const files = [sdist(demo), wheel(demo)];
    const [one, other] = [await testIndex({ demo: files }), await testIndex({ demo: files.toReversed() })];
    const first = await lock(one);
    expect(lockedPythonServerSchema.parse(first.locked)).toEqual(first.locked);
    expect(JSON.stringify((await lock(other)).locked)).toBe(JSON.stringify(first.locked));
    expect(first.locked).toMatchObject({
      strategy: "nixpkgs",
      strategyReason: "nixpkgs has its one dependency",
      nixpkgs: { catalog: "0123abc" },
      src: {
        file: "demo-1.0.tar.gz",
        url: null,
        hash: `sha256-${Buffer.from(sha256Hex(files[0]!.bytes), "hex").toString("base64")}`,
      },
    });
    expect(stalePython(first.server, first.locked, "nixpkgs")).toBeNull();
  });

  test("stays at its version until it is asked for anew", async () => {
    const at = await testIndex({ demo: [sdist(demo)] });
    const { locked } = await lock(at);
    at.index.projects.set("demo", [sdist(demo), sdist({ ...demo, version: "2.0" })]);
    const fresh = { ...at, client: await at.again() };
    expect((await lock(fresh, {}, { previous: locked })).locked.version).toBe("1.0");
    expect((await lock(fresh)).locked.version).toBe("2.0");
  });

  test("whose file was replaced is refused", async () => {
    const at = await testIndex({ demo: [sdist(demo)] });
    const { locked } = await lock(at);
    at.index.projects.set("demo", [sdist(demo, { "more.txt": "more" })]);
    const fresh = { ...at, client: await at.again() };
    await expect(lock(fresh, {}, { previous: locked })).rejects.toMatchObject({
      code: "E_INTEGRITY",
      where: "demo",
    });
  });

  test("without a catalog says that nothing is verified", async () => {
    const at = await testIndex({ demo: [sdist(demo)] });
    const { locked, notes } = await lock(at, { strategy: "nixpkgs" }, { nixpkgs: null });
    expect(locked.nixpkgs?.catalog).toBeNull();
    expect(notes).toEqual([expect.stringContaining("not verified")]);
  });

  test("is refused another kind's strategy, and one that cannot be", async () => {
    const at = await testIndex({ demo: [wheel(demo, "cp313-cp313-manylinux_2_28_x86_64")] });
    await expect(lock(at, { strategy: "npm-deps" })).rejects.toMatchObject({
      code: "E_STRATEGY",
      where: "demo",
    });
    await expect(lock(at, { strategy: "nixpkgs" })).rejects.toMatchObject({
      code: "E_STRATEGY",
      message: expect.stringContaining("native code"),
    });
  });
});

describe("a version without a solution", { timeout: 120_000 }, () => {
  const version = (text: string, requires: string[]) => wheel({ ...demo, version: text, requires });
  const leaf = [wheel({ name: "leaf", version: "1.0" })];
  const locked = { strategy: "locked" } as const;

  test("gives way to the newest before it that has one, and is named", async () => {
    const files = [
      version("1.0", ["leaf"]),
      version("1.1", ["leaf"]),
      { ...version("1.2", ["leaf"]), yanked: true },
      version("1.3rc1", ["leaf"]),
      version("1.3", ["leaf>=9"]),
      version("2.0", ["leaf>=9"]),
    ];
    const at = await testIndex({ demo: files, leaf });
    const made = await lock(at, locked);
    expect(made.locked.version).toBe("1.1");
    expect(made.notes[0]).toMatch(/^1\.1 is taken, not 2\.0: there are no versions that fit together/);
    // What is locked stays, and is no news the next time.
    const again = await lock(at, locked, { previous: made.locked });
    expect(again.locked).toEqual(made.locked);
    expect(again.notes).toEqual([]);
  });

  test("fails with its own reason where it is asked for, or the three before it have none either", async () => {
    const broken = ["1.1", "1.2", "1.3", "2.0"].map((one) => version(one, ["leaf>=9"]));
    const at = await testIndex({ demo: [version("1.0", ["leaf"]), ...broken], leaf });
    const refused = (name: string) => ({ code: "E_PYTHON_NO_SOLUTION", where: `demo==${name}` });
    await expect(lock(at, { ...locked, source: "pypi:demo@1.1" })).rejects.toMatchObject(refused("1.1"));
    await expect(lock(at, locked)).rejects.toMatchObject(refused("2.0"));
    expect((await lock(at, { ...locked, source: "pypi:demo@<1.2" })).locked.version).toBe("1.0");
  });
});

describe("a lock is stale", () => {
  test.each([
    [{ strategy: "locked" }, "strategy was nixpkgs"],
    [{ python: "3.12" }, "python was 3.13"],
    [{ python: "3.13" }, "python is 3.13 now"],
    [{}, null],
  ] as const)("for %j: %s", async (asked, reason) => {
    const { locked, server } = await lock(await testIndex({ demo: [sdist(demo)] }));
    expect(stalePython({ ...server, ...asked }, locked, "nixpkgs")).toBe(reason);
  });

  test("when the strategy is asked for no more", async () => {
    const { locked, server } = await lock(await testIndex({ demo: [sdist(demo)] }), { strategy: "nixpkgs" });
    expect(stalePython(server, locked, "nixpkgs")).toBeNull();
    expect(stalePython({ ...server, strategy: undefined }, locked, "nixpkgs")).toMatch(/no longer/);
  });

  test("when it names addresses and the style has none", async () => {
    const { locked, server } = await lock(await testIndex({ demo: [sdist(demo)] }));
    expect(stalePython(server, locked, "overlay")).toBeNull();
    const elsewhere = { ...locked, src: { ...locked.src, url: "https://index.example/x" } };
    expect(stalePython(server, elsewhere, "overlay")).toBe("style is now overlay");
  });
});

describe("the strategy", () => {
  const plan = (obstacles: string[], beside: string[] = []) => ({
    nixpkgs: { dependencies: [{}, {}], beside: beside.map((name) => ({ package: name })) } as never,
    obstacles,
    notes: [],
  });
  test.each([
    ["locked", plan([]), null, "locked", "servers.yaml asks for it"],
    [
      undefined,
      null,
      "no catalog",
      "locked",
      "there is no catalog of nixpkgs to look its dependencies up in",
    ],
    [undefined, null, "other python", "locked", "the catalog of nixpkgs has no packages of Python 3.13"],
    [undefined, plan([]), null, "nixpkgs", "nixpkgs has its 2 dependencies"],
    [
      undefined,
      plan([], ["mcp"]),
      null,
      "nixpkgs",
      "nixpkgs has its 2 dependencies, with mcp packaged beside it",
    ],
    [undefined, plan(["a", "b", "c", "d"]), null, "locked", "a; b; c; and more"],
  ] as const)("asked %s: %#", (asked, made, noCatalog, strategy, reason) => {
    expect(chosenStrategy(asked, made, "3.13", noCatalog)).toEqual({ strategy, reason });
  });
});
