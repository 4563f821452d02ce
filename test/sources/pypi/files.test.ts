import { describe, expect, test } from "vitest";
import { parseFileName, type WheelName } from "../../../src/python/file-name.ts";
import { fitsTarget, isPure } from "../../../src/sources/pypi/wheel-tags.ts";

describe("names of published files", () => {
  test.each([
    [
      "mcp_server_fetch-2025.4.7.tar.gz",
      "mcp-server-fetch",
      { kind: "sdist", project: "mcp_server_fetch", version: "2025.4.7" },
    ],
    [
      "zope.interface-5.0-rc1.zip",
      "zope-interface",
      { kind: "sdist", version: "5.0rc1", written: "5.0-rc1", extension: "zip" },
    ],
    ["python-dateutil-2.9.0.post0.tar.gz", "python-dateutil", { version: "2.9.0.post0" }],
    [
      "Foo_Bar-1.0-2-py2.py3-none-any.whl",
      "foo-bar",
      { kind: "wheel", build: "2", python: "py2.py3", platform: "any" },
    ],
    ["a-1.0+local_1-cp313-cp313-macosx_11_0_arm64.whl", "a", { version: "1.0+local.1", abi: "cp313" }],
  ])("%s", (file, project, parts) => {
    expect(parseFileName(file, project)).toMatchObject(parts);
  });

  test.each([
    ["other-1.0.tar.gz", "a"],
    ["a-1.0.exe", "a"],
    ["a-one.tar.gz", "a"],
    ["a-1.0-any.whl", "a"],
    ["a-1.0.egg", "a"],
  ])("%s is no file of %s", (file, project) => {
    expect(parseFileName(file, project)).toBeNull();
  });

  const wheel = (tags: string) => parseFileName(`a-1.0-${tags}.whl`, "a") as WheelName;

  test.each([
    ["py3-none-any", "x86_64-linux", true],
    ["py2.py3-none-any", "aarch64-darwin", true],
    ["py2-none-any", "x86_64-linux", false],
    ["cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64", "x86_64-linux", true],
    ["cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64", "aarch64-linux", false],
    ["cp312-cp312-manylinux_2_17_x86_64", "x86_64-linux", false],
    ["cp39-abi3-manylinux_2_28_aarch64", "aarch64-linux", true],
    ["cp314-abi3-manylinux_2_28_x86_64", "x86_64-linux", false],
    ["cp313-cp313t-manylinux_2_28_x86_64", "x86_64-linux", false],
    ["cp313-cp313-musllinux_1_2_x86_64", "x86_64-linux", false],
    ["cp313-cp313-macosx_10_13_universal2", "aarch64-darwin", true],
    ["cp313-cp313-macosx_11_0_arm64", "x86_64-darwin", false],
    ["cp313-cp313-win_amd64", "x86_64-linux", false],
    ["py3-none-macosx_11_0_arm64", "aarch64-darwin", true],
  ] as const)("a wheel %s on %s: %s", (tags, system, fits) => {
    expect(fitsTarget(wheel(tags), "3.13", system)).toBe(fits);
  });

  test("is pure without ABI and platform", () => {
    expect(isPure(wheel("py3-none-any"))).toBe(true);
    expect(isPure(wheel("cp313-cp313-any"))).toBe(false);
    expect(isPure(wheel("py3-none-manylinux2014_x86_64"))).toBe(false);
  });
});
