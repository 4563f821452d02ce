import type { UpdatePolicy } from "../config/update-schema.ts";
import { ageText } from "./age.ts";
import type { VersionNumbers, VersionOrder } from "./order.ts";

/** A published version, as far as a policy looks at it. */
export interface Candidate {
  readonly version: string;
  /** Milliseconds since 1970; null: not known. */
  readonly published: number | null;
  /** Whether it is a pre-release that the source does not name itself. */
  readonly prerelease: boolean;
  /** Why its author took it back (yanked, retracted); null: not so. Never empty. */
  readonly withdrawn: string | null;
  /** Its author's message; null: not so. Never empty. */
  readonly deprecated: string | null;
  /** Why it cannot be used here: it wants another Node or Python; null: it can. */
  readonly unfit: string | null;
}

/** What the user lets an update do. */
export interface Wish {
  readonly policy: UpdatePolicy;
  /** Milliseconds that a version has to be public; 0: none. */
  readonly minAge: number;
  /** Milliseconds since 1970: only what was published before; null: no limit. */
  readonly before: number | null;
  readonly prerelease: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Question {
  /** The locked version. */
  readonly current: string;
  readonly versions: readonly Candidate[];
  readonly order: VersionOrder;
  /** Whether the source's range or tag has it; a range is never left. */
  readonly allows: (version: string) => boolean;
  /** The source's range as its author wrote it, for messages. */
  readonly range: string;
  /** What is said to be the latest release, where something says so: what is above it is no release for everybody. */
  readonly ceiling: string | null;
  readonly wish: Wish;
}

/** Why a newer version is not taken. */
export type Obstacle =
  | "withdrawn"
  | "deprecated"
  | "unfit"
  | "prerelease"
  | "not-latest"
  | "range"
  | "policy"
  | "too-new"
  | "undated";

export interface HeldBack {
  readonly version: string;
  readonly obstacle: Obstacle;
  /** A clause: "it is a pre-release". */
  readonly why: string;
}

export interface Choice {
  /** The newest that may be taken; null: the locked one stays. */
  readonly target: string | null;
  /** What else may be taken, newest first: where the target turns out not to be installable. */
  readonly older: readonly string[];
  /** The newest release for everybody, whatever range and policy say; the locked one where nothing is newer. */
  readonly latest: string;
  /** Of each obstacle the newest version it holds back, newest first; all are above what is taken. */
  readonly heldBack: readonly HeldBack[];
}

/**
 * The version to update to. Never one below the locked version or outside of the source's range; of two policies the
 * wider one never gives the older version.
 */
export function chooseVersion(question: Question): Choice {
  const { current, order, versions } = question;
  const newer = versions
    .filter(({ version }) => order.compare(version, current) > 0)
    .toSorted((one, other) => order.compare(other.version, one.version));
  const seen = newer.map((candidate) => ({ candidate, obstacle: obstacleOf(candidate, question) }));
  const [target = null, ...older] = seen.flatMap(({ candidate, obstacle }) =>
    obstacle === null ? [candidate.version] : [],
  );
  const latest = seen.find(({ obstacle }) => obstacle === null || aboutUser.has(obstacle.obstacle));
  const heldBack: HeldBack[] = [];
  for (const { candidate, obstacle } of seen) {
    if (candidate.version === target) break;
    if (obstacle === null || heldBack.some((one) => one.obstacle === obstacle.obstacle)) continue;
    heldBack.push({ version: candidate.version, ...obstacle });
  }
  return { target, older, latest: latest?.candidate.version ?? target ?? current, heldBack };
}

/** Obstacles that are the user's will, and say nothing against the version. */
const aboutUser = new Set<Obstacle>(["range", "policy", "too-new", "undated"]);

function obstacleOf(candidate: Candidate, question: Question): Omit<HeldBack, "version"> | null {
  const { version, withdrawn, deprecated, unfit, published } = candidate;
  const { current, order, ceiling, wish, range, allows } = question;
  if (withdrawn !== null) return { obstacle: "withdrawn", why: `its author withdrew it: ${withdrawn}` };
  if (deprecated !== null) return { obstacle: "deprecated", why: `it is deprecated: ${deprecated}` };
  if (unfit !== null) return { obstacle: "unfit", why: unfit };
  if (candidate.prerelease && !wish.prerelease && !followsPrerelease(version, current, order))
    return { obstacle: "prerelease", why: "it is a pre-release" };
  if (!allows(version)) return { obstacle: "range", why: `the source says ${range}` };
  const isBeyond = ceiling !== null && order.compare(version, ceiling) > 0;
  // A range that the latest release is not in was asked for by name.
  if (isBeyond && !wish.prerelease && allows(ceiling) && !candidate.prerelease)
    return { obstacle: "not-latest", why: `the latest release is ${ceiling}` };
  const step = stepOf(order.numbers(current), order.numbers(version));
  if (rank[step] > rank[wish.policy])
    return { obstacle: "policy", why: `that is a ${step} update, and the policy is ${wish.policy}` };
  return ageObstacle(published, wish);
}

function ageObstacle(
  published: number | null,
  { minAge, before, now }: Wish,
): Omit<HeldBack, "version"> | null {
  if (minAge === 0 && before === null) return null;
  if (published === null) return { obstacle: "undated", why: "nothing says when it was published" };
  if (before !== null && published >= before) {
    return {
      obstacle: "too-new",
      why: `it was published on ${new Date(published).toISOString().slice(0, 10)}`,
    };
  }
  if (now - published >= minAge) return null;
  return {
    obstacle: "too-new",
    why: `it is ${ageText(now - published)} old, and has to be ${ageText(minAge)}`,
  };
}

/** Whoever has 1.0.0-rc.1 wants 1.0.0-rc.2. */
function followsPrerelease(version: string, current: string, order: VersionOrder): boolean {
  if (!order.isPrerelease(current)) return false;
  return order.numbers(version).join() === order.numbers(current).join();
}

const rank = { none: 0, patch: 1, minor: 2, major: 3 } as const;

/**
 * How far it is from one version to a newer one. Below 1.0.0 authors break things in the second number, so that one counts
 * as the first there, as in npm's `^`; the third number is a patch everywhere.
 */
export function stepOf(from: VersionNumbers, to: VersionNumbers): Exclude<UpdatePolicy, "none"> {
  const [epoch, major, minor] = from;
  if (epoch !== to[0] || major !== to[1]) return "major";
  if (minor !== to[2]) return major === 0 ? "major" : "minor";
  return "patch";
}
