import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCoreMetadata } from "../../../src/sources/pypi/core-metadata.ts";
import { requirementsOfEggInfo } from "../../../src/sources/pypi/egg-info.ts";
import { scriptsOfEntryPoints, scriptsOfSetupCfg } from "../../../src/sources/pypi/entry-points.ts";
import { importsOf, topLevelImports } from "../../../src/sources/pypi/imports.ts";
import { parsePyproject } from "../../../src/sources/pypi/pyproject.ts";

describe("core metadata", () => {
  test("header fields count, the description below does not", () => {
    const text = [
      "Metadata-Version: 2.4",
      "Name: Foo",
      "Version: 1.0",
      "License: one",
      "        ",
      "        two",
      "Project-URL: Change Log, https://example.org/c",
      "Home-page: https://example.org",
      "Requires-Dist: a>=1",
      "requires-dist: b ; extra == 'x'",
      "Dynamic: License",
      "",
      "Requires-Dist: not-one",
    ].join("\r\n");
    const found = parseCoreMetadata(text)!;
    expect(found).toMatchObject({
      name: "Foo",
      license: "one\n\ntwo",
      description: "Requires-Dist: not-one",
      requiresDist: ["a>=1", "b ; extra == 'x'"],
    });
    expect([...found.urls]).toEqual([
      ["Change Log", "https://example.org/c"],
      ["Homepage", "https://example.org"],
    ]);
    expect(found.dynamic.has("license")).toBe(true);
  });

  test("without name or version it is none", () => {
    expect(parseCoreMetadata("Name: x\n")).toBeNull();
    expect(parseCoreMetadata("")).toBeNull();
  });

  const line = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/).filter((text) => text !== "UNKNOWN");
  test("every requirement written is read, in order", () => {
    fc.assert(
      fc.property(fc.array(line), line, (requirements, summary) => {
        const text = [
          "Name: a",
          "Version: 1",
          `Summary: ${summary}`,
          ...requirements.map((one) => `Requires-Dist: ${one}`),
        ].join("\n");
        const found = parseCoreMetadata(text);
        expect(found?.requiresDist).toEqual(requirements);
        expect(found?.summary).toBe(summary);
      }),
    );
  });
});

test("setuptools' requires.txt becomes requirements with markers", () => {
  const text = "a>=1\n\n[:python_version < '3.9']\nb\n\n[cli]\nc\n\n[dev:os_name == 'nt']\nd==2\n";
  expect(requirementsOfEggInfo(text)).toEqual([
    "a>=1",
    "b ; (python_version < '3.9')",
    'c ; extra == "cli"',
    `d==2 ; (os_name == 'nt') and extra == "dev"`,
  ]);
});

describe("commands", () => {
  test("of entry_points.txt: console and gui scripts, nothing else", () => {
    const text =
      "[console_scripts]\nB = pkg.mod:main [extra]\na=pkg : app.run\nbad name = x\n[other]\nc = d:e\n[gui_scripts]\ng = h:i\n";
    expect(scriptsOfEntryPoints(text)).toEqual({ B: "pkg.mod:main", a: "pkg:app.run", g: "h:i" });
  });

  test("of setup.cfg", () => {
    const text = "[options.entry_points]\nconsole_scripts =\n    one = a.b:c\n    two=d:e\n[other]\nx = y\n";
    expect(scriptsOfSetupCfg(text)).toEqual({ one: "a.b:c", two: "d:e" });
  });

  test("of pyproject.toml, Poetry's own table too", async () => {
    const text =
      '[tool.poetry.scripts]\na = "p:m"\nodd = { callable = "x" }\n[project]\nname = "x"\ndynamic = ["dependencies"]\n[project.scripts]\nb = "q:n"\n';
    const found = await parsePyproject(text);
    expect(found).toMatchObject({ scripts: { a: "p:m", b: "q:n" }, dependencies: null, backend: null });
  });

  test("a pyproject.toml that is none is a SyntaxError", async () => {
    await expect(parsePyproject("[a\n")).rejects.toThrow(SyntaxError);
  });
});

describe("imports", () => {
  test("are the packages that commands lie in, namespaces passed over", () => {
    const files = [
      "awslabs/docs_server/__init__.py",
      "awslabs/docs_server/server.py",
      "single.py",
      "p/__init__.py",
    ];
    expect(importsOf(["awslabs.docs_server.server:main"], files)).toEqual(["awslabs.docs_server"]);
    expect(importsOf(["single:main", "p:x"], files)).toEqual(["p", "single"]);
    expect(importsOf(["nowhere:main", ""], files)).toEqual([]);
  });

  test("of a library are what lies at its top", () => {
    expect(
      topLevelImports(["a/__init__.py", "b.py", "tests/__init__.py", "ns/c/__init__.py", "a/d.py"]),
    ).toEqual(["a", "b"]);
  });
});
