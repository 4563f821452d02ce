/**
 * Versions as Go orders them: semantic versions with a leading `v` (golang.org/x/mod/semver), pseudo-versions
 * and `+incompatible` (Go Modules Reference, "Versions").
 */

interface Parsed {
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly pre: readonly string[];
  readonly build: string;
}

const VERSION =
  /^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

const PSEUDO =
  /^v\d+\.(?:0\.0-|\d+\.\d+-(?:[^+]*\.)?0\.)\d{14}-[A-Za-z0-9]+(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function parse(version: string): Parsed | null {
  const match = VERSION.exec(version);
  if (match === null) return null;
  const pre = match[4]?.split(".") ?? [];
  if (pre.some((part) => /^0\d+$/.test(part))) return null;
  return { numbers: [BigInt(match[1]!), BigInt(match[2]!), BigInt(match[3]!)], pre, build: match[5] ?? "" };
}

/** A complete version, such as a proxy lists: `v1.2.3`, `v1.2.3-rc.1`, `v2.0.0+incompatible`. */
export function isVersion(text: string): boolean {
  const parsed = parse(text);
  return parsed !== null && (parsed.build === "" || parsed.build === "incompatible");
}

export function isPrerelease(version: string): boolean {
  return (parse(version)?.pre.length ?? 0) > 0;
}

/** `v0.0.0-20250101120000-abcdefabcdef`: a commit that has no tag. */
export function isPseudo(version: string): boolean {
  return PSEUDO.test(version);
}

export function isIncompatible(version: string): boolean {
  return version.endsWith("+incompatible");
}

export function majorOf(version: string): number {
  return Number(parse(version)?.numbers[0] ?? 0n);
}

/** Below, at or above zero. What is no version comes before all that are. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parse(a), parse(b)];
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  for (const at of [0, 1, 2] as const) {
    if (left.numbers[at] !== right.numbers[at]) return left.numbers[at] < right.numbers[at] ? -1 : 1;
  }
  return comparePre(left.pre, right.pre);
}

function comparePre(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0);
  for (let at = 0; at < a.length && at < b.length; at++) {
    const order = compareIdentifiers(a[at]!, b[at]!);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

function compareIdentifiers(a: string, b: string): number {
  const [numeric, other] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numeric !== other) return numeric ? -1 : 1;
  if (numeric && a.length !== b.length) return a.length < b.length ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Go's own release numbers: `1.24`, `1.24.3`, `1.25rc1`; a missing patch is the language version, before all. */
export function compareGo(a: string, b: string): number {
  const key = (text: string): readonly number[] => {
    const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+)|(alpha|beta|rc)(\d+))?/.exec(text.replace(/^go/, ""));
    if (match === null) return [0, 0, 0, 0];
    const [, major, minor = "0", patch, kind, number = "0"] = match;
    const rank = kind === undefined ? (patch === undefined ? 0 : 4) : { alpha: 1, beta: 2, rc: 3 }[kind]!;
    return [Number(major), Number(minor), rank, Number(patch ?? number)];
  };
  const [left, right] = [key(a), key(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at < 0 ? 0 : Math.sign(left[at]! - right[at]!);
}
