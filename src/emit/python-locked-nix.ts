import type { PythonClosure } from "../config/lock-python-closure-schema.ts";
import type { LockedPythonServer } from "../config/lock-python-schema.ts";
import { shellWord } from "../config/shell-word.ts";
import { UserError } from "../errors.ts";
import { type Item, type Nix, n } from "../nix/ast.ts";
import { printFile } from "../nix/print.ts";
import { fetchersOf } from "./fetch-pypi.ts";
import { metaNix } from "./meta.ts";
import { buildItems, buildLets, buildRequirements, builtFolder, PIP_SETTINGS } from "./python-builds.ts";
import { type SystemLibraries, systemLibraries } from "./python-libraries.ts";
import { pythonSrcItems } from "./python-src-nix.ts";
import { fileHashes, wheelFolderFunction } from "./python-wheels.ts";

/** Where the virtual environment is in the output, for shell. */
const VENV = "$out/libexec";

/**
 * `package.nix` of a Python server with a closure of its own (strategy `locked`): PyPI's files by name and hash, and a
 * virtual environment that pip makes of them without an index. It stands alone, in either style.
 *
 * A virtual environment is what `uvx` runs a server in, so what a server relies on there holds here: `sys.executable` sees its
 * dependencies, and their commands are on PATH. Nothing of nixpkgs' own Python packages can clash with it.
 *
 * Throws UserError `E_LOCK_INCOMPLETE` when the lock has no closure.
 */
export function pythonLockedNix(name: string, server: LockedPythonServer): string {
  const { closure } = server;
  if (closure === null) throw incomplete(name);
  const python = `python${server.python.replace(".", "")}`;
  const compiled = isCompiled(closure);
  const libraries = systemLibraries(compiled ? closure.libraries : [], python);
  const files = [...closure.wheels, ...closure.builds, ...buildRequirements(closure)];
  const elsewhere = files.some(({ src }) => src.url !== null);
  const formals = [
    ...(compiled ? ["autoPatchelfHook"] : []),
    // The function that makes folders of wheels has it in any case.
    "fetchPypi",
    ...fetchersOf(files.map(({ src }) => src)),
    ...(closure.ownBuild === null ? [] : ["fetchFromGitHub"]),
    "linkFarm",
    "makeWrapper",
    python,
    ...libraries.formals,
  ];
  const lets: Item[] = [
    wheelFolderFunction(elsewhere),
    n.bind("wheels", n.call("wheelFolder", fileHashes(closure.wheels, closure.systems)), {
      blank: true,
      comment: [closure.ownBuild === null ? "The server and everything it needs." : "What the server needs."],
    }),
    ...buildLets(closure),
  ];
  const items: Item[] = [
    n.bind("pname", n.str(name)),
    n.bind("version", n.str(server.version)),
    ...sourceItems(server, closure),
    n.bind("nativeBuildInputs", nativeInputs(python, compiled), { blank: true }),
    ...libraryItems(libraries, compiled),
    n.bind("strictDeps", n.bool(true), { blank: true }),
    ...(closure.ownBuild === null ? [n.bind("dontUnpack", n.bool(true))] : []),
    ...buildItems(closure),
    installPhase(server, python, closure),
    ...(compiled
      ? [
          n.bind("dontStrip", n.bool(true), {
            blank: true,
            comment: ["It breaks libraries that were moved into wheels."],
          }),
        ]
      : []),
    ...importCheck(server),
    n.bind("meta", metaNix(name, server, platforms(closure)), { blank: true }),
  ];
  const call = n.call(n.get("stdenv", "mkDerivation"), n.fn("finalAttrs", n.attrs(items, { expand: true })));
  const given = ["lib", "stdenv", ...[...new Set(formals)].filter((one) => one !== "stdenv").sort()];
  return printFile(n.file(n.formals(given, n.let(lets, call), { gap: "blank" }), head(server)));
}

function head(server: LockedPythonServer): string[] {
  const { yanked } = server.meta;
  if (yanked === null) return [];
  return [`This version of ${server.package} was withdrawn${yanked === "" ? "" : `: ${yanked}`}`];
}

/** A server that comes as no file is built from its repository. */
function sourceItems({ src, package: project, version }: LockedPythonServer, closure: PythonClosure): Item[] {
  if (closure.ownBuild === null) return [];
  const variables = Object.entries(closure.ownBuild.env).map(([variable, value], at) =>
    n.bind(
      ["env", variable],
      value === version ? n.get("finalAttrs", "version") : n.str(value),
      at === 0 ? { blank: true, comment: ["The version that its build would ask git for."] } : {},
    ),
  );
  const own = (name: string, ...steps: string[]) => n.get("finalAttrs", name, ...steps);
  return [...pythonSrcItems(src, { project, version, own }), ...variables];
}

function isCompiled({ wheels, builds, ownBuild }: PythonClosure): boolean {
  return ownBuild !== null || builds.length > 0 || wheels.some(({ src }) => !src.file.endsWith("-any.whl"));
}

const isLinux = n.get("stdenv", "hostPlatform", "isLinux");

function onLinux(list: readonly Nix[]): Nix {
  return n.call(n.get("lib", "optionals"), isLinux, n.list(list));
}

function nativeInputs(python: string, compiled: boolean): Nix {
  const always = n.list([n.id("makeWrapper"), n.id(python), n.get(python, "pkgs", "pip")], { expand: true });
  return compiled ? n.op("++", always, onLinux([n.id("autoPatchelfHook")])) : always;
}

function libraryItems({ inputs, unknown }: SystemLibraries, compiled: boolean): Item[] {
  if (!compiled) return [];
  return [
    ...(inputs.length === 0 ? [] : [n.bind("buildInputs", onLinux(inputs), { blank: true })]),
    ...(unknown.length === 0
      ? []
      : [
          n.bind("autoPatchelfIgnoreMissingDeps", n.list(unknown.map((one) => n.str(one))), {
            blank: true,
            comment: ["Not in nixpkgs, or a driver's: found where it is run, or not used."],
          }),
        ]),
  ];
}

function installPhase(server: LockedPythonServer, python: string, closure: PythonClosure): Item {
  const extras = server.extras.length === 0 ? "" : `[${server.extras.join(",")}]`;
  const isBuilt = closure.builds.length > 0 || closure.ownBuild !== null;
  const built = isBuilt ? ` --find-links ${builtFolder(closure)}` : "";
  // A repository's tag may say another version than its manifest.
  const version = closure.ownBuild === null ? ["==", n.get("finalAttrs", "version")] : [];
  const text = n.indented(
    "runHook preInstall\n",
    "\n",
    ...PIP_SETTINGS,
    n.get(python, "interpreter"),
    ` -I -m venv --without-pip "${VENV}"\n`,
    `pip --python "${VENV}/bin/python" install --ignore-installed --no-index --find-links `,
    n.id("wheels"),
    `${built} \\\n`,
    `  "${server.package}${extras}`,
    ...version,
    '"\n',
    "\n",
    `for program in ${Object.keys(server.bins).map(shellWord).join(" ")}; do\n`,
    `  makeWrapper "${VENV}/bin/$program" "$out/bin/$program" --prefix PATH : "${VENV}/bin"\n`,
    "done\n",
    "\n",
    "runHook postInstall\n",
  );
  return n.bind("installPhase", text, {
    blank: true,
    comment: ["A virtual environment, as uvx makes one; there is no index to ask."],
  });
}

/** The package that its program is in: the module itself may start the server as soon as it is imported. */
function importCheck({ bins, mainProgram }: LockedPythonServer): Item[] {
  const module = /^([A-Za-z_]\w*)(?:\.[\w.]+)?:/.exec(bins[mainProgram] ?? "")?.[1];
  if (module === undefined) return [];
  const text = n.indented(
    "runHook preInstallCheck\n",
    "\n",
    `HOME="$TMPDIR" "${VENV}/bin/python" -I -c "import ${module}"\n`,
    "\n",
    "runHook postInstallCheck\n",
  );
  return [
    n.bind("doInstallCheck", n.bool(true), { blank: true, comment: ["There are no tests in wheels."] }),
    n.bind("installCheckPhase", text),
  ];
}

function platforms({ systems }: PythonClosure): Nix {
  return n.list(
    systems.map((system) => n.str(system)),
    { expand: true },
  );
}

function incomplete(name: string): UserError {
  return new UserError(`${name} has no closure in the lock file`, {
    code: "E_LOCK_INCOMPLETE",
    where: "servers.lock.json",
    hint: "Run mcp-nixgen prefetch.",
  });
}
