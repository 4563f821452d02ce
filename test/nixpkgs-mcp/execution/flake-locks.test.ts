import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FlakeLocks } from "../../../src/nixpkgs-mcp/execution/flake-locks.ts";

const day = 24 * 3_600_000;

describe("what a flake reference stands for", () => {
  let cacheDir: string;
  let asked: string[];
  beforeEach(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), "locks-"));
    asked = [];
  });
  afterEach(() => rm(cacheDir, { recursive: true }));

  const locks = (url: string | Error, maxAgeMs = day) =>
    new FlakeLocks({
      cacheDir,
      maxAgeMs,
      metadata: async (flake) => {
        asked.push(flake);
        if (url instanceof Error) throw url;
        return JSON.stringify({ url, locked: {} });
      },
    });

  it("with a revision, itself: nothing is run, nothing written", async () => {
    for (const flake of [
      `github:NixOS/nixpkgs/${"a".repeat(40)}`,
      "path:/x?narHash=sha256-x",
      `git+https://e/x?rev=${"b".repeat(40)}`,
    ]) {
      expect(await locks("never").locked(flake)).toBe(flake);
      expect(locks("never").known(flake)).toBe(flake);
    }
    expect(asked).toEqual([]);
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it("is asked once, for all processes", async () => {
    const first = locks("one");
    expect(first.known("nixpkgs")).toBeNull();
    expect(await Promise.all([first.locked("nixpkgs"), first.locked("nixpkgs")])).toEqual(["one", "one"]);
    expect(await locks("two").locked("nixpkgs")).toBe("one");
    expect(locks("two").known("nixpkgs")).toBe("one");
    expect(asked).toEqual(["nixpkgs"]);
  });

  it("when it is old: used now, asked anew for the next process", async () => {
    await locks("one").locked("nixpkgs");
    const second = locks("two", -1);
    expect(await second.locked("nixpkgs")).toBe("one");
    await expect.poll(() => locks("three").known("nixpkgs")).toBe("two");
    expect(await second.locked("nixpkgs")).toBe("one");
  });

  it("when it is old and there is no network: used", async () => {
    await locks("one").locked("nixpkgs");
    expect(await locks(new Error("offline"), -1).locked("nixpkgs")).toBe("one");
  });

  it("a folder of this machine is looked at by every process", async () => {
    await locks("one").locked("path:/x");
    expect(await locks("two").locked("path:/x")).toBe("two");
  });

  it("a failure is not remembered", async () => {
    await expect(locks(new Error("offline")).locked("nixpkgs")).rejects.toThrow("offline");
    expect(await locks("one").locked("nixpkgs")).toBe("one");
  });
});
