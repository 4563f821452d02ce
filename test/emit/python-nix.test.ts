import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { lockedPythonServerSchema } from "../../src/config/lock-python-schema.ts";
import { pypiFileParts } from "../../src/emit/fetch-pypi.ts";
import { pythonNix } from "../../src/emit/python-nix.ts";
import { n } from "../../src/nix/ast.ts";
import { printNix } from "../../src/nix/print.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";
import { expectGolden, goldenPath } from "./golden.ts";
import { pythonServers } from "./python-fixtures.ts";

const names = Object.keys(pythonServers);

test.each(names)("package.nix of %s is as it was looked at", async (name) => {
  const server = pythonServers[name]!;
  expect(lockedPythonServerSchema.parse(server)).toEqual(server);
  await expectGolden(`python/${name}.nix`, pythonNix(name, server));
});

test("without its part of the lock there is none", () => {
  const server = { ...pythonServers.plain!, nixpkgs: null };
  expect(() => pythonNix("x", server)).toThrow(expect.objectContaining({ code: "E_LOCK_INCOMPLETE" }));
});

test.each([
  ["mcp_server-1.0.tar.gz", "mcp-server", "mcp_server", "1.0", "tar.gz"],
  ["Zope.Interface-5.0-rc1.zip", "zope-interface", "Zope.Interface", "5.0-rc1", "zip"],
  ["a-b-1.0.tar.bz2", "a-b", "a-b", "1.0", "tar.bz2"],
  ["a-1.0-2-py3-none-any.whl", "a", "a", "1.0-2", "whl"],
])("%s", (file, project, pname, version, extension) => {
  expect(pypiFileParts(file, project)).toMatchObject({ pname, version, extension });
});

/** What the emitted expression asks nixpkgs for, with builders and fetchers that hand back their arguments. */
const mock = `
  { lib, file, system }:
  let
    packages = self: lib.genAttrs [
      "hatchling" "httpx" "jeepney" "mcp" "pydantic" "pyobjc-core" "secretstorage" "setuptools" "setuptools-scm"
      "uv-dynamic-versioning" "uvicorn" "uvloop"
    ] (name: name) // { buildPythonApplication = args: args; buildPythonPackage = args: args; };
    python = overrides: rec {
      pkgs = lib.fix (self: let base = packages self; in base // overrides self base);
      override = { self, packageOverrides }: python packageOverrides;
    };
    set = python (_: _: { });
    stdenv.hostPlatform = {
      inherit system;
      isLinux = lib.hasSuffix "linux" system;
      isDarwin = lib.hasSuffix "darwin" system;
    };
    known = {
      inherit lib stdenv;
      fetchPypi = args: args;
      fetchurl = args: args;
      fetchFromGitHub = args: args // { name = "source"; };
      python3 = set;
      python3Packages = set.pkgs;
      python312Packages = set.pkgs;
    };
    package = import file;
  in
  package (lib.intersectAttrs (lib.functionArgs package) known)
`;

describeNix("emitted Python packages", () => {
  async function evaluate(name: string, system = "x86_64-linux"): Promise<Record<string, unknown>> {
    const nixpkgs = n.call("import", n.path((await nixpkgsForTests()).path), n.attrs([]));
    const body = printNix(
      n.call(
        n.id("mock"),
        n.attrs([
          n.bind("lib", n.get("pkgs", "lib")),
          n.bind("file", n.path(goldenPath(`python/${name}.nix`))),
          n.bind("system", n.str(system)),
        ]),
      ),
    );
    const expression = `let pkgs = ${printNix(nixpkgs)}; mock = ${mock}; in removeAttrs (${body}) [ "meta" ]`;
    const { stdout } = await execa(
      "nix-instantiate",
      ["--eval", "--strict", "--json", "--expr", expression],
      {
        env: requireNix().env,
      },
    );
    return JSON.parse(stdout);
  }

  test.each(names)("%s parses and evaluates", async (name) => {
    const found = await evaluate(name);
    const { package: pname, version } = pythonServers[name]!;
    expect(found).toMatchObject({ pname, version, doCheck: false });
  });

  test("have on each system what is for it", async () => {
    const on = async (system: string) => (await evaluate("some-systems", system)).dependencies;
    expect(await on("x86_64-linux")).toEqual(["mcp", "uvloop", "jeepney", "secretstorage"]);
    expect(await on("aarch64-darwin")).toEqual(["mcp", "uvloop", "pyobjc-core"]);
    expect(await on("x86_64-darwin")).toEqual(["mcp", "pyobjc-core"]);
  });

  test("ask fetchPypi for the very file", async () => {
    expect((await evaluate("odd-names")).src).toMatchObject({
      pname: "Demo.Server",
      version: "2025.04.7",
      extension: "zip",
    });
    expect((await evaluate("wheel")).src).toMatchObject({
      version: "2025.4.7-1",
      format: "wheel",
      dist: "py2.py3",
    });
    expect((await evaluate("own-index")).src).toHaveProperty("url");
  });

  test("use what is packaged beside them", async () => {
    const { dependencies } = await evaluate("beside");
    expect(dependencies).toContainEqual(
      expect.objectContaining({
        pname: "mcp",
        version: "2.3.0",
        dependencies: [
          expect.objectContaining({ pname: "mcp-types", dependencies: ["pydantic"] }),
          "uvicorn",
        ],
      }),
    );
  });

  test("keep odd texts as they are", async () => {
    const found = await evaluate("odd-names");
    expect(found).toMatchObject({ pythonRelaxDeps: ['od"d${x}'], pythonImportsCheck: ["''${y}"] });
  });
});

describe("golden files", () => {
  test("name no registry's host", async () => {
    for (const name of names) {
      const text = await readFile(goldenPath(`python/${name}.nix`), "utf8");
      expect(text).not.toMatch(/https?:\/\/(?!(?:[\w-]+\.)?example(?:\.org)?\/|index\.example\/)/);
    }
  });
});
