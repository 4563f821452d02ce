import { withArchive } from "../prefetch/archive/open-archive.ts";
import type { TreeDirectory } from "../prefetch/tree.ts";
import { installScriptsIn } from "../sources/npm/install-scripts.ts";
import { binsOf } from "../sources/npm/manifest.ts";
import { metaOf } from "../sources/npm/meta.ts";
import { pickVersion } from "../sources/npm/pick.ts";
import { checkIdentity, downloadTarball, tarballOf } from "../sources/npm/published.ts";
import { readPublishedFiles } from "../sources/npm/tarball.ts";
import { codeFiles } from "./code-files.ts";
import { mainProgramIfTold } from "./main-program-if-told.ts";
import type { CodeJob, WithCode } from "./published-code.ts";

/** A tarball that unpacks to more than this is no server's. */
const MOST_UNPACKED = 1024 ** 3;

/**
 * The code of a server of npm: its published tarball, verified as for a build, and read in place.
 *
 * @throws UserError as `pickVersion`, `Signatures.verify`, `tarballOf`, `download`, `readPublishedFiles`, `checkIdentity`; `E_BIN`
 */
export const withNpmCode: WithCode<"npm"> = async (source, job, use) => {
  const registry = await job.fetchers.npm();
  const wanted =
    job.version === undefined ? source : ({ ...source, wanted: job.version, wantedType: "version" } as const);
  const { manifest, packument } = await pickVersion(wanted, registry.packuments);
  await registry.signatures.verify(manifest, packument, source.spec);
  job.onStep?.({ text: `downloading ${manifest.version}` });
  const { path } = await downloadTarball(tarballOf(manifest, source.spec), registry, {
    signal: job.signal,
    onEvent: downloadSteps(job),
  });
  const published = await readPublishedFiles(path, source.spec);
  const { packageJson, files } = published;
  checkIdentity(packageJson, manifest, source.spec);
  const { bins } = binsOf(packageJson, files);
  const { description, homepage, license } = metaOf(published, null);
  return withArchive(
    path,
    (archive) =>
      use({
        language: "javascript",
        tree: {
          package: source.name,
          version: manifest.version,
          programs: bins,
          mainProgram: mainProgramIfTold(source.name, bins, job.bin, source.spec),
          files: rootFolders(archive).flatMap((folder) => codeFiles(folder)),
        },
        installScripts: installScriptsIn(packageJson.scripts),
        manifestMeta: { description: description || null, homepage, license },
      }),
    MOST_UNPACKED,
  );
};

/** npm strips the first folder of every path: mostly `package`, but publishers use others. */
function rootFolders(archive: TreeDirectory): TreeDirectory[] {
  return archive.entries.flatMap(({ node }) => (node.type === "directory" ? [node] : []));
}

function downloadSteps({ onStep }: CodeJob) {
  return (event: { type: string; received?: number; size?: number | undefined }) => {
    if (event.type !== "progress" || event.received === undefined) return;
    const total = event.size === undefined ? {} : { total: event.size };
    onStep?.({ text: "downloading", done: event.received, ...total, unit: "bytes" });
  };
}
