import { z } from "zod";
import { UserError } from "../../errors.ts";
import { type PackageJson, packageJsonSchema } from "./manifest.ts";

/** What a published tarball says about itself; file contents are not kept. */
export interface PublishedFiles {
  readonly packageJson: PackageJson;
  /** The package's own lockfile, if it publishes one. */
  readonly lockfile: string | null;
  /** The text of its licence file, if there is one. */
  readonly license: string | null;
  /** The text of its README, if there is one. */
  readonly readme: string | null;
  /** package.json of what the tarball bundles right below node_modules, by name. */
  readonly bundled: ReadonlyMap<string, PackageJson>;
  /** Every file, relative to the package's root folder. */
  readonly files: readonly string[];
}

const readmeFile = /^readme(?:\.(?:md|markdown|txt))?$/i;

/** Files to read, in the root, and more bytes than any real one has: a guard against a hostile tarball. npm obeys a shrinkwrap; a package-lock.json in a tarball is only a leftover. */
const wanted: readonly (readonly [RegExp, number])[] = [
  [/^package\.json$/, 4 * 1024 * 1024],
  [/^npm-shrinkwrap\.json$/, 64 * 1024 * 1024],
  [/^(licen[cs]e|copying)(\.(md|txt))?$/i, 64 * 1024],
  [readmeFile, 1024 * 1024],
  [/^node_modules\/(@[^/]+\/)?[^/@][^/]*\/package\.json$/, 4 * 1024 * 1024],
];

/**
 * Reads the package.json, the shrinkwrap and the file list out of a tarball, in one pass and without
 * unpacking it.
 *
 * @param path a `.tgz` whose integrity has been checked
 * @throws UserError `E_TARBALL` when it is no npm package
 */
export async function readPublishedFiles(path: string, where: string): Promise<PublishedFiles> {
  const { list } = await import("tar");
  const files: string[] = [];
  const texts = new Map<string, string>();
  try {
    await list({
      file: path,
      strict: true,
      onReadEntry(entry) {
        // The root folder is mostly `package`, but publishers use others.
        const name = entry.path.split("/").slice(1).join("/");
        if (entry.type !== "File" && entry.type !== "OldFile") return;
        files.push(name);
        if (!wanted.some(([pattern, most]) => pattern.test(name) && entry.size <= most)) return;
        const chunks: Buffer[] = [];
        entry.on("data", (chunk: Buffer) => chunks.push(chunk));
        entry.on("end", () => texts.set(name, Buffer.concat(chunks).toString("utf8")));
      },
    });
  } catch (error) {
    throw notAPackage(
      where,
      `it cannot be read as a tarball (${error instanceof Error ? error.message : error})`,
    );
  }
  const text = texts.get("package.json");
  if (text === undefined) throw notAPackage(where, "it has no package.json");
  try {
    return {
      packageJson: packageJsonOf(text),
      bundled: bundledPackages(texts),
      lockfile: texts.get("npm-shrinkwrap.json") ?? null,
      license: [...texts].find(([name]) => /^(licen[cs]e|copying)/i.test(name))?.[1] ?? null,
      readme: [...texts].find(([name]) => readmeFile.test(name))?.[1] ?? null,
      files,
    };
  } catch (error) {
    const detail =
      error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error;
    throw notAPackage(where, `its package.json is broken: ${detail}`);
  }
}

function packageJsonOf(text: string): PackageJson {
  // A byte order mark is legal in a file and not in JSON.
  return packageJsonSchema.parse(JSON.parse(text.replace(/^\uFEFF/, "")));
}

function bundledPackages(texts: ReadonlyMap<string, string>): Map<string, PackageJson> {
  const bundled = new Map<string, PackageJson>();
  for (const [file, text] of texts) {
    const name = /^node_modules\/(.+)\/package\.json$/.exec(file)?.[1];
    if (name !== undefined) bundled.set(name, packageJsonOf(text));
  }
  return bundled;
}

function notAPackage(where: string, reason: string): UserError {
  return new UserError(`the published tarball is not an npm package: ${reason}`, {
    code: "E_TARBALL",
    where,
    hint: "Nothing can be built from it; choose another version.",
  });
}
