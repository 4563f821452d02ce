import type { ClosureBuild, ClosureFile, PythonClosure } from "../config/lock-python-closure-schema.ts";
import { type Item, type Nix, n, type StringPart } from "../nix/ast.ts";
import { fetchPypiNix } from "./fetch-pypi.ts";
import { fileHashes } from "./python-wheels.ts";

/** No cache of its own, and a log without bars. */
export const PIP_SETTINGS = ["export PIP_NO_CACHE_DIR=1 PIP_PROGRESS_BAR=off\n"];

/** Wheels that are there only to build others. */
export function buildRequirements({ builds, ownBuild }: PythonClosure): ClosureFile[] {
  return [...builds.flatMap(({ requires }) => requires), ...(ownBuild?.requires ?? [])];
}

/** The source archives that are built, and the wheels of all build systems. */
export function buildLets(closure: PythonClosure): Item[] {
  const { builds, ownBuild, systems } = closure;
  if (builds.length === 0 && ownBuild === null) return [];
  const wanted = [
    ...builds.map(({ requires, systems: own }) => ({ requires, own: own ?? systems })),
    ...(ownBuild === null ? [] : [{ requires: ownBuild.requires, own: systems }]),
  ];
  // Two builds may want the same wheel on different systems: more than is wanted does no harm.
  const files = new Map(buildRequirements(closure).map((file) => [file.src.file, file]));
  const union = [...files.values()].map((file) => {
    const on = new Set(
      wanted.flatMap(({ requires, own }) =>
        requires.filter(({ src }) => src.file === file.src.file).flatMap((one) => one.systems ?? own),
      ),
    );
    return { ...file, systems: on.size === systems.length ? null : [...on].sort() };
  });
  const sorted = union.toSorted((a, b) => (a.src.file < b.src.file ? -1 : 1));
  const whose = [
    ...(ownBuild === null ? [] : ["the server"]),
    ...(builds.length === 0 ? [] : ["those that have no wheel"]),
  ];
  return [
    n.bind("buildSystems", n.call("wheelFolder", fileHashes(sorted, systems)), {
      blank: true,
      comment: [`What it takes to build ${whose.join(" and ")}.`],
    }),
    ...(builds.length === 0 ? [] : [n.bind("sources", sources(builds, systems), { blank: true })]),
  ];
}

function sources(builds: readonly ClosureBuild[], systems: PythonClosure["systems"]): Nix {
  const listOf = (some: readonly ClosureBuild[]) =>
    n.list(
      some.map(({ name, src }) => fetchPypiNix(src, { project: name, inherited: null })),
      { expand: true },
    );
  const shared = builds.filter((build) => build.systems === null);
  const own = systems.flatMap((system) => {
    const theirs = builds.filter((build) => build.systems?.includes(system));
    return theirs.length === 0 ? [] : [n.bind(system, listOf(theirs))];
  });
  if (own.length === 0) return listOf(shared);
  const bySystem = n.getOr(
    n.attrs(own, { expand: true }),
    [n.get("stdenv", "hostPlatform", "system")],
    n.list([]),
  );
  return shared.length === 0 ? bySystem : n.op("++", listOf(shared), bySystem);
}

/** pip builds each in an environment of its own, which it fills from the folder. */
export function buildItems(closure: PythonClosure): Item[] {
  const { builds, ownBuild } = closure;
  if (builds.length === 0 && ownBuild === null) return [n.bind("dontBuild", n.bool(true))];
  const folder = builtFolder(closure);
  const pip = (what: string): StringPart[] => [
    "pip wheel --no-index --no-deps --find-links ",
    n.id("buildSystems"),
    ` --wheel-dir ${folder} ${what}\n`,
  ];
  const loop: StringPart[] = [
    "for source in ",
    n.call(n.get("lib", "escapeShellArgs"), n.id("sources")),
    "; do\n  ",
    ...pip('"$source"'),
    "done\n",
  ];
  const text = n.indented(
    "runHook preBuild\n",
    "\n",
    ...PIP_SETTINGS,
    `mkdir ${folder}\n`,
    ...(builds.length === 0 ? [] : loop),
    ...(ownBuild === null ? [] : pip(".")),
    "\n",
    "runHook postBuild\n",
  );
  return [n.bind("buildPhase", text, { blank: true })];
}

/** Not in a repository's tree: its build would take the folder for a package. */
export function builtFolder({ ownBuild }: PythonClosure): string {
  return ownBuild === null ? "built" : '"$NIX_BUILD_TOP/built"';
}
