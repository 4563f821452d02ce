import { UserError } from "../../errors.ts";
import type { LockedPackage } from "./lockfile.ts";
import { isRebuilt, publishedForm } from "./published-form.ts";
import { holdsNumber, parseLossless, serdeJson } from "./serde-json.ts";

/** What npm install reads of a published version; everything else in it may change after publication. */
const VERSION_FIELDS: ReadonlySet<string> = new Set([
  "name",
  "version",
  "dependencies",
  "devDependencies",
  "peerDependencies",
  "peerDependenciesMeta",
  "optionalDependencies",
  "bundleDependencies",
  "bundledDependencies",
  "dist",
  "bin",
  "engines",
  "os",
  "cpu",
  "scripts",
]);

const DIST_FIELDS: ReadonlySet<string> = new Set(["tarball", "integrity", "shasum"]);

/** The two `Accept` headers npm asks for a packument with, in the order the cache holds them. */
export const PACKUMENT_ACCEPTS = [
  "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*",
  "application/json",
] as const;

const NODE_MODULES = "node_modules/";

/** Versions of one package → whether npm runs a script of it at install, as the lockfile says. */
export type WantedVersions = ReadonlyMap<string, boolean>;

/**
 * Names and versions whose package documents npm may ask for during an install from these packages.
 * An entry's folder gives the name unless the entry has one of its own (an alias); those of lockfiles of
 * version 1 have no version and give nothing.
 *
 * Source: nixpkgs `fetch-npm-deps/src/main.rs`, fetcher version 2.
 */
export function wantedVersions(
  packages: Iterable<Pick<LockedPackage, "name" | "version" | "hasInstallScript">>,
): Map<string, WantedVersions> {
  const wanted = new Map<string, Map<string, boolean>>();
  for (const { name: place, version, hasInstallScript = false } of packages) {
    if (version === undefined) continue;
    const folder = place.lastIndexOf(NODE_MODULES);
    const name = folder === -1 ? place : place.slice(folder + NODE_MODULES.length);
    wanted.set(name, (wanted.get(name) ?? new Map()).set(version, hasInstallScript));
  }
  return wanted;
}

/** The address of a package's document, which is its key in the cache too: `@a/b` becomes `@a%2fb`. */
export function packumentUrl(registry: string, name: string): string {
  return new URL(`${registry.replace(/\/+$/, "")}/${name.replaceAll("/", "%2f")}`).href;
}

/**
 * A registry's package document, reduced to what cannot change once a version is published: its name and,
 * of the wanted versions, the fields npm reads. Gives the bytes the cache holds.
 *
 * Source: nixpkgs `fetch-npm-deps/src/main.rs` since its pull request 490618 (February 2026), and
 * numtide/llm-agents.nix since 907a7c31. Before, `dist` was kept whole, whose signatures the registry
 * changes, so hashes of that time may not be reproducible by anyone.
 *
 * A registry that makes its documents from each tarball's package.json gives other bytes than npm's own;
 * those are put into the form `npm publish` would have given them, and `rebuilt` says so.
 * @throws UserError `E_PACKUMENT` when the text is not a JSON object.
 */
export function normalisePackument(
  name: string,
  text: string,
  versions: WantedVersions,
): { text: string; rebuilt: boolean } {
  try {
    const reduced = reduce(objectOf(name, JSON.parse(text)), versions);
    if (!holdsNumber(reduced.document))
      return { text: serdeJson(reduced.document), rebuilt: reduced.rebuilt };
    // JavaScript has forgotten how numbers were written; the rare document that keeps one is read again.
    const lossless = reduce(objectOf(name, parseLossless(text)), versions);
    return { text: serdeJson(lossless.document), rebuilt: reduced.rebuilt };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(`the registry's document of ${name} is not JSON`, {
      code: "E_PACKUMENT",
      cause: error,
    });
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function reduce(
  document: JsonObject,
  wanted: WantedVersions,
): { readonly document: JsonObject; readonly rebuilt: boolean } {
  const reduced = pick(document, (key) => key === "name" || key === "versions");
  if (!isObject(reduced.versions)) return { document: reduced, rebuilt: false };
  const versions = pick(reduced.versions, (version) => wanted.has(version));
  const rebuilt = Object.values(versions).some((version) => isObject(version) && isRebuilt(version));
  const kept = mapValues(versions, (version, number) => reduceVersion(version, wanted.get(number) === true));
  return { document: { ...reduced, versions: kept }, rebuilt };
}

function reduceVersion(version: unknown, installs: boolean): unknown {
  if (!isObject(version)) return version;
  const published = isRebuilt(version) ? publishedForm(version, installs) : version;
  return mapValues(
    pick(published, (key) => VERSION_FIELDS.has(key)),
    (value, key) =>
      key === "dist" && isObject(value) ? pick(value, (field) => DIST_FIELDS.has(field)) : value,
  );
}

function objectOf(name: string, json: unknown): JsonObject {
  if (isObject(json)) return json;
  throw new UserError(`the registry's document of ${name} is not a JSON object`, { code: "E_PACKUMENT" });
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function pick(object: JsonObject, keep: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keep(key)));
}

function mapValues(object: JsonObject, change: (value: unknown, key: string) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}
