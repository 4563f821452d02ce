import { UserError } from "../../errors.ts";
import { withArchive } from "../../prefetch/archive/open-archive.ts";
import { filesOf, textOf } from "./archive-files.ts";
import { type CoreMetadata, parseCoreMetadata } from "./core-metadata.ts";
import { type Scripts, scriptsOfEntryPoints } from "./entry-points.ts";
import { licenseFile } from "./license-text.ts";

/** What a wheel says about itself; nothing of it is run. */
export interface WheelContents {
  readonly metadata: CoreMetadata;
  /** Commands that installers make of entry points. */
  readonly scripts: Scripts;
  /** Commands that lie in it as files. */
  readonly scriptFiles: readonly string[];
  /** What it installs beside its own metadata, relative to site-packages; sorted. */
  readonly files: readonly string[];
  /** The text of its licence file, if there is one. */
  readonly license: string | null;
}

/**
 * Reads a wheel.
 *
 * Source: PEP 427; PyPA, "Binary distribution format".
 *
 * @param path a wheel whose hash has been checked
 * @param where for errors: the server's spec and the file
 * @throws UserError `E_WHEEL` when it is broken
 */
export async function readWheel(path: string, where: string): Promise<WheelContents> {
  try {
    return await withArchive(path, async (tree) => {
      const files = filesOf(tree);
      const names = [...files.keys()].sort();
      const info = names.find((name) => /^[^/]+\.dist-info\/METADATA$/.test(name))?.split("/")[0];
      const metadata = parseCoreMetadata((await textOf(files.get(`${info}/METADATA`))) ?? "");
      if (info === undefined || metadata === null) throw brokenWheel(where, "it has no METADATA");
      return {
        metadata,
        scripts: scriptsOfEntryPoints((await textOf(files.get(`${info}/entry_points.txt`))) ?? ""),
        scriptFiles: names.flatMap((name) => /^[^/]+\.data\/scripts\/([^/]+)$/.exec(name)?.[1] ?? []),
        files: names.flatMap((name) => installedAs(name)),
        license: await textOf(files.get(licenseFile(names, `${info}/`) ?? "")),
      };
    });
  } catch (error) {
    if (error instanceof UserError && error.code !== "E_ARCHIVE") throw error;
    if (error instanceof UserError) throw brokenWheel(where, error.message);
    throw error;
  }
}

function installedAs(name: string): string[] {
  if (/^[^/]+\.dist-info\//.test(name)) return [];
  const data = /^[^/]+\.data\/(?:purelib|platlib)\/(.+)$/.exec(name)?.[1];
  return data === undefined ? (/^[^/]+\.data\//.test(name) ? [] : [name]) : [data];
}

function brokenWheel(where: string, why: string): UserError {
  return new UserError(`the published wheel is broken: ${why}`, {
    code: "E_WHEEL",
    where,
    hint: "Nothing can be built from it; choose another version.",
  });
}
