import type { PypiFile } from "../../config/lock-python-file-schema.ts";
import type { PythonSrc } from "../../config/lock-python-schema.ts";
import type { PypiIndex } from "../../registry/pypi-config.ts";
import { type BuildSystem, buildSystemOf } from "./build-system.ts";
import type { ReleaseContents } from "./contents.ts";
import type { NixpkgsPython } from "./nixpkgs-python.ts";
import type { SdistContents } from "./read-sdist.ts";
import type { Published, Usable } from "./release.ts";
import { isPure } from "./wheel-tags.ts";

/** What nixpkgs' builders start from. */
export interface RecipeSource<Src extends PythonSrc = PythonSrc> {
  readonly src: Src;
  /** Empty for a wheel. */
  readonly buildSystem: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Why a wheel is taken where there is an sdist; null: there is nothing to say. */
  readonly note: string | null;
}

interface BuilderFacts {
  readonly python: string;
  /** null: its build systems are taken to be there. */
  readonly catalog: NixpkgsPython | null;
}

/**
 * The file that nixpkgs' builders can build from: the sdist where its build system is one that nixpkgs has, else a wheel
 * that is for every machine.
 *
 * @param locked a published file as it gets into the lock
 * @returns a text when there is none: why
 */
export function releaseSource(
  version: string,
  { pure }: Usable,
  { sdist, wheel }: ReleaseContents,
  builder: BuilderFacts,
  locked: (file: Published) => PypiFile,
): RecipeSource<PypiFile> | string {
  const isNative = wheel !== null && !isPure(wheel.file.name);
  const build = sdist === null ? null : nixpkgsBuild(sdist.contents, version, builder);
  if (sdist !== null && build?.kind === "known" && !isNative) {
    return { src: locked(sdist.file), buildSystem: build.attrs, env: build.env, note: null };
  }
  const why = build?.kind === "unknown" ? build.why : null;
  if (pure !== null) return { src: locked(pure), buildSystem: [], env: {}, note: why };
  return why ?? (isNative ? "it has native code" : "it has neither an sdist nor a wheel for every machine");
}

/** As `releaseSource`, of a project's own tree. */
export function treeSource(
  src: PythonSrc,
  contents: SdistContents,
  version: string,
  builder: BuilderFacts,
): RecipeSource | string {
  const build = nixpkgsBuild(contents, version, builder);
  if (build.kind === "unknown") return build.why;
  return { src, buildSystem: build.attrs, env: build.env, note: null };
}

function nixpkgsBuild(
  contents: SdistContents,
  version: string,
  { python, catalog }: BuilderFacts,
): BuildSystem {
  const build = buildSystemOf(contents, version);
  if (build.kind === "unknown" || catalog === null) return build;
  const missing = build.attrs.find((attr) => catalog.versionOf(python, attr) === null);
  return missing === undefined
    ? build
    : { kind: "unknown", why: `nixpkgs lacks ${missing}, which its build needs` };
}

/** A published file for the lock. */
export function lockedFile({ file }: Published, index: PypiIndex, isNeutral: boolean): PypiFile {
  // Its hash was there when it was downloaded.
  const hash = file.hash as string;
  return { type: "pypi", file: file.name, url: index.isBuiltIn || isNeutral ? null : file.url, hash };
}
