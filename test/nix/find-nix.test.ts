import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findNix, isNewEnough, parseNixVersion, privateNixPrefix } from "../../src/nix/find-nix.ts";

describe("parseNixVersion", () => {
  it.each([
    ["nix (Nix) 2.26.3\n", "2.26.3"],
    ["nix (Nix) 2.31pre20250712_b1245123", "2.31pre20250712_b1245123"],
    ["nix (Lix, like Nix) 2.91.1\nSystem type: x86_64-linux", "2.91.1"],
    ["nix (Determinate Nix 3.8.2) 2.30.1", "2.30.1"],
  ])("%s", (output, version) => {
    expect(parseNixVersion(output)).toBe(version);
  });

  it("is undefined for what is no version", () => {
    expect(parseNixVersion("command not found")).toBeUndefined();
  });
});

describe("isNewEnough", () => {
  it.each([
    ["2.18", true],
    ["2.18.1", true],
    ["2.9", false],
    ["2.17.9", false],
    ["2.31pre2025", true],
    ["3.0", true],
    ["1.99", false],
  ])("%s: %s", (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });
});

describe("findNix", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "find-nix-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  async function fakeNix(folder: string, says: string): Promise<string> {
    const path = join(root, folder, "nix");
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `#!/bin/sh\necho '${says}'\n`);
    await chmod(path, 0o755);
    return dirname(path);
  }

  it("takes the first new enough one on PATH", async () => {
    const old = await fakeNix("old", "nix (Nix) 2.13.3");
    const own = await fakeNix("own", "nix (Nix) 2.24.1");
    const later = await fakeNix("later", "nix (Nix) 2.30.0");
    const found = await findNix({ HOME: root, PATH: [join(root, "nothing"), old, own, later].join(":") });
    expect(found).toEqual({ bin: own, version: "2.24.1", origin: "path" });
  });

  it("else takes the private one", async () => {
    const old = await fakeNix("old", "nix (Nix) 2.13.3");
    const bin = await fakeNix("private/bin", "nix (Nix) 2.26.3");
    const found = await findNix({ HOME: root, PATH: old, MCP_NIXGEN_NIX_PREFIX: join(root, "private") });
    expect(found).toEqual({ bin, version: "2.26.3", origin: "private" });
  });

  it("says so when there is none, and when it is too old", async () => {
    await expect(findNix({ HOME: root, PATH: "" })).rejects.toMatchObject({
      code: "E_NO_NIX",
      message: "Nix is not installed",
    });
    const old = await fakeNix("old", "nix (Nix) 2.13.3");
    await expect(findNix({ HOME: root, PATH: old })).rejects.toMatchObject({
      code: "E_NO_NIX",
      message: expect.stringContaining("2.13.3; 2.18 or newer is needed"),
    });
  });

  it("passes over relative folders on PATH, which mean another place in every project", async () => {
    await expect(findNix({ HOME: root, PATH: ".:bin" })).rejects.toMatchObject({ code: "E_NO_NIX" });
  });
});

describe("privateNixPrefix", () => {
  it("follows XDG, and the variable before it", () => {
    expect(privateNixPrefix({ HOME: "/home/me" })).toBe("/home/me/.cache/mcp-nixgen/nix");
    expect(privateNixPrefix({ HOME: "/home/me", XDG_CACHE_HOME: "/cache" })).toBe("/cache/mcp-nixgen/nix");
    expect(privateNixPrefix({ HOME: "/home/me", MCP_NIXGEN_NIX_PREFIX: "/opt/nix" })).toBe("/opt/nix");
  });
});
