import { explain } from "@renovatebot/pep440";
import semver from "semver";
import { compareVersions as comparePython, isPrerelease as isPythonPrerelease } from "../python/versions.ts";
import { compareTags, isStable, versionOfTag } from "../sources/github/version.ts";
import {
  compareVersions as compareGo,
  isPrerelease as isGoPrerelease,
  isPseudo,
} from "../sources/go/version.ts";

/** How the versions of one kind of source are ordered and read. */
export interface VersionOrder {
  /** Below, at or above zero. */
  compare(one: string, other: string): number;
  /** Epoch, then the first three numbers; missing ones are 0. */
  numbers(version: string): VersionNumbers;
  isPrerelease(version: string): boolean;
}

export type VersionNumbers = readonly [epoch: number, major: number, minor: number, patch: number];

/** npm. Source: Semantic Versioning 2.0.0. */
export const semverOrder: VersionOrder = {
  compare: (one, other) => semver.compare(one, other, true),
  numbers(version) {
    const parsed = semver.parse(version, true);
    return parsed === null ? [0, 0, 0, 0] : [0, parsed.major, parsed.minor, parsed.patch];
  },
  isPrerelease: (version) => semver.prerelease(version, true) !== null,
};

/** Python. Source: PEP 440. */
export const pythonOrder: VersionOrder = {
  compare: comparePython,
  numbers(version) {
    const parsed = explain(version);
    const [major = 0, minor = 0, patch = 0] = parsed?.release ?? [];
    return [parsed?.epoch ?? 0, major, minor, patch];
  },
  isPrerelease: isPythonPrerelease,
};

/** Go, with the `v`. Source: Go Modules Reference, "Versions". */
export const goOrder: VersionOrder = {
  compare: compareGo,
  numbers: (version) => numbersIn(version.replace(/^v/, "")),
  // A commit without a tag has no better version to wait for.
  isPrerelease: (version) => isGoPrerelease(version) && !isPseudo(version),
};

/** Tags of a repository that name versions: `v1.2.3`, `server-1.2`. */
export const tagOrder: VersionOrder = {
  compare(one, other) {
    const [left, right] = [versionOfTag(one), versionOfTag(other)];
    if (left === null || right === null) return Number(left !== null) - Number(right !== null);
    // Some repositories tag the same version twice, with and without the v.
    return left.version === right.version ? 0 : compareTags(left, right);
  },
  numbers: (tag) => numbersIn(versionOfTag(tag)?.version ?? ""),
  isPrerelease(tag) {
    const version = versionOfTag(tag);
    return version !== null && !isStable(version);
  },
};

function numbersIn(version: string): VersionNumbers {
  const [, major = "0", minor = "0", patch = "0"] = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version) ?? [];
  return [0, Number(major), Number(minor), Number(patch)];
}
