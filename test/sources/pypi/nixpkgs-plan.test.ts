import { describe, expect, test } from "vitest";
import { nixpkgsAnswer } from "../../../src/sources/pypi/nixpkgs-dependency.ts";
import { planNixpkgs } from "../../../src/sources/pypi/nixpkgs-plan.ts";
import type { NixpkgsPython } from "../../../src/sources/pypi/nixpkgs-python.ts";
import { resolvePypi } from "../../../src/sources/pypi/resolve.ts";
import { parsePypiSource } from "../../../src/sources/pypi/spec.ts";
import { type FakeFile, type FakeRelease, metadataText, sdist, wheel } from "../../support/fake-index.ts";
import { testIndex } from "../../support/pypi-client.ts";

const catalogOf = (versions: Readonly<Record<string, string>>): NixpkgsPython => ({
  revision: "0123abc",
  has: () => true,
  versionOf: (_, attr) => versions[attr] ?? null,
});
const basics = { hatchling: "1.27", setuptools: "80.0" };

const server: FakeRelease = { name: "demo", version: "1.0", scripts: { demo: "demo:main" } };
const both = (release: FakeRelease) => [sdist(release), wheel(release)];

async function plan(
  release: Partial<FakeRelease>,
  catalog: NixpkgsPython | null,
  others: Readonly<Record<string, readonly FakeFile[]>> = {},
  files?: readonly FakeFile[],
) {
  const { client } = await testIndex({ demo: files ?? both({ ...server, ...release }), ...others });
  const resolved = await resolvePypi(parsePypiSource("demo"), client, { python: "3.13" });
  return planNixpkgs(resolved, { client, catalog, isNeutral: false });
}

describe("what nixpkgs has", () => {
  const has = (version: string) => catalogOf({ ...basics, a: version });
  test.each([
    ["", "1.0", "has", false],
    [">=1", "1.0", "has", false],
    ["==1.0", "1.0", "has", true],
    ["==1.*", "1.4", "has", false],
    [">=1,<1.5", "1.6", "has", true],
    ["<2", "2.1", "too-new", undefined],
    ["<2.5", "2.6", "has", true],
    ["<0.5", "0.5", "too-new", undefined],
    ["~=0.4.1", "0.5.0", "too-new", undefined],
    [">=2", "1.9", "too-old", undefined],
    [">=2", "0-unstable-2025-01-01", "too-old", undefined],
    [">=2", "unstable", "has", true],
  ])("%s of %s: %s", (specifier, version, kind, relax) => {
    const answer = nixpkgsAnswer({ name: "a", specifier }, "3.13", has(version));
    expect(answer.kind).toBe(kind);
    if (answer.kind === "has") expect(answer.relax).toBe(relax);
  });

  test("is under the names of its exceptions", () => {
    const catalog = catalogOf({ psycopg2: "2.9" });
    expect(nixpkgsAnswer({ name: "psycopg2-binary", specifier: "" }, "3.13", catalog).attr).toBe("psycopg2");
  });

  test("is not known without a catalog: upper bounds are relaxed then", () => {
    expect(nixpkgsAnswer({ name: "a", specifier: ">=1,<2" }, "3.13", null)).toMatchObject({
      version: null,
      relax: true,
    });
    expect(nixpkgsAnswer({ name: "a", specifier: ">=1" }, "3.13", null)).toMatchObject({ relax: false });
  });
});

describe("a plan with nixpkgs' packages", () => {
  test("names attributes, systems and what is to be relaxed", async () => {
    const requires = ["Some_Lib==1.0", "b>=1", "c ; sys_platform == 'linux'", "d ; sys_platform == 'win32'"];
    const { nixpkgs, obstacles, notes } = await plan(
      { requires },
      catalogOf({ ...basics, "some-lib": "1.1", b: "1.2", c: "3" }),
    );
    expect([...obstacles, ...notes]).toEqual([]);
    expect(nixpkgs).toEqual({
      src: { type: "pypi", file: "demo-1.0.tar.gz", url: null, hash: expect.stringMatching(/^sha256-/) },
      buildSystem: ["hatchling"],
      env: {},
      dependencies: [
        { name: "b", attr: "b", specifier: ">=1", systems: null },
        { name: "c", attr: "c", specifier: "", systems: ["aarch64-linux", "x86_64-linux"] },
        { name: "Some_Lib", attr: "some-lib", specifier: "==1.0", systems: null },
      ],
      relax: ["Some_Lib"],
      imports: ["demo"],
      beside: [],
      catalog: "0123abc",
    });
  });

  test("packages beside it what nixpkgs lacks or has too old, what that needs first", async () => {
    const mcp = { name: "mcp", version: "2.1", requires: ["mcp-types==2.1", "b"] };
    const types = { name: "mcp-types", version: "2.1" };
    const { nixpkgs, obstacles } = await plan(
      { requires: ["mcp>=2", "b"] },
      catalogOf({ ...basics, mcp: "1.9", b: "1" }),
      { mcp: both(mcp), "mcp-types": both(types) },
    );
    expect(obstacles).toEqual([]);
    expect(nixpkgs?.beside.map(({ attr, version, reason, relax }) => [attr, version, reason, relax])).toEqual(
      [
        ["mcp-types", "2.1", "nixpkgs has none", []],
        ["mcp", "2.1", "nixpkgs has 1.9", []],
      ],
    );
    expect(nixpkgs?.dependencies.map(({ attr }) => attr)).toEqual(["b", "mcp"]);
  });

  test("sees that another package of nixpkgs wants what was replaced as it was", async () => {
    const others = {
      mcp: both({ name: "mcp", version: "2.1" }),
      fastmcp: both({ name: "fastmcp", version: "1.0", requires: ["mcp<2"] }),
    };
    const { obstacles } = await plan(
      { requires: ["mcp>=2", "fastmcp"] },
      catalogOf({ ...basics, mcp: "1.9", fastmcp: "1.0" }),
      others,
    );
    expect(obstacles).toEqual(["it needs mcp 2.1, and nixpkgs' fastmcp 1.0 wants <2"]);
  });

  test("follows extras, by the metadata of nixpkgs' version", async () => {
    const old = {
      name: "mcp",
      version: "1.0",
      requires: ["base", "typer ; extra == 'cli'"],
      extras: ["cli"],
    };
    const fresh = { ...old, version: "1.1", requires: ["base", "click ; extra == 'cli'"] };
    const others = { mcp: [old, fresh].map((one) => ({ ...wheel(one), metadata: metadataText(one) })) };
    const { nixpkgs } = await plan(
      { requires: ["mcp[cli]>=1"] },
      catalogOf({ ...basics, mcp: "1.0", typer: "0.1" }),
      others,
    );
    expect(nixpkgs?.dependencies.map(({ attr }) => attr)).toEqual(["mcp", "typer"]);
  });

  test("tells what is nowhere to be had", async () => {
    const { obstacles } = await plan({ requires: ["nowhere>=3"] }, catalogOf(basics));
    expect(obstacles).toEqual([
      "it needs nowhere >=3, and nixpkgs has none; the index has no project nowhere",
    ]);
  });

  test("tells what comes from an address of its own", async () => {
    const { obstacles } = await plan({ requires: ["x @ https://example.org/x.zip"] }, catalogOf(basics));
    expect(obstacles).toEqual(["it wants x from an address of its own"]);
  });

  test.each([
    [
      "hatch-vcs",
      { backend: "hatchling.build", requires: ["hatchling", "hatch-vcs>=0.4"] },
      "SETUPTOOLS_SCM_PRETEND_VERSION",
    ],
    [
      "uv-dynamic-versioning",
      { backend: "hatchling.build", requires: ["hatchling", "uv-dynamic-versioning"] },
      "UV_DYNAMIC_VERSIONING_BYPASS",
    ],
    ["poetry-core", { backend: "poetry.core.masonry.api", requires: ["poetry-core"] }, null],
    ["uv-build", { backend: "uv_build", requires: ["uv_build>=0.8,<0.9"] }, null],
    ["flit-core", { backend: "flit_core.buildapi", requires: ["flit_core >=3.2,<4"] }, null],
  ])("builds with %s", async (attr, build, variable) => {
    const { nixpkgs } = await plan({ build }, null);
    expect(nixpkgs?.buildSystem).toContain(attr);
    expect(nixpkgs?.env).toEqual(variable === null ? {} : { [variable]: "1.0" });
  });

  test("takes the wheel where the build system is none that it could use", async () => {
    const build = { backend: "maturin", requires: ["maturin"] };
    const { nixpkgs, notes } = await plan({ build }, catalogOf(basics));
    expect(nixpkgs).toMatchObject({ src: { file: "demo-1.0-py3-none-any.whl" }, buildSystem: [] });
    expect(notes).toEqual([expect.stringMatching(/^demo is built from its wheel: maturin/)]);
  });

  test("has none for native code", async () => {
    const files = [sdist(server), wheel(server, "cp313-cp313-manylinux_2_28_x86_64")];
    const { nixpkgs, obstacles } = await plan({}, catalogOf(basics), {}, files);
    expect(nixpkgs).toBeNull();
    expect(obstacles).toEqual(["demo: it has native code"]);
  });
});
