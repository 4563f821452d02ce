import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { loadServersText } from "../../src/config/load.ts";
import { shellOwned } from "../../src/config/variable-name.ts";
import { homeNix } from "../../src/emit/home-nix.ts";
import { ManyErrors } from "../../src/errors.ts";
import { homeManagerNamed } from "../support/home-manager.ts";
import { describeNix } from "../support/nix.ts";
import { limitCases } from "./module-cases/limits.ts";
import { secretCases } from "./module-cases/secrets.ts";
import { serverCases, stricterCases } from "./module-cases/servers.ts";
import type { Case } from "./module-cases/write.ts";

/**
 * What servers.yaml takes, the module takes, and what the module refuses, servers.yaml refuses, where it can be shown
 * with its line. Each case goes both ways: through the schema, and past it into a home.nix that Nix evaluates.
 */
const standIn = fileURLToPath(new URL("../nixpkgs/home-manager/default.nix", import.meta.url));
const modules = fileURLToPath(new URL("../../modules", import.meta.url));

/** null: it is taken. */
function refusalOf(one: Case): string | null {
  try {
    loadServersText("/servers.yaml", stringify(one));
    return null;
  } catch (error) {
    return error instanceof ManyErrors
      ? error.errors.map(({ message }) => message).join("; ")
      : String(error);
  }
}

/** As `generate` writes it, whether or not the schema takes it. */
function homeOf({ servers, ...shared }: Case): string {
  const specs = Object.entries(servers).map(([name, entry]) => ({ name, ...entry }));
  return homeNix({
    servers: specs as never,
    shared: shared as never,
    settings: { output: "overlays", style: "nixpkgs", home: "home.nix" },
  });
}

const shown = (one: Case) =>
  JSON.stringify({
    ...one,
    servers: Object.entries(one.servers).map(([name, { source, ...rest }]) => ({ name, ...rest })),
  });

describeNix("the schema and the module agree", () => {
  let root: string;
  const verdicts = new Map<Case, boolean>();
  const all = [...limitCases, ...secretCases, ...serverCases, ...stricterCases];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "agreement-"));
    await mkdir(join(root, "overlays"));
    await mkdir(join(root, "a folder"));
    for (const name of ["secrets.yaml", "a folder/b.yaml"]) await writeFile(join(root, name), "a: b\n");
    const names = [...new Set(all.flatMap(({ servers }) => Object.keys(servers)))];
    await writeFile(
      join(root, "overlays/default.nix"),
      `final: prev: {
        mcpServers = builtins.listToAttrs (map (name: { inherit name; value = final.writeShellScriptBin "stub" "exit 0"; })
          (builtins.fromJSON (builtins.readFile ./names.json)));
      }`,
    );
    await writeFile(join(root, "overlays/names.json"), JSON.stringify(names));
    for (const [index, one] of all.entries()) await writeFile(join(root, `${index}.nix`), homeOf(one));
    const manager = await homeManagerNamed("stand-in");
    const taken = (await manager!.evalHome(
      "{ }",
      `map (index: (builtins.tryEval (import ${standIn} {
        inherit pkgs;
        configuration = {
          imports = [ ${modules}/home-manager.nix (${root} + "/${"$"}{toString index}.nix") ];
          home = { username = "tester"; homeDirectory = "/home/tester"; stateVersion = "25.05"; };
        };
      }).activationPackage.drvPath).success) (lib.range 0 ${all.length - 1})`,
    )) as boolean[];
    for (const [index, one] of all.entries()) verdicts.set(one, taken[index] as boolean);
  }, 120_000);
  afterAll(() => rm(root, { recursive: true, force: true }));

  it("on what is wrong", () => {
    const taken = all.filter((one) => refusalOf(one) === null);
    expect(taken.length).toBeGreaterThan(150);
    expect(taken.filter((one) => !verdicts.get(one)).map(shown)).toEqual([]);
    const refused = all.filter((one) => refusalOf(one) !== null && !stricterCases.includes(one));
    expect(refused.length).toBeGreaterThan(150);
    expect(
      refused.filter((one) => verdicts.get(one)).map((one) => `${shown(one)}: ${refusalOf(one)}`),
    ).toEqual([]);
  });

  it("but for what would do nothing: servers.yaml says so", () => {
    for (const one of stricterCases) {
      expect([shown(one), refusalOf(one) !== null, verdicts.get(one)]).toEqual([shown(one), true, true]);
    }
  });
});

it("the names that are the shell's are the same in both", async () => {
  const text = await readFile(join(modules, "wrapper/variables.nix"), "utf8");
  const list = /shellOwned = \[([^\]]*)\]/.exec(text)?.[1] ?? "";
  expect([...list.matchAll(/"(.+)"/g)].map(([, name]) => name)).toEqual(shellOwned);
});
