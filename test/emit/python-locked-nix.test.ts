import { execa } from "execa";
import { expect, test } from "vitest";
import { lockedPythonServerSchema } from "../../src/config/lock-python-schema.ts";
import { pythonLockedNix } from "../../src/emit/python-locked-nix.ts";
import { n } from "../../src/nix/ast.ts";
import { printNix } from "../../src/nix/print.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";
import { expectGolden, goldenPath } from "./golden.ts";
import { lockedPythonServers } from "./python-locked-fixtures.ts";

const names = Object.keys(lockedPythonServers);

test.each(names)("package.nix of %s is as it was looked at", async (name) => {
  const server = lockedPythonServers[name]!;
  expect(lockedPythonServerSchema.parse(server)).toEqual(server);
  await expectGolden(`python-locked/${name}.nix`, pythonLockedNix(name, server));
});

test("without a closure there is none", () => {
  const server = { ...lockedPythonServers.pure!, closure: null };
  expect(() => pythonLockedNix("x", server)).toThrow(expect.objectContaining({ code: "E_LOCK_INCOMPLETE" }));
});

describeNix("emitted closures", () => {
  async function expressionOf(name: string, system: string): Promise<string> {
    const { path } = await nixpkgsForTests();
    const packages = n.call("import", n.path(path), n.attrs([n.bind("system", n.str(system))]));
    const file = n.path(goldenPath(`python-locked/${name}.nix`));
    return printNix(n.call(n.get(packages, "callPackage"), file, n.attrs([])));
  }

  async function evaluate(name: string, value: string): Promise<unknown> {
    const expression = `let package = ${await expressionOf(name, "x86_64-linux")}; in ${value}`;
    const args = ["--eval", "--strict", "--json", "--expr", expression];
    return JSON.parse((await execa("nix-instantiate", args, { env: requireNix().env })).stdout);
  }

  /** Names of everything that the package is made from. */
  async function inputs(name: string, system: string): Promise<string[]> {
    const { env } = requireNix();
    const expression = await expressionOf(name, system);
    const { stdout } = await execa("nix-instantiate", ["--expr", expression], { env });
    const answer = await execa("nix-store", ["--query", "--requisites", stdout.trim()], { env });
    return answer.stdout.split("\n").map((path) => path.replace(/^.*\/[^-]+-|\.drv$/g, ""));
  }

  test.each(names)("%s evaluates", async (name) => {
    const { version } = lockedPythonServers[name]!;
    const value =
      "{ inherit (package) pname version; inherit (package.meta) platforms; drv = package.drvPath; }";
    expect(await evaluate(name, value)).toMatchObject({ pname: name, version });
  });

  test("fetch each system's own files", async () => {
    const wheels = async (system: string) =>
      (await inputs("compiled", system)).filter((name) => name.endsWith(".whl")).sort();
    const shared = "mcp_server_demo-2025.4.7-py3-none-any.whl";
    const own = (machine: string) =>
      `pydantic_core-2.33.2-cp312-cp312-manylinux_2_17_${machine}.manylinux2014_${machine}.whl`;
    expect(await wheels("x86_64-linux")).toEqual(expect.arrayContaining([shared, own("x86_64")]));
    expect(await wheels("x86_64-linux")).not.toContain(own("aarch64"));
    expect(await wheels("aarch64-linux")).toEqual(expect.arrayContaining([shared, own("aarch64")]));
  });

  test("fetch what is built, and what builds it", async () => {
    expect(await inputs("from-source", "x86_64-linux")).toEqual(
      expect.arrayContaining([
        "docopt-0.6.2.tar.gz",
        "setuptools-80.0.0-py3-none-any.whl",
        "wheel-0.45.1-py3-none-any.whl",
      ]),
    );
    expect(await inputs("from-source", "x86_64-linux")).not.toContain("odd.name-1.0.tar.gz");
    expect(await inputs("own-index", "x86_64-linux")).toContain("inner-1.0-py3-none-any.whl");
  });
});
