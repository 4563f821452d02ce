import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  allows,
  compareVersions,
  isSameVersion,
  isSpecifier,
  isTooOld,
  namesPrerelease,
  normalVersion,
} from "../../src/python/versions.ts";

const number = fc.integer({ min: 0, max: 30 });
const version = fc
  .tuple(
    fc.array(number, { minLength: 1, maxLength: 4 }),
    fc.option(fc.constantFrom("a1", "b2", "rc1", ".post1", ".dev1", "+local.1"), { nil: "" }),
  )
  .map(([release, suffix]) => `${release.join(".")}${suffix}`);

describe("versions (PEP 440)", () => {
  test.each([
    ["1.0-RC.1", "1.0rc1"],
    ["v2.0", "2.0"],
    ["1.0-2", "1.0.post2"],
    ["1!3.4.dev", "1!3.4.dev0"],
    ["1.0+Ubuntu-1", "1.0+ubuntu.1"],
    ["latest", null],
    ["", null],
  ])("%s is written %s", (written, normal) => {
    expect(normalVersion(written)).toBe(normal);
  });

  test("are allowed by their own ==, >= and <=, and by neither < nor > of themselves", () => {
    fc.assert(
      fc.property(version, (one) => {
        const bound = one.replace(/\+.*/, "");
        expect([`==${one}`, `>=${bound}`, `<=${bound}`].every((clause) => allows(clause, one))).toBe(true);
        expect(allows(`<${bound}`, one) || allows(`>${bound}`, one)).toBe(false);
      }),
    );
  });

  test("sort so that what <, and what >, allow lies on one side", () => {
    fc.assert(
      fc.property(version, version, (one, other) => {
        const bound = other.replace(/\+.*/, "");
        if (allows(`<${bound}`, one)) expect(compareVersions(one, bound)).toBeLessThan(0);
        if (allows(`>${bound}`, one)) expect(compareVersions(one, bound)).toBeGreaterThan(0);
      }),
    );
  });

  // Answers of PyPA's `packaging`.
  test.each([
    ["<3.0,>2.0b2", "2rc4", true],
    [">3.10.0.post1", "1!3.10", true],
    ["~=0.2024a1", "0.2024b2", true],
    ["<2.0", "2.0rc1", false],
    [">2.0", "2.0.post1", false],
    [">2.0", "2.0+local", false],
    ["~=2.2", "2.9", true],
    ["~=2.2.0", "2.3", false],
    ["==2.*", "2.9.post1", true],
    ["!=2.*", "2.9", false],
    ["===1.0-x", "1.0-x", true],
    [">=1.0.*", "1.2", true],
  ])("%s and %s: %s", (specifier, one, allowed) => {
    expect(allows(specifier, one)).toBe(allowed);
  });

  test.each(["~=1", ">=one", "=1", "1.0", ">=1,,!"])("%s is no specifier, and allows nothing", (text) => {
    expect(isSpecifier(text)).toBe(false);
    expect(allows(text, "1.0")).toBe(false);
  });

  test("that are none are allowed by nothing but ===", () => {
    expect(allows(">=0", "unstable")).toBe(false);
    expect(allows("===unstable", "unstable")).toBe(true);
    expect(allows("", "unstable")).toBe(true);
  });

  test("are too old below lower bounds only", () => {
    expect(isTooOld(">=2,<3", "1.9")).toBe(true);
    expect(isTooOld(">=2,<3", "3.1")).toBe(false);
    expect(isTooOld("==2.*", "1.0")).toBe(true);
    expect(isTooOld("<2,!=1.5", "1.5")).toBe(false);
  });

  test("pre-releases are asked for by naming one", () => {
    expect(namesPrerelease(">=2.0rc1")).toBe(true);
    expect(namesPrerelease("!=2.0rc1")).toBe(false);
    expect(namesPrerelease(">=2.0")).toBe(false);
  });
});

describe("two writings", () => {
  test.each([
    ["1.0", "1"],
    ["2025.04.07", "2025.4.7"],
    ["1.0.0-rc.1", "1rc1"],
    ["1.0.post1", "1-post1"],
    ["1.0a", "1.0a0"],
  ])("%s and %s are of the same version", (one, other) => {
    expect(isSameVersion(one, other)).toBe(true);
  });

  test.each([
    ["1.0", "1.0.1"],
    ["1.0", "1.0rc1"],
    ["1.0.dev1", "1.0.post1"],
    ["10", "1"],
    ["one", "one"],
    ["1.0", "1.0+local"],
  ])("%s and %s are not", (one, other) => {
    expect(isSameVersion(one, other)).toBe(false);
  });
});
