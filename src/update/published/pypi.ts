import { UserError } from "../../errors.ts";
import { TARGET_PYTHON } from "../../python/target.ts";
import { allows, isPrerelease, namesPrerelease } from "../../python/versions.ts";
import { allowsPython, type Release, releasesOf, usable } from "../../sources/pypi/release.ts";
import { pinnedPypi } from "../../sources/pypi/spec.ts";
import { isoOf } from "../age.ts";
import { pythonOrder } from "../order.ts";
import type { Candidate } from "../policy.ts";
import { type AskPublished, nothingKnown } from "../published.ts";
import { withVersion } from "../rewrite-source.ts";

/** Versions of a project of the Python index: its page tells all of them. */
export const publishedOnPypi: AskPublished<"pypi"> = async (source, { server, locked, fetchers }) => {
  const client = await fetchers.pypi();
  const found = await client.project(source.name);
  if (found === null) {
    throw new UserError(`the index has no project ${source.name} any more`, {
      code: "E_NOT_FOUND",
      where: source.spec,
    });
  }
  const releases = releasesOf(found.page, source.name);
  const times = await client.uploadTimes(source.name);
  const python = server.python ?? TARGET_PYTHON;
  const isExact = /^===?[^*,]+$/.test(source.specifier);
  const named = !isExact && namesPrerelease(source.specifier);
  const hasFinal = releases.some(({ version, yanked }) => yanked === null && !isPrerelease(version));
  const versions = releases.map(
    (release): Candidate => ({
      version: release.version,
      published: uploadedAt(release, times),
      prerelease: isPrerelease(release.version) && !named && hasFinal,
      withdrawn: release.yanked === null ? null : release.yanked || "no reason given",
      deprecated: null,
      unfit: unfitPython(release, python),
    }),
  );
  return {
    current: locked.version,
    versions,
    order: pythonOrder,
    allows: (version) => isExact || allows(source.specifier, version),
    range: source.specifier,
    ceiling: null,
    shown: (version) => version,
    pinned: (version) => pinnedPypi(source, version),
    rewritten: (version) => (isExact ? withVersion(source, version) : null),
    async detail(version) {
      const release = releases.find((one) => pythonOrder.compare(one.version, version) === 0);
      if (release === undefined) return nothingKnown;
      const published = uploadedAt(release, times);
      const fitting = usable(release, python);
      const one = fitting?.pure ?? fitting?.sdist ?? fitting?.wheels[0] ?? null;
      const files = [...release.sdists, ...release.wheels];
      const stated = files.some(({ file }) => file.provenance !== undefined);
      return {
        ...nothingKnown,
        published: isoOf(published),
        download: one?.file.size ?? null,
        provenance: stated ? files.every(({ file }) => typeof file.provenance === "string") : null,
      };
    },
  };
};

/** The first of its files counts: wheels for more machines may come days later. */
function uploadedAt({ sdists, wheels }: Release, times: ReadonlyMap<string, string>): number | null {
  const all = [...sdists, ...wheels].flatMap(({ file }) => {
    const time = Date.parse(times.get(file.name) ?? "");
    return Number.isNaN(time) ? [] : [time];
  });
  return all.length === 0 ? null : Math.min(...all);
}

function unfitPython(release: Release, python: string): string | null {
  if (usable(release, python) !== null) return null;
  const refusing = [...release.sdists, ...release.wheels].find(({ file }) => !allowsPython(file, python));
  return refusing === undefined
    ? `it has no file for Linux or macOS and Python ${python}`
    : `it wants Python ${refusing.file.requiresPython}, and this is for Python ${python}`;
}
