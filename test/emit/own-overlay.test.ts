import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { loadServersFile } from "../../src/config/load.ts";
import { readLocks } from "../../src/config/lock.ts";
import { overlayLib } from "../../src/emit/overlay-lib.ts";
import { n } from "../../src/nix/ast.ts";
import { printNix } from "../../src/nix/print.ts";
import { planGenerate } from "../../src/project/generate.ts";
import { defaultRegistry } from "../../src/registry/default-registry.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";

const overlays = resolve(import.meta.dirname, "../../overlays");

it("is what `generate` writes for the locks that are there", async () => {
  const locks = await readLocks(join(overlays, "servers.lock.json"));
  const project = await loadServersFile(join(overlays, "servers.yaml"), overlays);
  const { changes } = await planGenerate(project, locks, {
    cache: new ContentCache(join(tmpdir(), "own-overlay-no-cache")),
    defaultRegistry,
    helpers: overlayLib,
  });
  expect(
    changes.map(({ path }) => path),
    "run mcp-nixgen -C overlays generate",
  ).toEqual([]);
});

/** Where NIX_PATH has nixpkgs itself, its own builders judge what is written for npm, Python and Go. */
describeNix("this project's own overlay in a package set", () => {
  it("gives every package that is locked, with its version and command", async () => {
    const servers = Object.fromEntries(await readLocks(join(overlays, "servers.lock.json")));
    const nixpkgs = n.path((await nixpkgsForTests()).path);
    const config = n.data({ allowUnfree: true, checkMeta: true });
    const own = n.list([n.call("import", n.path(join(overlays, "default.nix")))]);
    const pkgs = n.call("import", nixpkgs, n.attrs([n.bind("overlays", own), n.bind("config", config)]));
    const facts = n.attrs([
      n.bind("drvPath", n.get("package", "drvPath")),
      n.bind("version", n.get("package", "version")),
      n.bind("mainProgram", n.get("package", "meta", "mainProgram")),
    ]);
    const all = n.call(
      n.get("builtins", "mapAttrs"),
      n.fn("_", n.fn("package", facts)),
      n.get(pkgs, "mcpServers"),
    );
    const { stdout } = await execa(
      "nix-instantiate",
      ["--eval", "--strict", "--json", "--expr", printNix(all)],
      { env: requireNix().env },
    );
    const found: Record<string, unknown> = JSON.parse(stdout);
    expect(Object.keys(found).sort()).toEqual(Object.keys(servers).sort());
    for (const [name, { version, mainProgram }] of Object.entries(servers)) {
      expect(found[name], name).toEqual({ drvPath: expect.stringMatching(/\.drv$/), version, mainProgram });
    }
  });
});
