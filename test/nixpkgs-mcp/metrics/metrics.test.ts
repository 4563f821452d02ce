import fc from "fast-check";
import { expect, it } from "vitest";
import { Metrics, percentile } from "../../../src/nixpkgs-mcp/metrics/metrics.ts";

it("counts calls, errors, durations and cache hits, by tool and together", () => {
  let now = 1_000;
  const metrics = new Metrics(() => now);
  for (const [tool, ms, failed] of [
    ["jq", 10, false],
    ["jq", 30, true],
    ["fd", 20, false],
  ] as const) {
    const end = metrics.begin(tool);
    now += ms;
    end(failed);
  }
  for (const hit of [true, false, true]) metrics.execution(hit);
  now += 5_000;
  expect(metrics.report()).toEqual({
    uptimeSeconds: 5,
    calls: 3,
    errors: 1,
    p50Ms: 20,
    p95Ms: 30,
    executions: 3,
    cacheHits: 2,
    tools: {
      jq: { calls: 2, errors: 1, p50Ms: 10, p95Ms: 30, maxMs: 30 },
      fd: { calls: 1, errors: 0, p50Ms: 20, p95Ms: 20, maxMs: 20 },
    },
  });
});

it("keeps the last durations only", () => {
  let now = 0;
  const metrics = new Metrics(() => now);
  for (let index = 0; index < 2_000; index++) {
    const end = metrics.begin("jq");
    now += index < 1_000 ? 1_000 : 1;
    end(false);
  }
  expect(metrics.report().tools.jq).toEqual({ calls: 2_000, errors: 0, p50Ms: 1, p95Ms: 1, maxMs: 1_000 });
});

it("a percentile is one of the numbers, with as many not above it as it says", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(10_000), { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (numbers, part) => {
        const found = percentile(numbers, part);
        expect(numbers).toContain(found);
        expect(numbers.filter((each) => each <= found).length).toBeGreaterThanOrEqual(part * numbers.length);
      },
    ),
  );
  expect(percentile([], 0.5)).toBe(0);
});
