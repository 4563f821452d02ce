import { bytesOf, type LimitInEffect, matches } from "./limits.ts";
import type { UserManager } from "./user-manager.ts";

interface Property {
  readonly name: string;
  /** What was asked for, in the property's own measure; undefined: it is not compared. */
  readonly wanted: (text: string, memory: number) => number | undefined;
  readonly actual: (text: string) => number;
}

const number = (text: string) =>
  text === "infinity" || text === "[not set]" ? Number.POSITIVE_INFINITY : Number(text);
const memory = (name: string): Property => ({ name, wanted: bytesOf, actual: number });
const count = (text: string) =>
  text === "infinity" ? Number.POSITIVE_INFINITY : /^\d+$/.test(text) ? Number(text) : undefined;

/** Properties of a unit by the options' names. Source: org.freedesktop.systemd1(5). */
const properties: Readonly<Record<string, Property>> = {
  memoryMax: memory("MemoryMax"),
  memoryHigh: memory("MemoryHigh"),
  memorySwapMax: memory("MemorySwapMax"),
  cpuQuota: {
    name: "CPUQuotaPerSecUSec",
    wanted: (text) => Number.parseFloat(text) / 100,
    actual: secondsOf,
  },
  cpuWeight: { name: "CPUWeight", wanted: count, actual: number },
  ioWeight: { name: "IOWeight", wanted: count, actual: number },
  tasksMax: { name: "TasksMax", wanted: count, actual: number },
};

const spans: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3600,
  d: 86_400,
};

/** `1min 30s`, `1.500000s`, `500ms` in seconds. Source: systemd.time(7). */
export function secondsOf(text: string): number {
  if (text === "infinity") return Number.POSITIVE_INFINITY;
  return [...text.matchAll(/([\d.]+)(us|ms|s|min|h|d)\b/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (spans[unit as string] ?? 0),
    0,
  );
}

/** Whether systemd has each limit for a unit, be there a cgroup of it or not. */
export async function limitsInUnit(
  manager: UserManager,
  unit: string,
  limits: Readonly<Record<string, string | number>>,
  memorySize: number,
): Promise<LimitInEffect[]> {
  const known = Object.entries(limits).flatMap(([name, value]) => {
    const property = properties[name];
    return property === undefined ? [] : [{ name, wanted: String(value), property }];
  });
  if (known.length === 0) return [];
  const found = await manager.show(
    unit,
    known.map(({ property }) => property.name),
  );
  return known.map(({ name, wanted, property }) => {
    const actual = found?.[property.name] ?? null;
    const asked = property.wanted(wanted, memorySize);
    const holds =
      actual !== null &&
      (asked === undefined ||
        matches(asked, property.actual(actual), property.wanted === bytesOf ? "memory" : "other"));
    return { name, wanted, actual, holds };
  });
}
