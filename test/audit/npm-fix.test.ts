import fc from "fast-check";
import semver from "semver";
import { expect, it } from "vitest";
import { npmFix } from "../../src/audit/npm-fix.ts";

const published = ["1.0.0", "1.2.5", "1.2.6", "1.3.0", "1.4.0-beta.1", "2.0.0", "oops"];

it("finds the first version without the weakness, and the last that the dependents take", () => {
  expect(npmFix("1.2.5", published, ["<1.2.6"], ["^1.0.0"])).toEqual({ lowest: "1.2.6", inRange: "1.3.0" });
  expect(npmFix("1.2.5", published, ["<1.2.6"], ["^1.0.0", "~1.2.0"])).toEqual({
    lowest: "1.2.6",
    inRange: "1.2.6",
  });
  expect(npmFix("1.2.5", published, ["<1.2.6", ">=1.2.6 <2"], ["^1.0.0"])).toEqual({
    lowest: "2.0.0",
    inRange: null,
  });
  expect(npmFix("1.2.5", published, ["*"], ["*"])).toEqual({ lowest: null, inRange: null });
  // Nobody is known to take it.
  expect(npmFix("1.2.5", published, ["<1.2.6"], [])).toEqual({ lowest: "1.2.6", inRange: null });
  expect(npmFix("1.2.5", published, ["<1.2.6"], ["^1.0.0", null])).toEqual({
    lowest: "1.2.6",
    inRange: null,
  });
});

const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join("."));

it("never proposes what is affected, older, or not asked for", () => {
  fc.assert(
    fc.property(version, fc.array(version), version, version, (installed, versions, end, asked) => {
      const { lowest, inRange } = npmFix(installed, versions, [`<${end}`], [`^${asked}`]);
      for (const one of [lowest, inRange]) {
        if (one === null) continue;
        expect(versions).toContain(one);
        expect(semver.gt(one, installed)).toBe(true);
        expect(semver.gte(one, end)).toBe(true);
      }
      if (inRange !== null) expect(semver.satisfies(inRange, `^${asked}`)).toBe(true);
      if (inRange !== null) expect(lowest).not.toBeNull();
    }),
  );
});
