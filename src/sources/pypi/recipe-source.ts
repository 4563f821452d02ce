import type { PypiFile } from "../../config/lock-python-file-schema.ts";
import type { PypiIndex } from "../../registry/pypi-config.ts";
import { buildSystemOf } from "./build-system.ts";
import type { ReleaseContents } from "./contents.ts";
import type { NixpkgsPython } from "./nixpkgs-python.ts";
import type { Published, Usable } from "./release.ts";
import { isPure } from "./wheel-tags.ts";

/** What nixpkgs' builders start from. */
interface RecipeSource {
  readonly file: Published;
  /** Empty for a wheel. */
  readonly buildSystem: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Why a wheel is taken where there is an sdist; null: there is nothing to say. */
  readonly note: string | null;
}

/**
 * The file that nixpkgs' builders can build from: the sdist where its build system is one that nixpkgs has, else a wheel
 * that is for every machine.
 *
 * @param nixpkgs null: its build systems are taken to be there
 * @returns a text when there is none: why
 */
export function recipeSource(
  version: string,
  { pure }: Usable,
  { sdist, wheel }: ReleaseContents,
  python: string,
  nixpkgs: NixpkgsPython | null,
): RecipeSource | string {
  const isNative = wheel !== null && !isPure(wheel.file.name);
  const build = sdist === null ? null : buildSystemOf(sdist.contents, version);
  const missing =
    build?.kind === "known" && nixpkgs !== null
      ? build.attrs.find((attr) => nixpkgs.versionOf(python, attr) === null)
      : undefined;
  if (sdist !== null && build?.kind === "known" && missing === undefined && !isNative) {
    return { file: sdist.file, buildSystem: build.attrs, env: build.env, note: null };
  }
  const why =
    build?.kind === "unknown"
      ? build.why
      : missing === undefined
        ? null
        : `nixpkgs lacks ${missing}, which its build needs`;
  if (pure !== null) return { file: pure, buildSystem: [], env: {}, note: why };
  return why ?? (isNative ? "it has native code" : "it has neither an sdist nor a wheel for every machine");
}

/** A published file for the lock. */
export function lockedFile({ file }: Published, index: PypiIndex, isNeutral: boolean): PypiFile {
  // Its hash was there when it was downloaded.
  const hash = file.hash as string;
  return { type: "pypi", file: file.name, url: index.isBuiltIn || isNeutral ? null : file.url, hash };
}
