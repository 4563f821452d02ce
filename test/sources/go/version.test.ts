import fc from "fast-check";
import semver from "semver";
import { expect, it } from "vitest";
import {
  compareGo,
  compareVersions,
  isIncompatible,
  isPrerelease,
  isPseudo,
  isVersion,
} from "../../../src/sources/go/version.ts";

const number = fc.nat({ max: 300 });
const identifier = fc.oneof(number.map(String), fc.stringMatching(/^[a-zA-Z-][0-9a-zA-Z-]{0,6}$/));
const version = fc
  .tuple(number, number, number, fc.array(identifier, { maxLength: 3 }))
  .map(([a, b, c, pre]) => `v${a}.${b}.${c}${pre.length > 0 ? `-${pre.join(".")}` : ""}`);

it("orders as semver does", () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(Math.sign(compareVersions(a, b))).toBe(semver.compare(a, b));
      expect(isVersion(a)).toBe(true);
      expect(isPrerelease(a)).toBe(semver.prerelease(a) !== null);
    }),
  );
});

it("takes numbers of any length", () => {
  expect(compareVersions("v0.0.0-20250101000000000000001-a", "v0.0.0-20250101000000000000002-a")).toBe(-1);
  expect(compareVersions("v99999999999999999999.0.0", "v99999999999999999998.0.0")).toBe(1);
});

it.each(["1.2.3", "v1.2", "v1", "v01.2.3", "v1.2.3-01", "v1.2.3+build", "v1.2.3-", "latest", ""])(
  "%j is no version",
  (text) => expect(isVersion(text)).toBe(false),
);

it("knows what stands for a commit", () => {
  expect(isPseudo("v0.0.0-20191109021931-daa7c04131f5")).toBe(true);
  expect(isPseudo("v1.2.4-0.20191109021931-daa7c04131f5")).toBe(true);
  expect(isPseudo("v1.2.3-pre.0.20191109021931-daa7c04131f5")).toBe(true);
  expect(isPseudo("v2.0.1-0.20191109021931-daa7c04131f5+incompatible")).toBe(true);
  expect(isPseudo("v1.2.3-20191109021931-daa7c04131f5")).toBe(false);
  expect(isPseudo("v1.2.3-rc.1")).toBe(false);
  expect(isIncompatible("v2.0.0+incompatible")).toBe(true);
  expect(isVersion("v2.0.0+incompatible")).toBe(true);
});

it.each([
  ["1.21", "1.21rc1", -1],
  ["1.21rc1", "1.21.0", -1],
  ["1.9", "1.10", -1],
  ["1.24.3", "1.24.10", -1],
  ["go1.26.8", "1.26.8", 0],
  ["1.26.8", "1.26", 1],
])("Go %s and %s", (a, b, expected) => {
  expect(compareGo(a, b)).toBe(expected);
  expect(compareGo(b, a)).toBe(expected === 0 ? 0 : -expected);
});
