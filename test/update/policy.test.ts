import fc from "fast-check";
import semver from "semver";
import { describe, expect, it } from "vitest";
import { goOrder, pythonOrder, semverOrder, tagOrder } from "../../src/update/order.ts";
import { type Candidate, chooseVersion, type Question, stepOf, type Wish } from "../../src/update/policy.ts";

const day = 86_400_000;
const now = Date.parse("2026-06-01T00:00:00Z");

const candidate = (version: string, more: Partial<Candidate> = {}): Candidate => ({
  version,
  published: now - 100 * day,
  prerelease: semverOrder.isPrerelease(version),
  withdrawn: null,
  deprecated: null,
  unfit: null,
  ...more,
});

const wish = (more: Partial<Wish> = {}): Wish => ({
  policy: "major",
  minAge: 0,
  before: null,
  prerelease: false,
  now,
  ...more,
});

/** Three generations of one package, as they come from a registry. */
const generations: Candidate[] = [
  candidate("1.0.0"),
  candidate("1.0.1", { published: now - 90 * day }),
  candidate("1.0.2", { deprecated: "broken" }),
  candidate("1.1.0", { published: now - 60 * day }),
  candidate("2.0.0", { published: now - 30 * day }),
  candidate("2.0.1", { published: now - 2 * day }),
  candidate("2.1.0-beta.1", { published: now - day }),
];

const ask = (more: Partial<Omit<Question, "wish">> & { wish?: Partial<Wish> } = {}) =>
  chooseVersion({
    current: "1.0.0",
    versions: generations,
    order: semverOrder,
    allows: () => true,
    range: "*",
    ceiling: null,
    ...more,
    wish: wish(more.wish),
  });

describe("the version a policy gives", () => {
  it.each([
    ["none", null],
    ["patch", "1.0.1"],
    ["minor", "1.1.0"],
    ["major", "2.0.1"],
  ] as const)("%s: %s", (policy, target) => {
    expect(ask({ wish: { policy } }).target).toBe(target);
  });

  it.each([
    ["a minimum age", { minAge: 7 * day }, "2.0.0"],
    ["a day", { before: now - 45 * day }, "1.1.0"],
    ["a day and a policy", { before: now - 45 * day, policy: "patch" }, "1.0.1"],
    ["pre-releases", { prerelease: true }, "2.1.0-beta.1"],
    ["pre-releases of a minimum age", { prerelease: true, minAge: 2 * day }, "2.0.1"],
  ] as const)("with %s", (_, more, target) => {
    expect(ask({ wish: more }).target).toBe(target);
  });

  it("says of what is above it why it stays there, the newest of each reason", () => {
    expect(ask({ wish: { policy: "patch", minAge: 7 * day } })).toEqual({
      target: "1.0.1",
      older: [],
      latest: "2.0.1",
      heldBack: [
        { version: "2.1.0-beta.1", obstacle: "prerelease", why: "it is a pre-release" },
        {
          version: "2.0.1",
          obstacle: "policy",
          why: "that is a major update, and the policy is patch",
        },
        { version: "1.0.2", obstacle: "deprecated", why: "it is deprecated: broken" },
      ],
    });
    const { heldBack } = ask({ wish: { minAge: 7 * day } });
    expect(heldBack.map(({ version, why }) => [version, why])).toContainEqual([
      "2.0.1",
      "it is 2 days old, and has to be 7 days",
    ]);
  });

  it("gives what else may be taken, the newest first", () => {
    expect(ask().older).toEqual(["2.0.0", "1.1.0", "1.0.1"]);
  });

  it("takes no version whose age is not known where an age is asked for", () => {
    const versions = [candidate("1.0.1", { published: null })];
    expect(ask({ versions }).target).toBe("1.0.1");
    const asked = ask({ versions, wish: { minAge: day } });
    expect([asked.target, asked.heldBack[0]?.obstacle]).toEqual([null, "undated"]);
  });

  it("passes over what was withdrawn and what does not run here", () => {
    const versions = [
      candidate("1.2.0"),
      candidate("1.3.0", { unfit: "it wants Node >=30" }),
      candidate("1.4.0", { withdrawn: "wrong files" }),
    ];
    const { target, latest, heldBack } = ask({ versions });
    expect([target, latest]).toEqual(["1.2.0", "1.2.0"]);
    expect(heldBack.map(({ why }) => why)).toEqual([
      "its author withdrew it: wrong files",
      "it wants Node >=30",
    ]);
  });

  it("does not go beyond what the registry calls its latest, but where the range does or pre-releases are wanted", () => {
    expect(ask({ ceiling: "1.1.0" }).target).toBe("1.1.0");
    expect(ask({ ceiling: "1.1.0" }).heldBack).toContainEqual({
      version: "2.0.1",
      obstacle: "not-latest",
      why: "the latest release is 1.1.0",
    });
    const allows = (version: string) => semver.satisfies(version, "1.0 || 2.x");
    expect(ask({ ceiling: "1.1.0", allows }).target).toBe("2.0.1");
    expect(ask({ ceiling: "1.1.0", wish: { prerelease: true } }).target).toBe("2.1.0-beta.1");
  });

  it("a pre-release that is locked goes on to the next one of its release, and to the release", () => {
    const versions = ["2.0.0-rc.1", "2.0.0-rc.2", "2.1.0-rc.1"].map((version) => candidate(version));
    expect(ask({ current: "2.0.0-rc.1", versions }).target).toBe("2.0.0-rc.2");
    expect(ask({ current: "2.0.0-rc.1", versions: [...versions, candidate("2.0.0")] }).target).toBe("2.0.0");
  });
});

describe("how far a step is", () => {
  it.each([
    [semverOrder, "1.2.3", "1.2.4", "patch"],
    [semverOrder, "1.2.3", "1.3.0", "minor"],
    [semverOrder, "1.2.3", "2.0.0", "major"],
    [semverOrder, "0.4.1", "0.4.9", "patch"],
    [semverOrder, "0.4.1", "0.5.0", "major"],
    [semverOrder, "0.9.0", "1.0.0", "major"],
    [pythonOrder, "2025.4.7", "2025.12.18", "minor"],
    [pythonOrder, "2025.4.7", "2026.1.2", "major"],
    [pythonOrder, "1.0", "1.0.0.post1", "patch"],
    [pythonOrder, "1.0", "1!1.0", "major"],
    [goOrder, "v1.2.0", "v1.3.0", "minor"],
    [goOrder, "v0.0.0-20250101120000-abcdefabcdef", "v0.0.0-20260101120000-abcdefabcdef", "patch"],
    [tagOrder, "server-v1.2", "server-v1.3", "minor"],
    [tagOrder, "release-2.0.0", "release-2.0.1", "patch"],
  ] as const)("%#: %s to %s is %s", (order, from, to, step) => {
    expect(stepOf(order.numbers(from), order.numbers(to))).toBe(step);
    expect(order.compare(from, to)).toBeLessThan(0);
  });

  it("one version under two tags is no update", () => {
    expect(tagOrder.compare("v1.2.3", "1.2.3")).toBe(0);
  });
});

const policies = ["none", "patch", "minor", "major"] as const;
const part = fc.integer({ min: 0, max: 3 });
const versions = {
  npm: {
    order: semverOrder,
    version: fc
      .tuple(part, part, part, fc.constantFrom("", "-rc.1", "-rc.2"))
      .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`),
  },
  python: {
    order: pythonOrder,
    version: fc
      .tuple(fc.constantFrom("", "1!"), part, part, fc.constantFrom("", "rc1", ".post1", ".dev3"))
      .map(([epoch, a, b, end]) => `${epoch}${a}.${b}${end}`),
  },
  go: {
    order: goOrder,
    version: fc
      .tuple(part, part, part, fc.constantFrom("", "-rc.1", "-0.20250102030405-abcdefabcdef"))
      .map(([a, b, c, pre]) => `v${a}.${b}.${c}${pre}`),
  },
  tags: {
    order: tagOrder,
    version: fc
      .tuple(fc.constantFrom("v", ""), part, part, fc.constantFrom("", "-beta"))
      .map(([prefix, a, b, end]) => `${prefix}${a}.${b}${end}`),
  },
};

describe.each(Object.entries(versions))("whatever is published (%s)", (_, { order, version }) => {
  const reason = fc.option(fc.constant("a reason"), { freq: 3 });
  const question = fc
    .record({
      current: version,
      all: fc.array(
        fc.record({
          version,
          published: fc.option(fc.integer({ min: now - 50 * day, max: now }), { freq: 4 }),
          withdrawn: reason,
          deprecated: reason,
          unfit: reason,
        }),
        { maxLength: 12 },
      ),
      ceiling: fc.option(version),
      excluded: fc.array(version, { maxLength: 3 }),
      wish: fc.record({
        policy: fc.constantFrom(...policies),
        minAge: fc.constantFrom(0, 5 * day, 20 * day),
        before: fc.option(fc.integer({ min: now - 50 * day, max: now })),
        prerelease: fc.boolean(),
        now: fc.constant(now),
      }),
    })
    .map(({ current, all, ceiling, excluded, wish }): Question => {
      const versions = all.map((one) => ({ ...one, prerelease: order.isPrerelease(one.version) }));
      return {
        current,
        versions,
        order,
        ceiling,
        wish,
        range: "?",
        allows: (one) => !excluded.includes(one),
      };
    });
  const check = (property: (question: Question) => void) => fc.assert(fc.property(question, property));

  it("is never a downgrade, never outside of the range, and one of those published", () => {
    check((asked) => {
      const { target, older, latest } = chooseVersion(asked);
      for (const taken of [target, ...older]) {
        if (taken === null) continue;
        expect(order.compare(taken, asked.current)).toBeGreaterThan(0);
        expect(asked.allows(taken)).toBe(true);
        const found = asked.versions.filter(({ version }) => version === taken);
        expect(found.some((one) => (one.withdrawn ?? one.deprecated ?? one.unfit) === null)).toBe(true);
      }
      expect(order.compare(latest, asked.current)).toBeGreaterThanOrEqual(0);
      if (target !== null) expect(order.compare(latest, target)).toBeGreaterThanOrEqual(0);
    });
  });

  it("grows with what is allowed: a wider policy, a lower age, pre-releases", () => {
    const level = (asked: Question, more: Partial<Wish>) =>
      chooseVersion({ ...asked, wish: { ...asked.wish, ...more } }).target ?? asked.current;
    check((asked) => {
      const steps = policies.map((policy) => level(asked, { policy }));
      expect(steps[0]).toBe(asked.current);
      const grows = (some: readonly string[]) => {
        for (const [at, one] of some.slice(1).entries())
          expect(order.compare(one, some[at]!)).toBeGreaterThanOrEqual(0);
      };
      grows(steps);
      grows([20 * day, 5 * day, 0].map((minAge) => level(asked, { minAge })));
      grows([false, true].map((prerelease) => level(asked, { prerelease })));
    });
  });

  it("names, of what is above it, nothing twice, and nothing it takes", () => {
    check((asked) => {
      const { target, heldBack } = chooseVersion(asked);
      expect(new Set(heldBack.map(({ obstacle }) => obstacle)).size).toBe(heldBack.length);
      for (const { version } of heldBack)
        expect(order.compare(version, target ?? asked.current)).toBeGreaterThanOrEqual(0);
    });
  });
});
