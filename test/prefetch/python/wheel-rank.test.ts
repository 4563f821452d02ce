import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pythonSystems } from "../../../src/config/lock-python-file-schema.ts";
import { pickSdist, pickWheel } from "../../../src/prefetch/python/pick-files.ts";
import { wheelRank } from "../../../src/prefetch/python/wheel-rank.ts";

const file = (name: string) => ({ name, hash: null, yanked: null, lockedUrl: null });
const pick = (names: readonly string[], system: (typeof pythonSystems)[number], python = "3.13") =>
  pickWheel(names.map(file), "a", "1.0", system, python)?.name ?? null;

describe("which wheel fits a system", () => {
  const all = [
    "a-1.0-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "a-1.0-cp313-cp313-manylinux_2_28_x86_64.whl",
    "a-1.0-cp313-cp313-manylinux_2_99_x86_64.whl",
    "a-1.0-cp313-cp313-musllinux_1_2_x86_64.whl",
    "a-1.0-cp313-cp313t-manylinux_2_28_x86_64.whl",
    "a-1.0-cp313-cp313-manylinux_2_28_aarch64.whl",
    "a-1.0-cp312-cp312-macosx_11_0_arm64.whl",
    "a-1.0-cp39-abi3-macosx_10_12_universal2.whl",
    "a-1.0-cp313-cp313-win_amd64.whl",
  ];

  test("its own CPython, the newest manylinux that nixpkgs' glibc has, never musl", () => {
    expect(pick(all, "x86_64-linux")).toBe("a-1.0-cp313-cp313-manylinux_2_28_x86_64.whl");
    expect(pick(all, "aarch64-linux")).toBe("a-1.0-cp313-cp313-manylinux_2_28_aarch64.whl");
    expect(pick(all.slice(2, 4), "x86_64-linux")).toBeNull();
  });

  test("on macOS universal2 runs on both machines, another Python's only by its stable ABI", () => {
    expect(pick(all, "aarch64-darwin")).toBe("a-1.0-cp39-abi3-macosx_10_12_universal2.whl");
    expect(pick(all, "x86_64-darwin")).toBe("a-1.0-cp39-abi3-macosx_10_12_universal2.whl");
    expect(pick(all, "aarch64-darwin", "3.12")).toBe("a-1.0-cp312-cp312-macosx_11_0_arm64.whl");
    expect(pick(["a-1.0-cp314-abi3-macosx_11_0_arm64.whl"], "aarch64-darwin")).toBeNull();
  });

  test("a wheel for any platform is the last choice, of two as good ones the higher build", () => {
    const any = "a-1.0-py2.py3-none-any.whl";
    expect(pick([any, ...all], "x86_64-linux")).not.toBe(any);
    expect(pick([any, ...all.slice(8)], "x86_64-linux")).toBe(any);
    expect(pick(["a-1.0-2-py3-none-any.whl", "a-1.0-10-py3-none-any.whl"], "x86_64-linux")).toBe(
      "a-1.0-10-py3-none-any.whl",
    );
  });

  test("the order of the index means nothing", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(all), fc.constantFrom(...pythonSystems), (some, system) => {
        expect(pick(some, system)).toBe(pick(some.toSorted(), system));
      }),
    );
  });

  test("what is for Windows or musl only runs nowhere", () => {
    for (const system of pythonSystems) {
      const rank = wheelRank(system, "3.13");
      for (const platform of [
        "win32",
        "win_amd64",
        "musllinux_1_1_x86_64",
        "linux_armv7l",
        "macosx_15_0_arm64",
      ]) {
        expect(rank({ python: "py3", abi: "none", platform })).toBeNull();
      }
    }
  });
});

test("of source archives tar.gz comes first", () => {
  expect(pickSdist([file("a-1.0.zip"), file("a-1.0.0.tar.gz")], "a", "1.0")?.name).toBe("a-1.0.0.tar.gz");
  expect(pickSdist([file("a-1.1.tar.gz")], "a", "1.0")).toBeNull();
});
