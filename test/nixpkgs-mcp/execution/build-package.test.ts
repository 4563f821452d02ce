import { expect, it, vi } from "vitest";
import { buildPackage } from "../../../src/nixpkgs-mcp/execution/build-package.ts";

const failure = vi.hoisted(() => ({ code: "" }));
vi.mock("node:fs/promises", async (original) => ({
  ...(await original<typeof import("node:fs/promises")>()),
  mkdir: () => Promise.reject(Object.assign(new Error("mkdir"), failure)),
}));

it.each([
  // What Node.js 20 says of a recursive mkdir on a read-only disk.
  ["ENOENT", "E_CACHE"],
  ["EROFS", "E_CACHE"],
  ["ENOSPC", "E_DISK_FULL"],
])("a folder that cannot be made (%s) is named, with a remedy", async (code, expected) => {
  failure.code = code;
  const nix = { bin: "/nowhere", version: "2.26", origin: "path" as const };
  const run = { nix, options: [], attr: "hi", env: {}, timeoutMs: 1000 };
  await expect(
    buildPackage("/nix/store/x.drv", ["out"], "/home/x/.cache/gcroots/hi", false, run),
  ).rejects.toMatchObject({
    code: expected,
    where: "/home/x/.cache/gcroots",
    hint: expect.stringContaining("XDG_CACHE_HOME"),
  });
});
