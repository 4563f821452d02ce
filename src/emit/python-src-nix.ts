import type { PythonSrc } from "../config/lock-python-schema.ts";
import { type Item, type Nix, n } from "../nix/ast.ts";
import { fetchersOf, fetchPypiNix } from "./fetch-pypi.ts";
import { githubSrcNix } from "./github-src-nix.ts";

interface PythonSrcOptions {
  /** Normalised (PEP 503). */
  readonly project: string;
  readonly version: string;
  /** How the package's own attributes are written there: `version`, `finalAttrs.version`. */
  readonly own: (attribute: "version" | "src", ...steps: string[]) => Nix;
}

/** `src`, and `sourceRoot` where the project is in a folder of its repository. */
export function pythonSrcItems(src: PythonSrc, { project, version, own }: PythonSrcOptions): Item[] {
  if (src.type === "pypi") {
    return [n.bind("src", fetchPypiNix(src, { project, inherited: version }), { blank: true })];
  }
  return [
    n.bind("src", githubSrcNix(src, version, own("version")), { blank: true }),
    ...(src.subfolder === ""
      ? []
      : [n.bind("sourceRoot", n.str(own("src", "name"), `/${src.subfolder}`), { blank: true })]),
  ];
}

/** The fetchers that these sources need, for a package's arguments. */
export function pythonFetchers(sources: readonly PythonSrc[]): string[] {
  const files = sources.filter((src) => src.type === "pypi");
  return [...fetchersOf(files), ...(files.length < sources.length ? ["fetchFromGitHub"] : [])];
}
