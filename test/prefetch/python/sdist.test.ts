import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sdistFacts } from "../../../src/prefetch/python/sdist-facts.ts";
import { writeStubWheel } from "../../../src/prefetch/python/stub-wheel.ts";
import { readWheel } from "../../../src/sources/pypi/read-wheel.ts";
import { tarGz } from "../../support/fake-index/archives.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "sdist-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function facts(files: Readonly<Record<string, string>>) {
  const path = join(await folder(), "a-1.0.tar.gz");
  await writeFile(path, tarGz(files));
  return sdistFacts(path, "a-1.0.tar.gz");
}

test("PKG-INFO states what it requires", async () => {
  expect(
    await facts({
      "a-1.0/PKG-INFO":
        "Metadata-Version: 2.2\nName: a\nRequires-Python: >=3.9\nRequires-Dist: b>=1\nRequires-Dist: c; extra == 'x'\nProvides-Extra: x\n\nRequires-Dist: not-this\n",
      "a-1.0/pyproject.toml":
        '[build-system]\nrequires = ["hatchling", "hatch-vcs"]\nbuild-backend = "hatchling.build"\n',
    }),
  ).toEqual({
    requiresDist: ["b>=1", "c; extra == 'x'"],
    requiresPython: ">=3.9",
    providesExtra: ["x"],
    buildRequires: ["hatch-vcs", "hatchling"],
    needsCrates: false,
  });
});

test("older ones have setuptools' list, and no build system", async () => {
  expect(
    await facts({
      "a-1.0/PKG-INFO": "Metadata-Version: 1.1\nName: a\n",
      "a-1.0/setup.py": "",
      "a-1.0/a.egg-info/requires.txt":
        'b\n\n[:python_version < "3"]\nold\n\n[x]\nc>=1\n\n[y:sys_platform == "win32"]\nd\n',
    }),
  ).toMatchObject({
    requiresDist: [
      "b",
      'old ; (python_version < "3")',
      'c>=1 ; extra == "x"',
      'd ; (sys_platform == "win32") and extra == "y"',
    ],
    buildRequires: ["setuptools>=40.8.0", "wheel"],
  });
});

test.each(["-e ./folder", "setuptools\n-r /etc/passwd", "x @ https://example.com/x.tar.gz"])(
  "a build system of %j is none that may be handed to uv and pip",
  async (requirement) => {
    const pyproject = `[build-system]\nrequires = ["setuptools", ${JSON.stringify(requirement)}]\n`;
    await expect(
      facts({ "a-1.0/PKG-INFO": "Name: a\n", "a-1.0/pyproject.toml": pyproject }),
    ).rejects.toMatchObject({ code: "E_SDIST", message: expect.stringContaining("no index has") });
  },
);

test("Rust is told by its manifest or by its build system", async () => {
  const maturin = '[build-system]\nrequires = ["maturin>=1"]\nbuild-backend = "maturin"\n';
  expect(await facts({ "a-1.0/PKG-INFO": "Name: a\n", "a-1.0/pyproject.toml": maturin })).toMatchObject({
    needsCrates: true,
  });
  expect(await facts({ "a-1.0/setup.py": "", "a-1.0/Cargo.toml": "" })).toMatchObject({ needsCrates: true });
});

test.each([
  ["no folder", { "setup.py": "" }],
  ["nothing of Python in it", { "a-1.0/README": "" }],
  ["a pyproject.toml that is none", { "a-1.0/pyproject.toml": "[build-system\n" }],
])("refused for %s", async (_, files) => {
  await expect(facts(files)).rejects.toMatchObject({ code: "E_SDIST", where: "a-1.0.tar.gz" });
});

test("a stub wheel says the same as the archive it stands for", async () => {
  const path = await folder();
  await writeStubWheel(path, "my-server", "1.0", {
    requiresDist: ["b>=1", "c; extra == 'x'"],
    requiresPython: ">=3.9",
    providesExtra: ["x"],
    buildRequires: [],
    needsCrates: false,
  });
  const { metadata, files } = await readWheel(join(path, "my_server-1.0-py3-none-any.whl"), "my-server");
  expect(metadata).toMatchObject({
    name: "my-server",
    version: "1.0",
    requiresDist: ["b>=1", "c; extra == 'x'"],
  });
  expect(files).toEqual([]);
});
