import { similarNames } from "../../config/similar-names.ts";
import { UserError } from "../../errors.ts";
import { allows, compareVersions, isPrerelease, namesPrerelease } from "../../python/versions.ts";
import { similarPythonServers } from "../../registry/similar-python-names.ts";
import type { FoundProject, PypiIndexClient } from "./index-client.ts";
import { allowsPython, type Release, releasesOf, type Usable, usable } from "./release.ts";
import type { PypiSource } from "./spec.ts";

/** A version chosen out of a project's releases. */
export interface PickedRelease {
  readonly release: Release;
  readonly usable: Usable;
  readonly index: FoundProject["index"];
  /** Versions that could be taken in its place, the newest first; none where the source names one version. */
  readonly older: readonly string[];
  /** What the user should know and can decide on. */
  readonly notes: readonly string[];
}

/**
 * Chooses the version that pip would: the newest that the specifier allows, that was not withdrawn and that runs on
 * the Python asked for; a pre-release only where it is asked for or there is nothing else. A withdrawn version is
 * taken where `==` names it.
 *
 * Source: PEP 440 "Handling of pre-releases", PEP 592 "Installers", PEP 503 `data-requires-python`.
 *
 * @throws UserError `E_NOT_FOUND`, `E_VERSION`, `E_YANKED`, `E_PYTHON` (it needs another Python), `E_PLATFORM` (no file
 * for Linux or macOS); as `PypiIndexClient.project`
 */
export async function pickRelease(
  source: PypiSource,
  client: PypiIndexClient,
  python: string,
): Promise<PickedRelease> {
  const found = await client.project(source.name);
  const releases = found === null ? [] : releasesOf(found.page, source.name);
  if (found === null || releases.length === 0) throw await notFound(source, found !== null);
  const allowed = releases.filter(({ version }) => allows(source.specifier, version));
  if (allowed.length === 0) throw noSuchVersion(source, releases);
  const isPinned = /^===?[^*,]+$/.test(source.specifier);
  const kept = allowed.filter(({ yanked }) => yanked === null || isPinned);
  if (kept.length === 0) throw allYanked(source, allowed, releases);
  const candidates = kept.flatMap((release) => {
    const files = usable(release, python);
    return files === null ? [] : [{ release, usable: files }];
  });
  const finals = candidates.filter(({ release }) => !isPrerelease(release.version));
  const pool = namesPrerelease(source.specifier) || finals.length === 0 ? candidates : finals;
  const picked = pool.at(-1);
  if (picked === undefined) throw unusable(source, kept, python);
  const older = isPinned ? [] : finals.filter(({ release }) => release !== picked.release).toReversed();
  return {
    ...picked,
    index: found.index,
    older: older.map(({ release }) => release.version),
    notes: notesOn(picked.release, kept, source, python),
  };
}

function notesOn(
  { version, yanked }: Release,
  kept: readonly Release[],
  source: PypiSource,
  python: string,
): string[] {
  const notes: string[] = [];
  if (yanked !== null) {
    notes.push(`${source.name} ${version} was withdrawn by its author${yanked === "" ? "" : `: ${yanked}`}`);
  }
  const isPre = isPrerelease(version);
  if (isPre && !namesPrerelease(source.specifier))
    notes.push(`${version} is a pre-release: there is nothing else`);
  const newest = kept.findLast((release) => isPre || !isPrerelease(release.version));
  if (newest !== undefined && compareVersions(newest.version, version) > 0) {
    const wants = [...newest.sdists, ...newest.wheels].find(({ file }) => !allowsPython(file, python));
    notes.push(
      wants === undefined
        ? `${newest.version} is newer, but has no file for Linux or macOS and Python ${python}`
        : `${newest.version} is newer, but wants Python ${wants.file.requiresPython}, and this is for ${python}`,
    );
  }
  return notes;
}

async function notFound({ name, spec }: PypiSource, isEmpty: boolean): Promise<UserError> {
  const names = await similarPythonServers(name);
  return new UserError(
    isEmpty ? `the index has the project ${name}, but no file of it` : `the index has no project ${name}`,
    {
      code: "E_NOT_FOUND",
      where: spec,
      hint:
        names.length === 0
          ? "Check the spelling, and which index is configured."
          : `Similar names: ${names.join(", ")}.`,
    },
  );
}

function noSuchVersion({ name, specifier, spec }: PypiSource, releases: readonly Release[]): UserError {
  const versions = releases.filter(({ yanked }) => yanked === null).map(({ version }) => version);
  const wanted = specifier.replace(/^[=<>!~]+/, "");
  const near = similarNames(wanted, versions, 3);
  const newest = versions.slice(-5);
  const some = [...new Set([...near, ...newest])].sort(compareVersions);
  return new UserError(`${name} has no version ${specifier.replace(/^==/, "")}`, {
    code: "E_VERSION",
    where: spec,
    hint:
      some.length === 0 ? "All its versions were withdrawn." : `There are, among others: ${some.join(", ")}.`,
  });
}

function allYanked(
  { name, spec }: PypiSource,
  allowed: readonly Release[],
  releases: readonly Release[],
): UserError {
  const [last] = allowed.slice(-1);
  const reason = last?.yanked ? `: ${last.yanked}` : "";
  const sound = releases.filter(({ yanked }) => yanked === null).at(-1);
  return new UserError(
    allowed.length === 1
      ? `${name} ${last?.version} was withdrawn by its author${reason}`
      : `all ${allowed.length} versions of ${name} that fit were withdrawn by its author${reason}`,
    {
      code: "E_YANKED",
      where: spec,
      hint:
        sound === undefined
          ? `To have it all the same, ask for it by its version: pypi:${name}@${last?.version}.`
          : `${sound.version} was not; to have the withdrawn one all the same, ask for pypi:${name}@${last?.version}.`,
    },
  );
}

/** Why nothing of what was left can be used: another Python, or files for other systems only. */
function unusable({ name, spec }: PypiSource, kept: readonly Release[], python: string): UserError {
  const newest = kept.at(-1) as Release;
  const files = [...newest.sdists, ...newest.wheels];
  const refusing = files.find(({ file }) => !allowsPython(file, python));
  if (refusing !== undefined) {
    return new UserError(
      `${name} ${newest.version} wants Python ${refusing.file.requiresPython}, and this is for Python ${python}`,
      {
        code: "E_PYTHON",
        where: spec,
        hint: "Set `python:` of this server in servers.yaml to one that nixpkgs has and that it runs on.",
      },
    );
  }
  const platforms = [...new Set(newest.wheels.map((wheel) => `${wheel.name.python} ${wheel.name.platform}`))];
  return new UserError(
    `${name} ${newest.version} has no sdist, and no wheel for Linux or macOS and Python ${python}`,
    {
      code: "E_PLATFORM",
      where: spec,
      hint: `Its wheels are for: ${platforms.slice(0, 6).join(", ")}. Another version, or another \`python:\`, may have more.`,
    },
  );
}
