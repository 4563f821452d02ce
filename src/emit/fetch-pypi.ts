import type { PypiFile } from "../config/lock-python-file-schema.ts";
import { type Item, type Nix, n } from "../nix/ast.ts";

/** What `fetchPypi` has to be told so that it asks for a published file. */
interface PypiFileParts {
  /** As the file's name writes them. */
  readonly pname: string;
  readonly version: string;
  readonly wheel: { readonly python: string; readonly abi: string; readonly platform: string } | null;
  readonly extension: string;
}

/**
 * The parts of a published file's name. A wheel's build number is taken as part of its version, since `fetchPypi` knows
 * none and puts the two together the same way.
 *
 * Source: PEP 427, PEP 625; nixpkgs, `pkgs/build-support/fetchpypi`.
 *
 * @param project normalised (PEP 503); tells where in an sdist's name the version begins
 */
export function pypiFileParts(file: string, project: string): PypiFileParts {
  if (file.endsWith(".whl")) {
    const parts = file.slice(0, -".whl".length).split("-");
    const [python = "", abi = "", platform = ""] = parts.slice(-3);
    const [pname = "", ...version] = parts.slice(0, -3);
    return { pname, version: version.join("-"), wheel: { python, abi, platform }, extension: "whl" };
  }
  const [, stem = file, extension = "tar.gz"] = /^(.+?)\.(tar\.\w+|zip|tgz)$/.exec(file) ?? [];
  const dashes = [...stem.matchAll(/-/g)].map(({ index }) => index);
  const own = dashes.find(
    (at) =>
      stem
        .slice(0, at)
        .replace(/[-_.]+/g, "-")
        .toLowerCase() === project,
  );
  const at = own ?? dashes.at(-1) ?? stem.length;
  return { pname: stem.slice(0, at), version: stem.slice(at + 1), wheel: null, extension };
}

interface FetchPypiOptions {
  /** Normalised (PEP 503). */
  readonly project: string;
  /** The version that `inherit version;` would give where this stands; null: nothing can be inherited. */
  readonly inherited: string | null;
}

/** `fetchPypi { … }` for a published file; `fetchurl` for one of an index that `fetchPypi` does not ask. */
export function fetchPypiNix({ file, url, hash }: PypiFile, { project, inherited }: FetchPypiOptions): Nix {
  const integrity = n.bind("hash", n.str(hash));
  if (url !== null) return n.call("fetchurl", n.attrs([n.bind("url", n.str(url)), integrity]));
  const { pname, version, wheel, extension } = pypiFileParts(file, project);
  const items: Item[] = [
    n.bind("pname", n.str(pname)),
    version === inherited ? n.inherit(["version"]) : n.bind("version", n.str(version)),
    ...(wheel === null ? [] : wheelItems(wheel)),
    ...(wheel !== null || extension === "tar.gz" ? [] : [n.bind("extension", n.str(extension))]),
    integrity,
  ];
  return n.call("fetchPypi", n.attrs(items, { expand: true }));
}

/** `dist` is the folder that PyPI's addresses have for a Python; abi and platform are left out at their defaults. */
function wheelItems({ python, abi, platform }: NonNullable<PypiFileParts["wheel"]>): Item[] {
  return [
    n.bind("format", n.str("wheel")),
    n.bind("dist", n.str(python)),
    n.bind("python", n.str(python)),
    ...(abi === "none" ? [] : [n.bind("abi", n.str(abi))]),
    ...(platform === "any" ? [] : [n.bind("platform", n.str(platform))]),
  ];
}

/** The fetchers that these files need, for a package's arguments. */
export function fetchersOf(files: readonly PypiFile[]): string[] {
  const needs = (test: (file: PypiFile) => boolean, name: string) => (files.some(test) ? [name] : []);
  return [...needs(({ url }) => url === null, "fetchPypi"), ...needs(({ url }) => url !== null, "fetchurl")];
}
