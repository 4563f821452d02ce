import { onlyEntry } from "../prefetch/archive/archive-tree.ts";
import { withArchive } from "../prefetch/archive/open-archive.ts";
import type { TreeDirectory } from "../prefetch/tree.ts";
import { TARGET_PYTHON } from "../python/target.ts";
import { metaOf } from "../sources/pypi/meta.ts";
import { pickRelease } from "../sources/pypi/pick.ts";
import { readSdist } from "../sources/pypi/read-sdist.ts";
import { readWheel } from "../sources/pypi/read-wheel.ts";
import { pinnedPypi } from "../sources/pypi/spec.ts";
import { codeFiles } from "./code-files.ts";
import { mainProgramIfTold } from "./main-program-if-told.ts";
import type { PublishedCode, WithCode } from "./published-code.ts";

/** An archive that unpacks to more than this is no server's. */
const MOST_UNPACKED = 1024 ** 3;

/**
 * The code of a server of a Python index: its wheel, which is what is installed, else its sdist; checked against the index's hash and
 * read in place.
 *
 * @throws UserError as `pickRelease`, `PypiIndexClient.file`, `readWheel`, `readSdist`; `E_BIN`
 */
export const withPypiCode: WithCode<"pypi"> = async (source, job, use) => {
  const client = await job.fetchers.pypi();
  const wanted = job.version === undefined ? source : pinnedPypi(source, job.version);
  const { release, usable } = await pickRelease(wanted, client, TARGET_PYTHON);
  job.onStep?.({ text: `downloading ${release.version}` });
  const wheel = usable.pure ?? usable.wheels[0];
  const code = (programs: Readonly<Record<string, string>>, files: PublishedCode["tree"]["files"]) => ({
    language: "python" as const,
    tree: {
      package: source.name,
      version: release.version,
      programs,
      mainProgram: mainProgramIfTold(source.name, programs, job.bin, source.spec),
      files,
    },
    installScripts: {},
  });
  if (wheel !== undefined) {
    const { path } = await client.file(wheel.file, source.spec);
    const contents = await readWheel(path, `${source.spec}: ${wheel.file.name}`);
    const meta = metaOf({ metadata: contents.metadata, wheel: { contents }, sdist: null }, release.yanked);
    return withArchive(
      path,
      (archive) =>
        use({
          ...code(contents.scripts, codeFiles(archive as TreeDirectory)),
          manifestMeta: metaFacts(meta),
        }),
      MOST_UNPACKED,
    );
  }
  // `pickRelease` takes no release without a file.
  const sdist = usable.sdist!;
  const { path } = await client.file(sdist.file, source.spec);
  const contents = await readSdist(path, `${source.spec}: ${sdist.file.name}`);
  const meta = metaOf({ metadata: contents.metadata!, wheel: null, sdist: { contents } }, release.yanked);
  return withArchive(
    path,
    (archive) => use({ ...code(contents.scripts, sourceFiles(archive)), manifestMeta: metaFacts(meta) }),
    MOST_UNPACKED,
  );
};

/** An sdist's files are all in one folder. */
function sourceFiles(archive: TreeDirectory): PublishedCode["tree"]["files"] {
  const root = onlyEntry(archive);
  return root?.type === "directory" ? codeFiles(root) : [];
}

function metaFacts({
  description,
  homepage,
  license,
}: ReturnType<typeof metaOf>): PublishedCode["manifestMeta"] {
  return { description: description || null, homepage, license };
}
