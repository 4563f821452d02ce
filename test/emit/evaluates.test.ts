import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generatedFiles } from "../../src/emit/generated-files.ts";
import { npmPackageFiles } from "../../src/emit/npm-files.ts";
import { overlayLib } from "../../src/emit/overlay-lib.ts";
import type { Style } from "../../src/emit/style.ts";
import { type Nix, n } from "../../src/nix/ast.ts";
import { printNix } from "../../src/nix/print.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";
import { servers } from "./fixtures.ts";

/** Everything `generate` would write for the fixtures, evaluated (not built) in a package set. */

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "evaluates-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function write(style: Style): Promise<string> {
  const packageJson = '{"name":"x","version":"1.0.0","dependencies":{"a":"1.0.0"}}\n';
  const a = {
    version: "1.0.0",
    resolved: "https://registry.example/a/-/a-1.0.0.tgz",
    integrity: `sha512-${"A".repeat(86)}==`,
  };
  const lock = (entry: object) =>
    JSON.stringify({ lockfileVersion: 3, packages: { "node_modules/a": entry } });
  const files = generatedFiles({
    settings: { output: style, style },
    packages: new Map(
      Object.entries(servers).map(([name, server]) => [
        name,
        npmPackageFiles(
          name,
          server,
          { packageJson, packageLock: lock(a) },
          { style, omitResolved: () => lock({ version: a.version, integrity: a.integrity }) },
        ),
      ]),
    ),
    helpers: await overlayLib(),
  });
  for (const { path, contents } of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), contents);
  }
  return join(root, style, "default.nix");
}

/** The value of `body`, where `pkgs` is the package set with an earlier overlay and then the one at `overlay`. */
async function evaluate(overlay: string, body: Nix): Promise<Record<string, Record<string, unknown>>> {
  const earlier = n.attrs([n.bind("mcpServers", n.attrs([n.bind("earlier", n.attrs([]))]))]);
  const overlays = n.list([n.fn("_", n.fn("_", earlier)), n.call("import", n.path(overlay))]);
  const config = n.data({ allowUnfree: true, checkMeta: true });
  const nixpkgs = n.path((await nixpkgsForTests()).path);
  const pkgs = n.call("import", nixpkgs, n.attrs([n.bind("overlays", overlays), n.bind("config", config)]));
  const expression = printNix(n.let([n.bind("pkgs", pkgs)], body));
  const { stdout } = await execa("nix-instantiate", ["--eval", "--strict", "--json", "--expr", expression], {
    env: requireNix().env,
  });
  return JSON.parse(stdout);
}

const facts = n.attrs(
  ["drvPath", "pname", "version", "npmDepsHash", "npmDepsFetcherVersion", "forceEmptyCache"]
    .map((name) => n.bind(name, n.getOr("package", [name], n.null)))
    .concat(
      ["description", "mainProgram"].map((name) => n.bind(name, n.getOr("package", ["meta", name], n.null))),
    ),
);
const perServer = n.call(
  n.get("builtins", "mapAttrs"),
  n.fn("_", n.fn("package", facts)),
  n.get("pkgs", "mcpServers"),
);

describeNix("generated files in a package set", () => {
  test.each(["nixpkgs", "overlay"] as const)("evaluate, style %s", async (style) => {
    const found = await evaluate(await write(style), perServer);
    expect(Object.keys(found).toSorted()).toEqual(["earlier", ...Object.keys(servers)].toSorted());
    for (const [name, server] of Object.entries(servers)) {
      expect(found[name]).toMatchObject({
        drvPath: expect.stringMatching(/\.drv$/),
        pname: name,
        version: server.version,
        npmDepsHash: server.strategy === "npm-deps" ? (server.npmDeps?.hash ?? null) : null,
        npmDepsFetcherVersion: server.npmDeps?.fetcherVersion === 2 ? 2 : null,
        mainProgram: server.mainProgram,
      });
    }
    expect(found["odd-strings"]?.description).toBe(
      "\"server\" for ''${x} and $${y}\\n, with `ticks`, tabs — and more",
    );
  });
});
