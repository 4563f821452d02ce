import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyFlake, type FlakeCopy, nixOnFlake } from "../support/flake-copy.ts";
import { describeNix, requireNix } from "../support/nix.ts";

const systems = ["aarch64-darwin", "aarch64-linux", "x86_64-darwin", "x86_64-linux"];

describeNix("the flake", () => {
  let copy: FlakeCopy;
  beforeAll(async () => {
    copy = await copyFlake();
  });
  afterAll(() => rm(copy.folder, { recursive: true }));

  describe("its lock file", () => {
    /** Without network: Nix needs to fetch nothing to see whether the lock answers flake.nix. */
    function readLock() {
      const args = [
        "flake",
        "metadata",
        "--json",
        "--no-update-lock-file",
        "--offline",
        `path:${copy.flake}`,
      ];
      const features = ["--extra-experimental-features", "nix-command flakes"];
      return execa("nix", [...args, ...features], { env: requireNix().env, reject: false });
    }

    it("is what flake.nix asks for", async () => {
      const result = await readLock();
      expect(result.exitCode, result.stderr).toBe(0);
      const { nodes } = JSON.parse(result.stdout).locks;
      expect(nodes.nixpkgs.locked).toMatchObject({
        rev: "391b592eb44808b3bd0cb80bb71b63a5a118b8bb",
        narHash: "sha256-WvvHR4kSQLAbtouMC/ruZ5UpLwlUcY3K4FAllMN+yGk=",
      });
      expect(nodes["home-manager"].inputs.nixpkgs).toEqual(["nixpkgs"]);
      expect(Object.keys(nodes)).toEqual(["home-manager", "nixpkgs", "root"]);
    });

    it("would be noticed if it were not", async () => {
      const file = join(copy.flake, "flake.nix");
      const text = await readFile(file, "utf8");
      try {
        await writeFile(file, text.replace("nixpkgs/nixpkgs-unstable", "nixpkgs/nixos-unstable"));
        expect((await readLock()).exitCode).not.toBe(0);
      } finally {
        await writeFile(file, text);
      }
    });
  });

  it("has all its outputs for all systems", { timeout: 300_000 }, async () => {
    const check = await nixOnFlake(copy, ["flake", "check", "--no-build", "--all-systems", "{flake}"]);
    expect(check.exitCode, check.stderr).toBe(0);
    const show = `flake: with builtins;
      let perSystem = f: mapAttrs (_: mapAttrs (_: f)); drv = d: d.drvPath; in {
        packages = perSystem drv flake.packages;
        checks = perSystem drv flake.checks;
        devShells = perSystem drv flake.devShells;
        apps = perSystem (app: app.program) flake.apps;
        formatter = mapAttrs (_: drv) flake.formatter;
        systems = flake.lib.systems;
      }`;
    const result = await nixOnFlake(copy, ["eval", "--json", "{flake}#.", "--apply", show]);
    expect(result.exitCode, result.stderr).toBe(0);
    const outputs = JSON.parse(result.stdout);
    expect(outputs.systems.toSorted()).toEqual(systems);
    for (const output of ["packages", "checks", "devShells", "apps", "formatter"])
      expect(Object.keys(outputs[output]).sort(), output).toEqual(systems);
    for (const system of systems) {
      const packages = Object.keys(outputs.packages[system]);
      expect(packages).toEqual(expect.arrayContaining(["default", "mcp-guard", "mcp-nixgen"]));
      expect(Object.keys(outputs.apps[system])).toEqual(packages);
      expect(Object.keys(outputs.checks[system])).toEqual(
        [...packages.filter((name) => name !== "default"), "format", "module"].sort(),
      );
    }
  });

  it("makes wrappers for another nixpkgs, which need no overlay", async () => {
    const wrapper = `flake: let pkgs = import ${copy.nixpkgs} { }; in
      (flake.lib.mkMcpWrapper pkgs { name = "demo"; package = pkgs.nodejs; binary = "node"; }).meta.mainProgram`;
    const result = await nixOnFlake(copy, ["eval", "--raw", "{flake}#.", "--apply", wrapper]);
    expect(result).toMatchObject({ exitCode: 0, stdout: "mcp-demo" });
  });

  it("offers the overlay's servers to another nixpkgs", async () => {
    const servers = `flake: builtins.attrNames (flake.lib.mcpServersFor (import ${copy.nixpkgs} { }))`;
    const result = await nixOnFlake(copy, ["eval", "--json", "{flake}#.", "--apply", servers]);
    expect(result.exitCode, result.stderr).toBe(0);
    const inOverlay = await nixOnFlake(copy, [
      "eval",
      "--json",
      "{flake}#.",
      "--apply",
      "flake: builtins.attrNames flake.packages.x86_64-linux",
    ]);
    expect([...JSON.parse(result.stdout), "default", "mcp-guard", "mcp-nixgen"].sort()).toEqual(
      JSON.parse(inOverlay.stdout),
    );
  });
});
