import { posix } from "node:path";
import normalizeBin from "npm-normalize-package-bin";
import { z } from "zod";

/** package.json fields that authors get wrong in practice read as absent instead of failing a package. */
const stringMap = z
  .record(z.string(), z.unknown())
  .transform((map) =>
    Object.fromEntries(
      Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
  )
  .optional()
  .catch(undefined);
const text = z.string().optional().catch(undefined);
const words = z
  .union([z.string().transform((word) => [word]), z.array(z.string())])
  .optional()
  .catch(undefined);

/** A version's manifest in a packument: package.json plus what the registry adds. */
export const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  /** npm's flag is a message; some registries write `false` or an empty string. */
  deprecated: z
    .unknown()
    .transform((value) =>
      typeof value === "string" && value !== "" ? value : value === true ? "(no reason given)" : undefined,
    )
    .optional(),
  scripts: stringMap,
  dist: z
    .looseObject({
      tarball: z.string().optional(),
      integrity: z.string().optional(),
      shasum: z.string().optional(),
      signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })).optional(),
    })
    .optional(),
});
export type PublishedManifest = z.infer<typeof manifestSchema>;

/** package.json as it lies in the tarball: what is installed, and so what counts. */
export const packageJsonSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  description: text,
  homepage: text,
  repository: z
    .union([
      z.string().transform((url) => ({ url, directory: undefined })),
      z.looseObject({ url: z.string(), directory: text }),
    ])
    .optional()
    .catch(undefined),
  license: z.unknown().optional(),
  licenses: z.unknown().optional(),
  /** As it is written; `binsOf` reads it. */
  bin: z.unknown().optional(),
  scripts: stringMap,
  bundleDependencies: z.unknown().optional(),
  bundledDependencies: z.unknown().optional(),
  directories: z.looseObject({ bin: text }).optional().catch(undefined),
  engines: z.looseObject({ node: text }).optional().catch(undefined),
  os: words,
  cpu: words,
  dependencies: stringMap,
  optionalDependencies: stringMap,
  peerDependencies: stringMap,
  devDependencies: stringMap,
  overrides: z.record(z.string(), z.unknown()).optional().catch(undefined),
});
export type PackageJson = z.infer<typeof packageJsonSchema>;

/** A package.json fit for `npm ci` in a derivation, and what was changed that a user may wonder about. */
interface CleanedManifest {
  readonly manifest: Record<string, unknown>;
  readonly notes: readonly string[];
}

/**
 * Fields that act on a developer's checkout and not on an installed package: they would make
 * `npm ci` look for what is not published (dev dependencies, workspaces) or run what must not run.
 */
const developerFields = [
  "devDependencies",
  "scripts",
  "workspaces",
  "bundleDependencies",
  "bundledDependencies",
  "packageManager",
  "devEngines",
  "publishConfig",
  "private",
  "resolutions",
  "pnpm",
  "directories",
];

/**
 * Cleans a published package.json for the build.
 *
 * `bin` becomes a map (see `binsOf`). `files` becomes everything: the tarball already is what its author
 * chose to publish, and npm would choose a second time by rules that other publishers (pnpm, bun) do not
 * share. What npm never packs (`*.orig`, nested `.npmrc`, links) stays out all the same. `overrides` that clash with a direct dependency go, since npm refuses them in
 * a root package (EOVERRIDE) and ignores them in an installed one.
 *
 * @param wanted `overrides` of servers.yaml: name → version or range
 * @param allowScripts of servers.yaml; the package's own name there keeps its own install scripts
 */
export function cleanManifest(
  published: PackageJson,
  bins: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>> = {},
  allowScripts: readonly string[] = [],
): CleanedManifest {
  const manifest: Record<string, unknown> = { ...published };
  for (const field of developerFields) delete manifest[field];
  // npm adds registry fields to nothing it packs, but some publishers leave a stray "_id" behind.
  for (const field of Object.keys(manifest)) if (field.startsWith("_")) delete manifest[field];
  const asked = applyOverrides(published, wanted);
  const { kept, dropped } = legalOverrides(asked);
  Object.assign(manifest, {
    dependencies: asked.dependencies,
    optionalDependencies: asked.optionalDependencies,
    peerDependencies: asked.peerDependencies,
    overrides: Object.keys(kept).length > 0 ? kept : undefined,
    bin: Object.keys(bins).length > 0 ? bins : undefined,
    files: ["**"],
    scripts: allowScripts.includes(published.name) ? ownInstallScripts(published) : undefined,
  });
  for (const [field, value] of Object.entries(manifest)) if (value === undefined) delete manifest[field];
  const notes = dropped.map(
    (name) => `its override of ${name} clashes with its own dependency on it; left out, as npx does`,
  );
  return { manifest, notes };
}

function ownInstallScripts({ scripts }: PackageJson): Record<string, string> | undefined {
  const kept = Object.entries(scripts ?? {}).filter(([event]) => /^(pre|post)?install$/.test(event));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

const dependencyFields = ["dependencies", "optionalDependencies", "peerDependencies"] as const;

/** The user's overrides: of a direct dependency by its own spec, of others by npm's `overrides`. */
function applyOverrides(published: PackageJson, wanted: Readonly<Record<string, string>>): PackageJson {
  const result = { ...published };
  for (const [name, version] of Object.entries(wanted)) {
    // `$name` is npm's word for the direct dependency's own spec, so it never replaces that one.
    const direct = version.startsWith("$")
      ? []
      : dependencyFields.filter((field) => Object.hasOwn(result[field] ?? {}, name));
    for (const field of direct) result[field] = { ...result[field], [name]: version };
    if (direct.length === 0) result.overrides = { ...result.overrides, [name]: version };
  }
  return result;
}

/** What `overrides` may stay: npm's rule is that a direct dependency must not be overridden. */
function legalOverrides(published: PackageJson): { kept: Record<string, unknown>; dropped: string[] } {
  const direct = {
    ...published.peerDependencies,
    ...published.dependencies,
    ...published.optionalDependencies,
  };
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [key, rule] of Object.entries(published.overrides ?? {})) {
    const name = key.replace(/(?!^)@.*$/, "");
    const value = typeof rule === "string" ? rule : Object(rule)["."];
    const clashes =
      typeof value === "string" &&
      (value.startsWith("$")
        ? !Object.hasOwn(direct, value.slice(1))
        : Object.hasOwn(direct, name) && direct[name] !== value);
    if (clashes) dropped.push(name);
    else kept[key] = rule;
  }
  return { kept, dropped };
}

/** A package's commands, and those that are left out with the reason. */
interface Bins {
  /** Command → file inside the package, sorted by command. */
  readonly bins: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** nixpkgs' install hook hands commands and files to a shell, so no other letters get that far. */
const plainCommand = /^[A-Za-z0-9_@+][A-Za-z0-9._@+-]*$/;
const plainFile = /^[A-Za-z0-9._@+/-]+$/;

/** Whether a command and its file may be handed to the install hook. */
export function isPlainBin(command: string, file: string): boolean {
  return plainCommand.test(command) && plainFile.test(file);
}

/**
 * The commands of a package: `bin` as a string, a list or a map, by npm's own normalisation, or every
 * file of `directories.bin`.
 *
 * @param files all files of the tarball, relative to the package
 */
export function binsOf(published: PackageJson, files: readonly string[]): Bins {
  const { directories, name } = published;
  let bin: unknown = published.bin;
  if (bin === undefined && directories?.bin !== undefined) {
    const folder = `${posix.join("/", directories.bin).slice(1)}/`;
    bin = files.filter((file) => file.startsWith(folder));
  }
  // The library renames nothing but changes what it is given.
  const normal = normalizeBin({ name, bin: structuredClone(bin) }).bin ?? {};
  const there = new Set(files);
  const bins: [string, string][] = [];
  const notes: string[] = [];
  for (const [command, file] of Object.entries(normal)) {
    if (!isPlainBin(command, file)) {
      notes.push(
        `its command ${JSON.stringify(command)} is left out: ${JSON.stringify(file)} is no plain file name`,
      );
    } else if (
      !["", ".js", ".cjs", ".mjs", ".json", "/index.js"].some((ending) => there.has(file + ending))
    ) {
      notes.push(`its command ${command} is left out: there is no ${file} in the tarball`);
    } else bins.push([command, file]);
  }
  return { bins: Object.fromEntries(bins.sort(([a], [b]) => (a < b ? -1 : 1))), notes };
}
