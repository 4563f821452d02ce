import type { LockedPythonServer, PythonBeside, PythonRecipe } from "../config/lock-python-schema.ts";
import { UserError } from "../errors.ts";
import { type Item, type Nix, n } from "../nix/ast.ts";
import { printFile } from "../nix/print.ts";
import { metaNix } from "./meta.ts";
import { platformsNix } from "./platforms.ts";
import { attributeNix, attributesNix, type PackageSet, requirementsNix } from "./python-requirements.ts";
import { pythonFetchers, pythonSrcItems } from "./python-src-nix.ts";

/**
 * `package.nix` of a Python server in strategy nixpkgs: `buildPythonApplication` with nixpkgs' own packages, and what
 * nixpkgs lacks packaged beside it.
 *
 * What is packaged beside takes its place in the whole package set (`packageOverrides`): two versions of one project in
 * one program are what nixpkgs refuses.
 *
 * Source: nixpkgs, doc/languages-frameworks/python.section.md. `rec` rather than `finalAttrs`, which builders of
 * before 25.11 do not know.
 *
 * @throws UserError `E_LOCK_INCOMPLETE` when the lock is of another strategy
 */
export function pythonNix(name: string, server: LockedPythonServer): string {
  const { nixpkgs } = server;
  if (nixpkgs === null) {
    throw new UserError(`${name} has no build by nixpkgs' Python packages in the lock file`, {
      code: "E_LOCK_INCOMPLETE",
      where: "servers.lock.json",
      hint: "Run mcp-nixgen prefetch.",
    });
  }
  const { beside } = nixpkgs;
  const python = server.pythonAsked ? `python${server.python.replace(".", "")}` : "python3";
  const isAlone = beside.length === 0;
  const packages: PackageSet = isAlone ? [`${python}Packages`] : ["python", "pkgs"];
  const recipes = [nixpkgs, ...beside];
  const formals = [
    "lib",
    ...(recipes.some(hasConditions) ? ["stdenv"] : []),
    ...pythonFetchers(recipes.map(({ src }) => src)),
    isAlone ? `${python}Packages` : python,
  ];
  const call = n.call(
    attributeNix(packages, "buildPythonApplication"),
    applicationNix(name, server, nixpkgs, packages),
  );
  const body = isAlone ? call : n.let([n.bind("python", overriddenPython(python, beside))], call);
  return printFile(n.file(n.formals(formals, body, { gap: "blank" }), head(server)));
}

function hasConditions({ dependencies }: PythonRecipe): boolean {
  return dependencies.some(({ systems }) => systems !== null);
}

function head(server: LockedPythonServer): string[] {
  const { yanked } = server.meta;
  if (yanked === null) return [];
  const why = yanked === "" ? "." : `: ${yanked}`;
  return [`${server.package} ${server.version} was withdrawn by its author${why}`];
}

function applicationNix(
  name: string,
  server: LockedPythonServer,
  recipe: PythonRecipe,
  packages: PackageSet,
): Nix {
  const meta = metaNix(name, server, platformsNix([], []), n.id("version"));
  return n.attrs([...recipeItems(server, recipe, packages), n.bind("meta", meta, { blank: true })], {
    rec: true,
    expand: true,
  });
}

function recipeItems(
  { package: project, version }: { readonly package: string; readonly version: string },
  recipe: PythonRecipe,
  packages: PackageSet,
): Item[] {
  const isWheel = recipe.src.type === "pypi" && recipe.src.file.endsWith(".whl");
  const texts = (values: readonly string[]) => n.list(values.map((value) => n.str(value)));
  return [
    n.bind("pname", n.str(project)),
    n.bind("version", n.str(version)),
    isWheel ? n.bind("format", n.str("wheel")) : n.bind("pyproject", n.bool(true)),
    ...pythonSrcItems(recipe.src, { project, version, own: (name, ...steps) => inRec(name, steps) }),
    ...Object.entries(recipe.env).map(([variable, value], at) =>
      n.bind(
        ["env", variable],
        value === version ? n.id("version") : n.str(value),
        at === 0 ? { blank: true, comment: [NO_GIT] } : {},
      ),
    ),
    ...(recipe.buildSystem.length === 0
      ? []
      : [n.bind("build-system", attributesNix(packages, recipe.buildSystem), { blank: true })]),
    ...(recipe.dependencies.length === 0
      ? []
      : [n.bind("dependencies", requirementsNix(packages, recipe.dependencies), { blank: true })]),
    ...(recipe.relax.length === 0
      ? []
      : [n.bind("pythonRelaxDeps", texts(recipe.relax), { blank: true, comment: [NARROW] })]),
    n.bind("doCheck", n.bool(false), { blank: true, comment: [NO_TESTS] }),
    ...(recipe.imports.length === 0
      ? []
      : [n.bind("pythonImportsCheck", texts(recipe.imports), { blank: true })]),
  ];
}

function inRec(name: string, steps: readonly string[]): Nix {
  const [first, ...rest] = steps;
  return first === undefined ? n.id(name) : n.get(name, first, ...rest);
}

const NO_GIT = "The version that its build would ask git for.";
const NARROW = "Pinned, or bounded below the versions that nixpkgs has.";
const NO_TESTS = "What its tests need (test tools, network, keys) is not part of what it requires.";

function overriddenPython(python: string, beside: readonly PythonBeside[]): Nix {
  const final: PackageSet = ["final"];
  const packages = beside.map((one) =>
    n.bind(
      [one.attr],
      n.call(
        attributeNix(final, "buildPythonPackage"),
        n.attrs(recipeItems(one, one, final), { rec: true, expand: true }),
      ),
      { blank: true, comment: [besideComment(one)] },
    ),
  );
  const overrides = n.fn("final", n.fn("_", n.attrs(packages, { expand: true })));
  return n.call(
    n.get(python, "override"),
    n.attrs([n.bind("self", n.id("python")), n.bind("packageOverrides", overrides)], { expand: true }),
  );
}

function besideComment({ package: project, reason }: PythonBeside): string {
  return `${project}: ${reason}.`;
}
