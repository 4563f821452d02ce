import semver from "semver";
import { z } from "zod";
import { similarNames } from "../../config/similar-names.ts";
import { UserError } from "../../errors.ts";
import type { NpmConfig } from "../../registry/npm-config.ts";
import { registryError } from "../../registry/registry-errors.ts";
import { similarPackages } from "../../registry/similar-names.ts";
import { manifestSchema, type PublishedManifest } from "./manifest.ts";
import type { Packument, Packuments } from "./packument.ts";
import type { NpmSource } from "./spec.ts";

/** A version chosen out of a packument. */
interface Picked {
  readonly manifest: PublishedManifest;
  readonly packument: Packument;
  /** What the user should know and can decide on: deprecations. */
  readonly notes: readonly string[];
}

/**
 * Chooses the version npm itself would (npm-pick-manifest: tags, ranges, `before`).
 *
 * @throws UserError `E_NOT_FOUND` unknown package (names alike ones), `E_VERSION` no such version (names
 * the nearest), `E_UNPUBLISHED`, `E_FORBIDDEN`, `E_NETWORK`, `E_REGISTRY`
 */
export async function pickVersion(source: NpmSource, packuments: Packuments): Promise<Picked> {
  const packument = await fetchPackument(source, packuments);
  const { default: pickManifest } = await import("npm-pick-manifest");
  let picked: unknown;
  try {
    picked = pickManifest(packument, source.wanted, { ...packuments.config.flat });
  } catch (error) {
    throw noSuchVersion(source, packument, packuments.config.flat.before, error);
  }
  const manifest = checkedManifest(picked, source, packument);
  return { manifest, packument, notes: deprecationNotes(manifest, packument) };
}

/**
 * The manifest, if it is about what was asked for. A signature only says that name, version and bytes
 * belong together; a registry that answers with another package's signed manifest would pass it.
 */
function checkedManifest(picked: unknown, source: NpmSource, packument: Packument): PublishedManifest {
  const { success, data: manifest, error } = manifestSchema.safeParse(picked);
  if (!success) throw oddAnswer(source, `its manifest is odd: ${z.prettifyError(error).split("\n")[0]}`);
  const place = Object.entries(packument.versions).find(([, version]) => version.dist === manifest.dist);
  const isAsked =
    packument.name === source.name &&
    manifest.name === source.name &&
    (place === undefined || place[0] === manifest.version) &&
    (source.wantedType !== "version" || semver.eq(source.wanted, manifest.version, true));
  if (isAsked) return manifest;
  throw oddAnswer(source, `it answers with ${manifest.name}@${manifest.version}`);
}

function oddAnswer(source: NpmSource, what: string): UserError {
  return new UserError(`the registry does not answer for ${source.name}@${source.wanted}: ${what}`, {
    code: "E_REGISTRY",
    where: source.spec,
    hint: "Do not use this registry before it has been repaired.",
  });
}

/**
 * The packument of a package, with at least one version.
 *
 * @throws UserError as `pickVersion`, but `E_VERSION`
 */
export async function fetchPackument(source: NpmSource, packuments: Packuments): Promise<Packument> {
  let packument: Packument;
  try {
    packument = await packuments.get(source.name);
  } catch (error) {
    if (Object(error).code !== "E404") throw registryError(error, source.name, source.spec);
    throw await notFound(source, packuments.config);
  }
  if (Object.keys(packument.versions).length > 0) return packument;
  const when = Object(packument.time?.unpublished).time;
  throw new UserError(
    `${source.name} has been unpublished${typeof when === "string" ? ` (${when.slice(0, 10)})` : ""}: the registry has no version of it`,
    {
      code: "E_UNPUBLISHED",
      where: source.spec,
      hint: await suggestNames(source.name, packuments.config),
    },
  );
}

async function notFound(source: NpmSource, config: NpmConfig): Promise<UserError> {
  return new UserError(`the registry has no package ${source.name}, or none that you may see`, {
    code: "E_NOT_FOUND",
    where: source.spec,
    hint: await suggestNames(source.name, config),
  });
}

async function suggestNames(name: string, config: NpmConfig): Promise<string> {
  const names = await similarPackages(name, config);
  const login = name.startsWith("@") ? " If it is private, log in to its registry (`npm login`)." : "";
  return names.length === 0 ? `Check the spelling.${login}` : `Similar names: ${names.join(", ")}.${login}`;
}

function noSuchVersion(source: NpmSource, packument: Packument, before: unknown, cause: unknown): UserError {
  const versions = Object.keys(packument.versions);
  const tags = packument["dist-tags"];
  const alternatives =
    source.wantedType === "tag"
      ? similarNames(source.wanted, Object.keys(tags))
      : nearestVersions(source.wanted, versions, 5);
  const limit = before
    ? ` of before ${before instanceof Date ? before.toISOString() : before}, npm's \`before\``
    : "";
  const tagList = Object.entries(tags)
    .slice(0, 8)
    .map(([tag, version]) => `${tag} = ${version}`)
    .join(", ");
  return new UserError(
    `${source.name} has no ${source.wanted === "*" ? "version" : `${source.wantedType} ${source.wanted}`}${limit}`,
    {
      code: "E_VERSION",
      where: source.spec,
      hint: [
        alternatives.length > 0 ? `Nearest: ${alternatives.join(", ")}.` : "",
        tagList === "" ? "" : `Tags: ${tagList}.`,
      ]
        .filter((part) => part !== "")
        .join(" "),
      cause,
    },
  );
}

/** The `limit` versions nearest to what was wanted, in ascending order; the newest ones for a range. */
export function nearestVersions(wanted: string, versions: readonly string[], limit: number): string[] {
  const sorted = versions.filter((version) => semver.valid(version, true) !== null).sort(semver.compareLoose);
  const target = semver.coerce(wanted, { loose: true });
  if (target === null) return sorted.slice(-limit);
  const above = sorted.findIndex((version) => semver.gte(version, target, true));
  const middle = above < 0 ? sorted.length : above;
  const from = Math.max(0, Math.min(middle - Math.floor(limit / 2), sorted.length - limit));
  return sorted.slice(from, from + limit);
}

function deprecationNotes(manifest: PublishedManifest, packument: Packument): string[] {
  if (manifest.deprecated === undefined) return [];
  const kept = Object.values(packument.versions)
    .filter((version) => version.deprecated === undefined || version.deprecated === false)
    .map((version) => version.version)
    .filter((version) => semver.prerelease(version) === null);
  const alternatives = nearestVersions(manifest.version, kept, 3);
  return [
    `${manifest.name}@${manifest.version} is deprecated: ${manifest.deprecated}` +
      (alternatives.length > 0
        ? ` (not deprecated: ${alternatives.join(", ")})`
        : " (as are all its versions)"),
  ];
}
