import { UserError } from "../../errors.ts";
import type { LockedPackage } from "./lockfile.ts";
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

/** Package name → versions, for the packages whose packuments belong in the cache. */
export type WantedVersions = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Names and versions whose package documents npm may ask for during an install from these packages.
 * An entry's folder gives the name unless the entry has one of its own (an alias); those of lockfiles of
 * version 1 have no version and give nothing.
 *
 * Source: nixpkgs `fetch-npm-deps/src/main.rs`, fetcher version 2.
 */
export function wantedVersions(
  packages: Iterable<Pick<LockedPackage, "name" | "version">>,
): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>();
  for (const { name: place, version } of packages) {
    if (version === undefined) continue;
    const folder = place.lastIndexOf(NODE_MODULES);
    const name = folder === -1 ? place : place.slice(folder + NODE_MODULES.length);
    wanted.set(name, (wanted.get(name) ?? new Set()).add(version));
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
 * @throws UserError `E_PACKUMENT` when the text is not a JSON object.
 */
export function normalisePackument(name: string, text: string, versions: ReadonlySet<string>): string {
  try {
    const reduced = reduce(objectOf(name, JSON.parse(text)), versions);
    if (!holdsNumber(reduced)) return serdeJson(reduced);
    // JavaScript has forgotten how numbers were written; the rare document that keeps one is read again.
    return serdeJson(reduce(objectOf(name, parseLossless(text)), versions));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(`the registry's document of ${name} is not JSON`, {
      code: "E_PACKUMENT",
      cause: error,
    });
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function reduce(document: JsonObject, wanted: ReadonlySet<string>): JsonObject {
  const reduced = pick(document, (key) => key === "name" || key === "versions");
  if (!isObject(reduced.versions)) return reduced;
  const versions = pick(reduced.versions, (version) => wanted.has(version));
  return { ...reduced, versions: mapValues(versions, reduceVersion) };
}

function reduceVersion(version: unknown): unknown {
  if (!isObject(version)) return version;
  return mapValues(
    pick(version, (key) => VERSION_FIELDS.has(key)),
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
