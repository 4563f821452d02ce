import { messageOf, UserError } from "../../errors.ts";
import { onlyEntry } from "../../prefetch/archive/archive-tree.ts";
import { withArchive } from "../../prefetch/archive/open-archive.ts";
import type { TreeDirectory } from "../../prefetch/tree.ts";
import { filesOf, textOf } from "./archive-files.ts";
import { type CoreMetadata, parseCoreMetadata } from "./core-metadata.ts";
import { requirementsOfEggInfo } from "./egg-info.ts";
import { type Scripts, scriptsOfEntryPoints, scriptsOfSetupCfg } from "./entry-points.ts";
import { licenseFile } from "./license-text.ts";
import { poetryRequirements } from "./poetry.ts";
import { type Pyproject, parsePyproject } from "./pyproject.ts";

/** What a source tree says about itself; nothing of it is run. */
export interface SdistContents {
  /** PKG-INFO; null: it has none, as a checkout. */
  readonly metadata: CoreMetadata | null;
  /** null: it has none, which means setuptools. */
  readonly pyproject: Pyproject | null;
  /** What it requires to run, with markers; null: only a build would tell. */
  readonly requirements: readonly string[] | null;
  readonly scripts: Scripts;
  /** Every file, relative to its root; sorted. */
  readonly files: readonly string[];
  readonly license: string | null;
}

/**
 * Reads an sdist.
 *
 * Source: PEP 517, PEP 625, PEP 643; setuptools documentation, "Building and Distributing Packages".
 *
 * @param path an sdist whose hash has been checked
 * @param where for errors: the server's spec and the file
 * @throws UserError `E_SDIST` when it is broken
 */
export async function readSdist(path: string, where: string): Promise<SdistContents> {
  try {
    return await withArchive(path, async (tree) => {
      const root = onlyEntry(tree);
      if (root?.type !== "directory") throw brokenSdist(where, "it does not hold one folder");
      const contents = await readSourceTree(root, (why) => brokenSdist(where, why));
      if (contents.metadata === null) throw brokenSdist(where, "it has no PKG-INFO");
      return contents;
    });
  } catch (error) {
    if (error instanceof UserError && error.code === "E_ARCHIVE") throw brokenSdist(where, error.message);
    throw error;
  }
}

/**
 * As `readSdist`, of a project's own tree, as an sdist unpacks to or a repository holds.
 *
 * @param broken the error for a tree that is no project's
 */
export async function readSourceTree(
  root: TreeDirectory,
  broken: (why: string) => UserError,
): Promise<SdistContents> {
  const files = filesOf(root);
  const names = [...files.keys()].sort();
  const text = (name: string | undefined) => textOf(files.get(name ?? ""));
  const pyprojectText = await text("pyproject.toml");
  const pyproject =
    pyprojectText === null
      ? null
      : await parsePyproject(pyprojectText).catch((error) => {
          throw broken(`its pyproject.toml cannot be read: ${messageOf(error)}`);
        });
  if (pyproject === null && !files.has("setup.py") && !files.has("setup.cfg")) {
    throw broken("it has neither pyproject.toml nor setup.py nor setup.cfg");
  }
  const metadata = parseCoreMetadata((await text("PKG-INFO")) ?? "");
  const eggInfo = (file: string) => names.find((name) => name.endsWith(`.egg-info/${file}`));
  const requires = await text(eggInfo("requires.txt"));
  const scripts = {
    ...scriptsOfSetupCfg((await text("setup.cfg")) ?? ""),
    ...scriptsOfEntryPoints((await text(eggInfo("entry_points.txt"))) ?? ""),
    ...pyproject?.scripts,
  };
  return {
    metadata,
    pyproject,
    requirements:
      statedRequirements(metadata) ??
      pyprojectRequirements(pyproject) ??
      (await listedRequirements(pyproject, text)) ??
      (requires === null ? null : requirementsOfEggInfo(requires)) ??
      (eggInfo("PKG-INFO") === undefined ? null : []),
    scripts: Object.fromEntries(Object.entries(scripts).toSorted(([one], [other]) => (one < other ? -1 : 1))),
    files: names,
    license: await text(licenseFile(names, "")),
  };
}

/** PKG-INFO's, where a build may not add to them (PEP 643), or where it names some. */
function statedRequirements(metadata: CoreMetadata | null): readonly string[] | null {
  if (metadata === null) return null;
  const isStatic = Number(metadata.metadataVersion) >= 2.2 && !metadata.dynamic.has("requires-dist");
  return isStatic || metadata.requiresDist.length > 0 ? metadata.requiresDist : null;
}

function pyprojectRequirements(pyproject: Pyproject | null): readonly string[] | null {
  if (pyproject === null) return null;
  if (pyproject.name === null && pyproject.poetry !== null) {
    return poetryRequirements(pyproject.poetry.dependencies);
  }
  if (pyproject.dependencies === null) return null;
  const optional = Object.entries(pyproject.optionalDependencies).flatMap(([extra, requirements]) =>
    requirements.map((requirement) => withExtra(requirement, extra)),
  );
  return [...pyproject.dependencies, ...optional];
}

/** Lists in the form of pip's requirements files; null: there are none, or one refers to others. */
async function listedRequirements(
  pyproject: Pyproject | null,
  text: (name: string) => Promise<string | null>,
): Promise<readonly string[] | null> {
  if (pyproject === null || pyproject.dependencyFiles.length === 0) return null;
  const texts = await Promise.all(pyproject.dependencyFiles.map(text));
  if (texts.includes(null)) return null;
  const lines = texts
    .flatMap((one) => (one ?? "").split("\n"))
    .map((line) => line.replace(/(?:^|\s)#.*$/, "").trim())
    .filter((line) => line !== "");
  return lines.some((line) => line.startsWith("-")) ? null : lines;
}

function withExtra(requirement: string, extra: string): string {
  const [before = "", ...marker] = requirement.split(";");
  const own = marker.join(";").trim();
  return `${before.trim()} ; ${own === "" ? "" : `(${own}) and `}extra == "${extra}"`;
}

function brokenSdist(where: string, why: string): UserError {
  return new UserError(`the published sdist is broken: ${why}`, {
    code: "E_SDIST",
    where,
    hint: "Nothing can be built from it; choose another version.",
  });
}
