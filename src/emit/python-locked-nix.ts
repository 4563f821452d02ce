import type { ClosureBuild, PythonClosure } from "../config/lock-python-closure-schema.ts";
import type { LockedPythonServer } from "../config/lock-python-schema.ts";
import { UserError } from "../errors.ts";
import { type Item, type Nix, n, type StringPart } from "../nix/ast.ts";
import { printFile } from "../nix/print.ts";
import { metaNix } from "./meta.ts";
import { type SystemLibraries, systemLibraries } from "./python-libraries.ts";
import { fetchurl, fileHashes, wheelFolderFunction } from "./python-wheels.ts";

/** Where the virtual environment is in the output, for shell. */
const VENV = "$out/libexec";

/**
 * `package.nix` of a Python server with a closure of its own (strategy `locked`): PyPI's files by name and hash, and a
 * virtual environment that pip makes of them without an index. It stands alone, in either style.
 *
 * A virtual environment is what `uvx` runs a server in, so what a server relies on there holds here: `sys.executable` sees its
 * dependencies, and their commands are on PATH. nothing of nixpkgs' own Python packages can clash.
 *
 * Throws UserError `E_LOCK_INCOMPLETE` when the lock has no closure.
 */
export function pythonLockedNix(name: string, server: LockedPythonServer): string {
  const { closure } = server;
  if (closure === null) throw incomplete(name);
  const python = `python${server.python.replace(".", "")}`;
  const compiled = isCompiled(closure);
  const libraries = systemLibraries(compiled ? closure.libraries : [], python);
  const files = [...closure.wheels, ...closure.builds, ...closure.builds.flatMap(({ requires }) => requires)];
  const elsewhere = files.some(({ src }) => src.url !== null);
  const formals = [
    ...(compiled ? ["autoPatchelfHook"] : []),
    "fetchPypi",
    ...(elsewhere ? ["fetchurl"] : []),
    "linkFarm",
    "makeWrapper",
    python,
    ...libraries.formals,
  ];
  const lets: Item[] = [
    wheelFolderFunction(elsewhere),
    n.bind("wheels", n.call("wheelFolder", fileHashes(closure.wheels, closure.systems)), {
      blank: true,
      comment: ["The server and everything it needs."],
    }),
    ...buildLets(closure),
  ];
  const items: Item[] = [
    n.bind("pname", n.str(name)),
    n.bind("version", n.str(server.version)),
    n.bind("nativeBuildInputs", nativeInputs(python, compiled), { blank: true }),
    ...libraryItems(libraries, compiled),
    n.bind("strictDeps", n.bool(true), { blank: true }),
    n.bind("dontUnpack", n.bool(true)),
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

function isCompiled({ wheels, builds }: PythonClosure): boolean {
  return builds.length > 0 || wheels.some(({ src }) => !src.file.endsWith("-any.whl"));
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

/** The source archives that are built, and the wheels of their build systems. */
function buildLets({ builds, systems }: PythonClosure): Item[] {
  if (builds.length === 0) return [];
  const requires = new Map(builds.flatMap((build) => build.requires.map((file) => [file.src.file, file])));
  // Two archives may want the same wheel on different systems: more than is wanted does no harm.
  const union = [...requires.values()].map((file) => {
    const wanted = new Set(
      builds.flatMap((build) =>
        build.requires
          .filter(({ src }) => src.file === file.src.file)
          .flatMap((one) => one.systems ?? build.systems ?? systems),
      ),
    );
    return { ...file, systems: wanted.size === systems.length ? null : [...wanted].sort() };
  });
  const sorted = union.toSorted((a, b) => (a.src.file < b.src.file ? -1 : 1));
  return [
    n.bind("buildSystems", n.call("wheelFolder", fileHashes(sorted, systems)), {
      blank: true,
      comment: ["What it takes to build those that have no wheel."],
    }),
    n.bind("sources", sources(builds, systems), { blank: true }),
  ];
}

function sources(builds: readonly ClosureBuild[], systems: PythonClosure["systems"]): Nix {
  const listOf = (some: readonly ClosureBuild[]) => n.list(some.map(sourceOf), { expand: true });
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

function sourceOf({ version, src }: ClosureBuild): Nix {
  if (src.url !== null) return fetchurl(src.url, src.hash);
  const ending = src.file.slice(src.file.lastIndexOf(`-${version}.`) + version.length + 2);
  return n.call(
    "fetchPypi",
    n.attrs([
      n.bind("pname", n.str(src.file.slice(0, -(version.length + ending.length + 2)))),
      n.bind("version", n.str(version)),
      ...(ending === "tar.gz" ? [] : [n.bind("extension", n.str(ending))]),
      n.bind("hash", n.str(src.hash)),
    ]),
  );
}

/** pip builds each in an environment of its own, which it fills from the folder. */
function buildItems({ builds }: PythonClosure): Item[] {
  if (builds.length === 0) return [n.bind("dontBuild", n.bool(true))];
  const loop: StringPart[] = [
    "for source in ",
    n.call(n.get("lib", "escapeShellArgs"), n.id("sources")),
    "; do\n",
  ];
  const pip: StringPart[] = [
    "  pip wheel --no-index --no-deps --find-links ",
    n.id("buildSystems"),
    ' --wheel-dir built "$source"\n',
  ];
  const text = n.indented(
    "runHook preBuild\n",
    "\n",
    ...PIP_SETTINGS,
    "mkdir built\n",
    ...loop,
    ...pip,
    "done\n",
    "\n",
    "runHook postBuild\n",
  );
  return [n.bind("buildPhase", text, { blank: true })];
}

/** No cache of its own, and a log without bars. */
const PIP_SETTINGS = ["export PIP_NO_CACHE_DIR=1 PIP_PROGRESS_BAR=off\n"];

function installPhase(server: LockedPythonServer, python: string, closure: PythonClosure): Item {
  const extras = server.extras.length === 0 ? "" : `[${server.extras.join(",")}]`;
  const built = closure.builds.length === 0 ? "" : " --find-links built";
  const text = n.indented(
    "runHook preInstall\n",
    "\n",
    ...PIP_SETTINGS,
    n.get(python, "interpreter"),
    ` -m venv --without-pip "${VENV}"\n`,
    `pip --python "${VENV}/bin/python" install --ignore-installed --no-index --find-links `,
    n.id("wheels"),
    `${built} \\\n`,
    `  "${server.package}${extras}==`,
    n.get("finalAttrs", "version"),
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
    `HOME="$TMPDIR" "${VENV}/bin/python" -c "import ${module}"\n`,
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

function shellWord(word: string): string {
  return /^[\w.@%+=:,/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function incomplete(name: string): UserError {
  return new UserError(`${name} has no closure in the lock file`, {
    code: "E_LOCK_INCOMPLETE",
    where: "servers.lock.json",
    hint: "Run mcp-nixgen prefetch.",
  });
}
