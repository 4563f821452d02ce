import { posix } from "node:path";
import type { LockedPythonServer, PythonSrc } from "../../config/lock-python-schema.ts";
import { messageOf, UserError } from "../../errors.ts";
import { isIndexRequirement } from "../../prefetch/python/index-requirement.ts";
import type { OwnRequirement } from "../../prefetch/python/resolve-closure.ts";
import { buildNeeds } from "../../prefetch/python/sdist-facts.ts";
import { type TreeDirectory, treeOfPath } from "../../prefetch/tree.ts";
import { isProjectName, normalizeName } from "../../python/names.ts";
import { fullVersion } from "../../python/target.ts";
import { allows, isSpecifier, normalVersion } from "../../python/versions.ts";
import { githubSrcOf } from "../github/github-src.ts";
import { readRepositoryFile } from "../github/read-file.ts";
import type { RepositorySource } from "../github/repository.ts";
import { mainProgram } from "../npm/main-program.ts";
import { type ActiveRequirement, activeRequirements } from "./active.ts";
import { versionEnvironment } from "./build-system.ts";
import type { CoreMetadata } from "./core-metadata.ts";
import { metaOf } from "./meta.ts";
import { poetrySpecifier } from "./poetry.ts";
import { readSourceTree, type SdistContents } from "./read-sdist.ts";
import { readUvLock, type UvLock } from "./uv-lock.ts";

/** A server in a repository with everything about it known but what its dependencies resolve to. */
export interface ResolvedPythonRepository {
  readonly spec: string;
  /** Normalised. */
  readonly package: string;
  /** The repository's, as nixpkgs writes it. */
  readonly version: string;
  /** A version of PEP 440, for builds that would ask git for one. */
  readonly buildVersion: string;
  readonly python: string;
  readonly src: PythonSrc;
  readonly contents: SdistContents;
  readonly requirements: readonly ActiveRequirement[];
  /** For the resolver of closures. */
  readonly own: OwnRequirement;
  /** Its uv.lock; null: it has none. */
  readonly uvLock: UvLock | null;
  readonly bins: Readonly<Record<string, string>>;
  readonly mainProgram: string;
  readonly meta: LockedPythonServer["meta"];
  readonly notes: readonly string[];
}

interface ResolveRepositoryOptions {
  readonly spec: string;
  /** The Python it is to run on: `3.13`. */
  readonly python: string;
  /** `bin` of servers.yaml. */
  readonly bin?: string | undefined;
}

/**
 * Reads a server's manifest in its repository. Runs no code of it.
 *
 * @throws UserError `E_PYPROJECT` for one that cannot be read or has no name, `E_METADATA` where only a build would tell what
 * it requires, `E_PYTHON` for one that wants another Python, `E_PYTHON_SOURCE` for requirements that are on no index; see
 * `mainProgram`
 */
export async function resolvePythonRepository(
  repository: RepositorySource,
  { spec, python, bin }: ResolveRepositoryOptions,
): Promise<ResolvedPythonRepository> {
  const { subfolder } = repository;
  const tree = (await treeOfPath(posix.join(repository.folder, subfolder))) as TreeDirectory;
  const contents = await readSourceTree(tree, (why) => unreadable(spec, why));
  const { pyproject, metadata, scripts } = contents;
  const stated = pyproject?.name ?? pyproject?.poetry?.name ?? contents.metadata?.name ?? null;
  if (stated === null) throw unreadable(spec, "it does not say what it is called");
  // It gets into paths, requirements and the build's own script.
  if (!isProjectName(stated)) throw unreadable(spec, `${JSON.stringify(stated)} is no name of a project`);
  const name = normalizeName(stated);
  if (contents.requirements === null) throw unstated(spec, name);
  checkPython(contents, name, python, spec);
  const requirements = activeRequirements(contents.requirements, { python, extras: [], where: spec });
  const [onIndex, elsewhere] = [true, false].map((is) =>
    (contents.requirements ?? []).filter((one) => isIndexRequirement(one) === is),
  ) as [string[], string[]];
  // What only an extra wants from elsewhere, and nobody asked for, does not matter; it is not shown to the resolver either.
  const [wanted] = activeRequirements(elsewhere, { python, extras: [], where: spec });
  if (wanted !== undefined) throw offIndex(spec, name, wanted.requirement.name);
  const buildVersion =
    normalVersion(repository.version) ?? normalVersion(pyproject?.version ?? metadata?.version ?? "") ?? "0";
  const uvLock = await uvLockOf(repository, name, python, spec);
  const needs = buildNeeds(
    pyproject === null || (pyproject.backend === null && pyproject.requires.length === 0)
      ? undefined
      : { requires: pyproject.requires, "build-backend": pyproject.backend ?? undefined },
    contents.files.includes("Cargo.toml"),
  );
  const foreign = needs.buildRequires.find((one) => !isIndexRequirement(one));
  if (foreign !== undefined) throw offIndex(spec, name, JSON.stringify(foreign));
  const program = mainProgram({ packageName: name, bins: scripts, asked: bin, where: spec });
  return {
    spec,
    package: name,
    version: repository.version,
    buildVersion,
    python,
    src: { ...githubSrcOf(repository), subfolder },
    contents,
    requirements,
    own: {
      project: name,
      version: `${buildVersion.replace(/\+.*$/, "")}+repository`,
      facts: { ...needs, requiresDist: onIndex, requiresPython: null, providesExtra: [] },
      versions: uvLock?.versions ?? new Map(),
      env: versionEnvironment(pyproject, buildVersion),
    },
    uvLock,
    bins: scripts,
    mainProgram: program,
    meta: metaFrom(repository, contents),
    notes: requirements
      .filter(({ requirement }) => pyproject?.sources.includes(requirement.name))
      .map(
        ({ requirement }) =>
          `${requirement.name} is taken from the index, though its author takes it from a repository`,
      ),
  };
}

/** The lockfile beside the manifest, or that of the workspace around it. */
async function uvLockOf(
  repository: RepositorySource,
  project: string,
  python: string,
  spec: string,
): Promise<UvLock | null> {
  for (let folder = repository.subfolder; ; folder = folder.replace(/(?:^|\/)[^/]*$/, "")) {
    const path = posix.join(folder, "uv.lock");
    const text = await readRepositoryFile(repository, path);
    if (text !== null) {
      return readUvLock(text, project, python).catch((error) => {
        throw unreadable(spec, `its ${path} cannot be read: ${messageOf(error)}`, error);
      });
    }
    if (folder === "") return null;
  }
}

function checkPython({ pyproject }: SdistContents, name: string, python: string, spec: string): void {
  const poetry = pyproject?.poetry?.dependencies.python;
  const wanted = pyproject?.requiresPython ?? (typeof poetry === "string" ? poetrySpecifier(poetry) : null);
  if (wanted === null || !isSpecifier(wanted) || allows(wanted, fullVersion(python))) return;
  throw new UserError(`${name} wants Python ${wanted}, and this is for Python ${python}`, {
    code: "E_PYTHON",
    where: spec,
    hint: "Set `python:` of this server in servers.yaml to one that nixpkgs has and that it runs on.",
  });
}

/** What a repository says about the project in it; its own page where the project names none. */
export function metaFrom(repository: RepositorySource, contents: SdistContents): LockedPythonServer["meta"] {
  const { homepage, tag } = repository;
  const meta = metaOf(
    { metadata: contents.metadata ?? metadataOf(contents), wheel: null, sdist: { contents } },
    null,
  );
  return {
    ...meta,
    description: meta.description === "" ? (repository.description ?? "") : meta.description,
    homepage: meta.homepage ?? homepage,
    changelog: meta.changelog ?? (tag === null ? null : `${homepage}/releases/tag/${tag}`),
  };
}

/** What a build would write into its metadata. */
function metadataOf({ pyproject }: SdistContents): CoreMetadata {
  const poetry = pyproject?.poetry ?? null;
  const pages = { Homepage: poetry?.homepage ?? null, Repository: poetry?.repository ?? null };
  return {
    metadataVersion: "2.4",
    name: pyproject?.name ?? "",
    version: pyproject?.version ?? "",
    summary: pyproject?.description ?? poetry?.description ?? "",
    description: "",
    requiresPython: pyproject?.requiresPython ?? null,
    requiresDist: [],
    providesExtra: [],
    licenseExpression: null,
    license: pyproject?.license ?? poetry?.license ?? null,
    classifiers: pyproject?.classifiers ?? [],
    urls: new Map([
      ...(pyproject?.urls ?? []),
      ...Object.entries(pages).flatMap(([label, url]) => (url === null ? [] : [[label, url] as const])),
    ]),
    dynamic: new Set(),
  };
}

function unreadable(spec: string, why: string, cause?: unknown): UserError {
  return new UserError(`the repository holds no Python project that can be read: ${why}`, {
    code: "E_PYPROJECT",
    where: spec,
    hint: "Name the folder that has the server's pyproject.toml, as in github:OWNER/REPO/FOLDER, or another version with @TAG.",
    cause,
  });
}

function unstated(spec: string, name: string): UserError {
  return new UserError(`${name} does not say what it requires: only its build would tell`, {
    code: "E_METADATA",
    where: spec,
    hint: `Nothing of a repository is run to look it up; if it is published, take it from the index: pypi:${name}.`,
  });
}

function offIndex(spec: string, name: string, dependency: string): UserError {
  return new UserError(`${name} wants ${dependency} from an address of its own, which is on no index`, {
    code: "E_PYTHON_SOURCE",
    where: spec,
    hint: `Another version may do without; if it is published, take it from the index: pypi:${name}.`,
  });
}
