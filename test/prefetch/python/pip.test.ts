import { access, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findResolver } from "../../../src/prefetch/python/find-resolver.ts";
import { pipResolver } from "../../../src/prefetch/python/pip.ts";
import { sdist, wheel } from "../../support/fake-index.ts";
import { describePip } from "../../support/languages.ts";
import { closureSetting, filesOf } from "./closure-setting.ts";

// The machine's own pip, with an index of ours.

const resolver = pipResolver("python3");
const timeout = 120_000;

describePip()("pip resolves", { timeout }, () => {
  test("for systems and a Python that are not its own", async () => {
    const requires = [
      'only-mac; sys_platform == "darwin"',
      'only-arm; platform_machine == "aarch64"',
      'only-old; python_version < "3.12"',
      "leaf[more]>=1",
    ];
    const setting = await closureSetting({
      "demo-mcp": [wheel({ name: "demo-mcp", version: "1.0", requires, requiresPython: ">=3.13" })],
      "only-mac": [wheel({ name: "only-mac", version: "1.0" }, "cp313-cp313-macosx_11_0_universal2")],
      "only-arm": [wheel({ name: "only-arm", version: "1.0" }, "cp313-cp313-manylinux_2_28_aarch64")],
      leaf: ["1.0", "1.2", "2.0rc1"].map((version) =>
        wheel({ name: "leaf", version, extras: ["more"], requires: ['extra-leaf; extra == "more"'] }),
      ),
      "extra-leaf": [wheel({ name: "extra-leaf", version: "3.0" })],
    });
    const { closure } = await setting.resolve("demo-mcp==1.0", { resolver });
    expect(filesOf(closure)).toEqual({
      "demo_mcp-1.0-py3-none-any.whl": "all",
      "extra_leaf-3.0-py3-none-any.whl": "all",
      "leaf-1.2-py3-none-any.whl": "all",
      "only_arm-1.0-cp313-cp313-manylinux_2_28_aarch64.whl": ["aarch64-linux"],
      "only_mac-1.0-cp313-cp313-macosx_11_0_universal2.whl": ["aarch64-darwin", "x86_64-darwin"],
    });
    const again = await setting.resolve("demo-mcp==1.0", { resolver });
    expect(again.closure).toEqual(closure);
  });

  test("nothing that lies at an address, for it would be built", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pip-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const ran = join(folder, "ran");
    const project = join(folder, "evil");
    await mkdir(project);
    // It wants nothing to be built with, so that nothing but ourselves keeps pip from running it.
    const pyproject = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n';
    await writeFile(join(project, "pyproject.toml"), pyproject);
    const backend = `open(${JSON.stringify(ran)}, "w")\ndef prepare_metadata_for_build_wheel(*_): raise SystemExit\n`;
    await writeFile(join(project, "backend.py"), backend);
    const requires = [`evil @ file://${project}`];
    const setting = await closureSetting({
      "demo-mcp": [wheel({ name: "demo-mcp", version: "1.0", requires })],
    });
    await expect(setting.resolve("demo-mcp==1.0", { resolver })).rejects.toMatchObject({
      code: "E_PYTHON_RESOLVE",
      hint: expect.stringContaining("address"),
    });
    await expect(access(ran)).rejects.toThrow();
  });

  test("what has only a source archive, whose code is not run", async () => {
    const setting = await closureSetting({
      "demo-mcp": [wheel({ name: "demo-mcp", version: "1.0", requires: ["leaf<3"] })],
      leaf: ["3.0", "2.0"].map((version) =>
        sdist(
          { name: "leaf", version, requires: ["deep"], build: { requires: ["builder"] } },
          { "setup.py": "raise SystemExit('I was run')" },
        ),
      ),
      deep: [wheel({ name: "deep", version: "1.0" })],
      builder: [wheel({ name: "builder", version: "1.0" })],
    });
    const { closure } = await setting.resolve("demo-mcp==1.0", { resolver });
    expect(filesOf(closure)).toEqual({
      "deep-1.0-py3-none-any.whl": "all",
      "demo_mcp-1.0-py3-none-any.whl": "all",
      "leaf-2.0.tar.gz": "all",
    });
    expect(closure.builds[0]?.requires.map(({ src }) => src.file)).toEqual(["builder-1.0-py3-none-any.whl"]);
  });

  test("what nothing can satisfy, and says why", async () => {
    const demo = (requires: readonly string[], requiresPython?: string) =>
      wheel({ name: "demo-mcp", version: "1.0", requires, ...(requiresPython && { requiresPython }) });
    const setting = await closureSetting({
      "demo-mcp": [demo(["leaf>=2", "other"])],
      leaf: [wheel({ name: "leaf", version: "1.0" }), wheel({ name: "leaf", version: "2.0" })],
      other: [wheel({ name: "other", version: "1.0", requires: ["leaf<2"] })],
      windows: [wheel({ name: "windows", version: "1.0" }, "cp313-cp313-win_amd64")],
    });
    const failure = (requirement = "demo-mcp==1.0") =>
      setting.resolve(requirement, { resolver }).then(
        () => "it worked",
        (error) => error,
      );
    expect(await failure()).toMatchObject({
      code: "E_PYTHON_NO_SOLUTION",
      message: expect.stringContaining("leaf"),
      where: "demo-mcp==1.0",
    });
    expect(await failure("windows==1.0")).toMatchObject({
      code: "E_PYTHON_NO_WHEEL",
      message: "windows is published for Windows only",
    });
    expect(await failure("nobody==1.0")).toMatchObject({ code: "E_PYTHON_NO_SOLUTION" });
    setting.index.projects.set("young", [wheel({ name: "young", version: "1.0", requiresPython: ">=3.14" })]);
    expect(await failure("young==1.0")).toMatchObject({ code: "E_PYTHON_VERSION" });
  });
});

test("without uv and pip it is said how to get one", async () => {
  await expect(findResolver({ PATH: "/nowhere" })).rejects.toMatchObject({
    code: "E_PYTHON_TOOL",
    hint: expect.stringContaining("pipx install uv"),
  });
});
