import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { Signer } from "./signing.ts";
import { packTarball } from "./tarball.ts";
import type { FakeFiles, FakeVersion, SignatureMode } from "./types.ts";

type Json = Record<string, unknown>;

/** A version made ready to serve. */
export interface BuiltVersion {
  readonly name: string;
  readonly version: string;
  readonly tarball: Buffer;
  readonly integrity: string;
  /** The manifest as the full packument has it. */
  readonly full: Json;
  /** The same in npm's abbreviated form. */
  readonly abbreviated: Json;
  readonly time: string | undefined;
  readonly removed: boolean;
}

/** The fields of npm's abbreviated form (npm/registry docs/responses/package-metadata.md). */
const abbreviatedFields = [
  "name",
  "version",
  "deprecated",
  "dependencies",
  "optionalDependencies",
  "devDependencies",
  "bundleDependencies",
  "peerDependencies",
  "peerDependenciesMeta",
  "acceptDependencies",
  "bin",
  "directories",
  "dist",
  "engines",
  "cpu",
  "os",
  "libc",
  "funding",
  "_hasShrinkwrap",
] as const;

/** The tarball's name carries the package's name without its scope, as npm's registry has it. */
export function tarballPath(name: string, version: string): string {
  return `/${name}/-/${name.replace(/^@[^/]+\//, "")}-${version}.tgz`;
}

export function buildVersion(
  name: string,
  version: string,
  what: FakeVersion,
  context: { readonly tarballBase: string; readonly signer: Signer; readonly signatures: SignatureMode },
): BuiltVersion {
  const packageJson: Json = { name, version, ...what.manifest };
  const files: FakeFiles = { "package.json": JSON.stringify(packageJson, null, 2) + "\n", ...what.files };
  const tarball = Buffer.from(what.tarball ?? packTarball(files, what.topFolder));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const signatures = context.signer.signatures(
    what.signatures ?? context.signatures,
    `${name}@${version}`,
    integrity,
  );
  const dist: Json = {
    integrity,
    shasum: createHash("sha1").update(tarball).digest("hex"),
    tarball: context.tarballBase + tarballPath(name, version).slice(1),
    fileCount: Object.keys(files).length,
    unpackedSize: unpackedSize(tarball),
    ...(signatures === undefined ? {} : { signatures }),
    ...what.dist,
  };
  const full: Json = {
    ...normalised(packageJson, files),
    _id: `${name}@${version}`,
    _hasShrinkwrap: "npm-shrinkwrap.json" in files,
    ...(what.deprecated === undefined ? {} : { deprecated: what.deprecated }),
    dist,
    ...what.registryFields,
  };
  return {
    name,
    version,
    tarball,
    integrity,
    full,
    abbreviated: abbreviate(full),
    time: what.time,
    removed: what.removed ?? false,
  };
}

/**
 * What `npm publish` changes between a package.json and what the registry says: `bin` becomes a map,
 * `bundledDependencies` gets its other spelling, a binding.gyp implies an install script.
 */
function normalised(packageJson: Json, files: FakeFiles): Json {
  const { bundledDependencies, ...manifest } = packageJson;
  const bare = String(packageJson.name).replace(/^@[^/]+\//, "");
  const scripts = (manifest.scripts ?? {}) as Json;
  const implied = "binding.gyp" in files && scripts.install === undefined && scripts.preinstall === undefined;
  return {
    ...manifest,
    ...(typeof manifest.bin === "string" ? { bin: { [bare]: manifest.bin } } : {}),
    ...(bundledDependencies === undefined ? {} : { bundleDependencies: bundledDependencies }),
    ...(implied ? { scripts: { ...scripts, install: "node-gyp rebuild" }, gypfile: true } : {}),
  };
}

function abbreviate(full: Json): Json {
  const short: Json = {};
  for (const field of abbreviatedFields) {
    if (full[field] !== undefined && full[field] !== false) short[field] = full[field];
  }
  const scripts = (full.scripts ?? {}) as Json;
  if (["preinstall", "install", "postinstall"].some((script) => scripts[script] !== undefined)) {
    short.hasInstallScript = true;
  }
  return short;
}

function unpackedSize(tarball: Buffer): number {
  try {
    return gunzipSync(tarball).length;
  } catch {
    return tarball.length;
  }
}

/** A package as served: its versions in order of publication. */
export interface BuiltPackage {
  readonly name: string;
  readonly versions: Map<string, BuiltVersion>;
  readonly distTags: Map<string, string>;
  unpublished: boolean;
}

/** The packument, full or abbreviated, of a package's present state. */
export function packument(built: BuiltPackage, form: "full" | "abbreviated"): Json {
  const time = times(built);
  const modified = time.modified;
  if (built.unpublished) {
    const unpublished = { time: modified, versions: [...built.versions.keys()] };
    return form === "full"
      ? { _id: built.name, name: built.name, time: { ...time, unpublished } }
      : { name: built.name, modified };
  }
  const present = [...built.versions.values()].filter((version) => !version.removed);
  const versions = Object.fromEntries(present.map((version) => [version.version, version[form]]));
  const head = { name: built.name, "dist-tags": Object.fromEntries(built.distTags), versions };
  if (form === "abbreviated") return { ...head, modified };
  const latest = present.find((version) => version.version === built.distTags.get("latest"))?.full ?? {};
  return {
    _id: built.name,
    _rev: `${built.versions.size}-fake`,
    ...head,
    time,
    ...pick(latest, ["description", "homepage", "keywords", "repository", "author", "bugs", "license"]),
    maintainers: [{ name: "someone", email: "someone@example.org" }],
    readme: "",
    readmeFilename: "README.md",
  };
}

/** A day between versions, from a fixed first day, so that the answers never depend on the clock. */
function times(built: BuiltPackage): Record<string, string> {
  const day = 86_400_000;
  const first = Date.parse("2026-01-01T00:00:00.000Z");
  const published = [...built.versions.values()].map(
    (version, index) =>
      [version.version, version.time ?? new Date(first + index * day).toISOString()] as const,
  );
  const all = published.map(([, time]) => time).sort();
  const created = all[0] ?? new Date(first).toISOString();
  return { created, modified: all.at(-1) ?? created, ...Object.fromEntries(published) };
}

function pick(from: Json, fields: readonly string[]): Json {
  return Object.fromEntries(
    fields.filter((field) => from[field] !== undefined).map((field) => [field, from[field]]),
  );
}
