import { describe, expect, test } from "vitest";
import { resolvePypi } from "../../../src/sources/pypi/resolve.ts";
import { parsePypiSource } from "../../../src/sources/pypi/spec.ts";
import { type FakeFile, type FakeRelease, sdist, wheel } from "../../support/fake-index.ts";
import { testIndex } from "../../support/pypi-client.ts";

const demo: FakeRelease = {
  name: "Demo.Server",
  version: "1.0",
  requires: [
    "mcp>=1.2",
    "pywin32 ; sys_platform == 'win32'",
    "uvloop ; sys_platform != 'win32'",
    "jeepney ; sys_platform == 'linux'",
    "rich>=13 ; extra == 'cli'",
  ],
  extras: ["cli"],
  scripts: { "demo-server": "demo_server.app:main", "demo-tool": "demo_server.tool:main" },
  metadata: [
    "Summary: Says hello",
    "License: MIT",
    "Project-URL: Repository, https://example.org/r",
    "Project-URL: Changelog, https://example.org/c",
  ],
};

async function resolve(files: readonly FakeFile[], text = "demo-server", bin?: string) {
  const { client } = await testIndex({ "demo-server": files });
  return resolvePypi(parsePypiSource(text), client, { python: "3.13", bin });
}

const summary = ({ requirements }: Awaited<ReturnType<typeof resolve>>) =>
  requirements.map(
    ({ requirement, systems }) => `${requirement.name}${requirement.specifier} ${systems ?? "all"}`,
  );

describe("a server of a Python index", () => {
  test.each([
    ["wheel and sdist", [sdist(demo), wheel(demo)]],
    ["a wheel", [wheel(demo)]],
    ["an sdist", [sdist(demo)]],
  ])("is known by %s", async (_, files) => {
    const found = await resolve(files);
    expect(summary(found)).toEqual(["mcp>=1.2 all", "uvloop all", "jeepney aarch64-linux,x86_64-linux"]);
    expect(found).toMatchObject({
      package: "demo-server",
      version: "1.0",
      bins: { "demo-server": "demo_server.app:main", "demo-tool": "demo_server.tool:main" },
      mainProgram: "demo-server",
      meta: {
        description: "Says hello",
        homepage: "https://example.org/r",
        changelog: "https://example.org/c",
        license: "MIT",
        yanked: null,
      },
    });
  });

  test("has the requirements of the extras asked for", async () => {
    expect(summary(await resolve([wheel(demo)], "demo-server[CLI]"))).toContain("rich>=13 all");
    await expect(resolve([wheel(demo)], "demo-server[nope]")).rejects.toMatchObject({
      code: "E_EXTRA",
      hint: "Its extras: cli.",
    });
  });

  test("starts with the command asked for", async () => {
    expect((await resolve([wheel(demo)], "demo-server", "demo-tool")).mainProgram).toBe("demo-tool");
    await expect(resolve([wheel(demo)], "demo-server", "nope")).rejects.toMatchObject({ code: "E_BIN" });
  });

  test("without a command is an error", async () => {
    await expect(resolve([wheel({ ...demo, scripts: {} })])).rejects.toMatchObject({ code: "E_NO_BIN" });
  });

  const broken = (file: FakeFile): FakeFile => ({ ...file, bytes: Buffer.from("not an archive at all") });

  test("whose sdist is broken is taken from its wheel, which is said", async () => {
    const found = await resolve([broken(sdist(demo)), wheel(demo)]);
    expect(found.contents.sdist).toBeNull();
    expect(found.notes).toEqual([expect.stringContaining("the published sdist is broken")]);
  });

  test("that has nothing but a broken sdist is an error with its place", async () => {
    await expect(resolve([broken(sdist(demo))])).rejects.toMatchObject({
      code: "E_SDIST",
      where: "pypi:demo-server: demo_server-1.0.tar.gz",
    });
    await expect(resolve([broken(wheel(demo))])).rejects.toMatchObject({ code: "E_WHEEL" });
  });

  test("whose requirement nobody can read is an error", async () => {
    const files = [wheel({ ...demo, requires: ["a b c"] })];
    await expect(resolve(files)).rejects.toMatchObject({
      code: "E_METADATA",
      message: expect.stringContaining("a b c"),
    });
  });

  test("whose file is about something else is refused", async () => {
    const files = [{ ...wheel({ ...demo, version: "2.0" }), filename: "demo_server-1.0-py3-none-any.whl" }];
    await expect(resolve(files)).rejects.toMatchObject({
      code: "E_METADATA",
      message: expect.stringContaining("2.0"),
    });
  });

  test("of old setuptools says what it requires in its egg-info", async () => {
    const old = sdist(
      { ...demo, build: null, requires: [], metadata: [], scripts: {} },
      {
        "demo_server.egg-info/PKG-INFO": "",
        "demo_server.egg-info/requires.txt": "mcp>=1\n",
        "demo_server.egg-info/entry_points.txt": "[console_scripts]\ndemo = demo:main\n",
        "PKG-INFO": "Metadata-Version: 1.2\nName: demo-server\nVersion: 1.0\n",
      },
    );
    const found = await resolve([old]);
    expect(summary(found)).toEqual(["mcp>=1 all"]);
    expect(found.bins).toEqual({ demo: "demo:main" });
  });
});
