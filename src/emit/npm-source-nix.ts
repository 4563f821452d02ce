import type { LockedNpmSourceServer } from "../config/lock-npm-source-schema.ts";
import { type Item, type Nix, n } from "../nix/ast.ts";
import { printFile } from "../nix/print.ts";
import { githubSrcNix } from "./github-src-nix.ts";
import { metaNix } from "./meta.ts";
import { platformsNix } from "./platforms.ts";

/** What a package manager's part of `package.nix` is. */
interface ManagerNix {
  /** What the package is a function of, besides `lib`. */
  readonly formals: readonly string[];
  readonly builder: Nix;
  /** Dependencies and what installs them. */
  items(server: LockedNpmSourceServer): Item[];
  /** One script of a folder below the root; "": of the root itself. */
  run(folder: string, script: string): string;
  /** The whole of `buildPhase` is not needed: the hook builds by itself. */
  hookBuild(script: string): Item[];
  /** Installs again, without what is only for building. */
  readonly production: readonly string[];
}

/**
 * `package.nix` of a server that is built from its repository.
 *
 * Source: nixpkgs, doc/languages-frameworks/javascript.section.md: `buildNpmPackage`, `fetchPnpmDeps`, `fetchYarnDeps`.
 */
export function npmSourceNix(name: string, server: LockedNpmSourceServer): string {
  const manager = managers[server.strategy];
  const tree = server.install === "tree";
  const inputs = tree ? ["makeWrapper", "nodejs"] : [];
  const formals = ["lib", ...new Set([...manager.formals, ...inputs, "fetchFromGitHub"])];
  const { version, src, root, lockfile } = server;
  const items: Item[] = [
    n.bind("pname", n.str(name)),
    n.bind("version", n.str(version)),
    n.bind("src", githubSrcNix(src, version), { blank: true }),
    ...(root === "" ? [] : [n.bind("sourceRoot", sourceRoot(root), { blank: true })]),
    ...(lockfile.origin === "repository" ? [] : [vendored(lockfile.origin)]),
    ...manager.items(server),
    ...buildItems(server, manager),
    ...(tree ? [treeInstall(name, server, manager)] : packageInstall(server)),
    n.bind("meta", metaNix(name, server, platformsNix([], [])), { blank: true }),
  ];
  const call = n.call(manager.builder, n.fn("finalAttrs", n.attrs(items, { expand: true })));
  return printFile(n.file(n.formals(formals, call, { gap: "blank" }), []));
}

function sourceRoot(root: string): Nix {
  return n.str(n.get("finalAttrs", "src", "name"), `/${root}`);
}

function vendored(origin: "completed" | "generated"): Item {
  const comment = {
    completed: ["The repository's lockfile, with the addresses and hashes it lacks."],
    generated: ["The repository has no lockfile."],
  }[origin];
  const text = n.indented("cp ", n.path("./package-lock.json"), " package-lock.json\n");
  return n.bind("postPatch", text, { blank: true, comment });
}

function buildItems(server: LockedNpmSourceServer, manager: ManagerNix): Item[] {
  const { builds, strategy } = server;
  const [first, ...others] = builds;
  // stdenv would run a Makefile, which is for its author's checkout.
  if (first === undefined) return [n.bind("dontBuild", n.bool(true), { blank: true })];
  if (strategy !== "pnpm" && others.length === 0 && first.folder === "") {
    return manager.hookBuild(first.script);
  }
  const lines = builds.map(({ folder, script }) => `${manager.run(folder, script)}\n`);
  return [n.bind("buildPhase", phase("Build", lines), { blank: true })];
}

function phase(name: "Build" | "Install", lines: readonly (string | Nix)[]): Nix {
  return n.indented(
    `runHook pre${name}\n\n`,
    ...lines,
    ...(lines.length > 0 ? ["\n"] : []),
    `runHook post${name}\n`,
  );
}

/** Links between the packages of a workspace, and pnpm's into its store, hold in the tree they were made in. */
function treeInstall(name: string, server: LockedNpmSourceServer, manager: ManagerNix): Item {
  const place = `$out/lib/${name}`;
  const prefix = server.folder === "" ? "" : `${server.folder}/`;
  const wrappers = Object.entries(server.bins).flatMap(([command, file]) => [
    "makeWrapper ",
    n.id("nodejs"),
    `/bin/node "$out/bin/${command}" --add-flags "${place}/${prefix}${file}"\n`,
  ]);
  const lines = [
    ...manager.production.map((line) => `${line}\n`),
    `mkdir -p "${place}" "$out/bin"\n`,
    `cp -r . "${place}"\n`,
    `find "${place}" -xtype l -delete\n`,
    ...wrappers,
  ];
  const comment = ["The whole repository: links between its packages hold only there."];
  return n.bind("installPhase", phase("Install", lines), { blank: true, comment });
}

function packageInstall({ ignoreFiles }: LockedNpmSourceServer): Item[] {
  if (!ignoreFiles) return [];
  const comment = ["What .gitignore names is not packed, and that is what was built."];
  return [n.bind("preInstall", n.indented("rm -f .gitignore\n"), { blank: true, comment })];
}

const list = (words: readonly string[]): Nix => n.list(words.map((word) => n.str(word)));

const hash = ({ deps }: LockedNpmSourceServer): Nix => n.str(deps.hash);

const managers: Readonly<Record<LockedNpmSourceServer["strategy"], ManagerNix>> = {
  npm: {
    formals: ["buildNpmPackage"],
    builder: n.id("buildNpmPackage"),
    items(server) {
      const { deps, npmFlags, allowScripts, install, lockfile } = server;
      const two = deps.fetcherVersion !== 1;
      return [
        ...(two ? [n.bind("npmDepsFetcherVersion", n.num(deps.fetcherVersion ?? 1), { blank: true })] : []),
        n.bind("npmDepsHash", hash(server), { blank: !two }),
        ...(lockfile.packages === 0 ? [n.bind("forceEmptyCache", n.bool(true))] : []),
        ...(npmFlags.length > 0 ? [n.bind("npmInstallFlags", list(npmFlags), { blank: true })] : []),
        ...(npmFlags.length > 0 && install === "package" ? [n.bind("dontNpmPrune", n.bool(true))] : []),
        n.bind("npmRebuildFlags", list(allowScripts.length > 0 ? allowScripts : ["--ignore-scripts"]), {
          blank: true,
        }),
        ...(install === "package"
          ? [n.bind("npmPackFlags", list(["--ignore-scripts"]))]
          : [n.bind("nativeBuildInputs", n.list([n.id("makeWrapper")]), { blank: true })]),
      ];
    },
    run: (folder, script) =>
      folder === "" ? `npm run ${script}` : `npm run ${script} --workspace=${folder}`,
    hookBuild(script) {
      return script === "build" ? [] : [n.bind("npmBuildScript", n.str(script), { blank: true })];
    },
    production: ["npm prune --omit=dev --no-save --ignore-scripts"],
  },
  pnpm: {
    formals: ["stdenv", "fetchPnpmDeps", "pnpmConfigHook", "pnpm_10"],
    builder: n.get("stdenv", "mkDerivation"),
    items(server) {
      const inherited = ["pname", "version", "src", ...(server.root === "" ? [] : ["sourceRoot"])];
      const deps = n.attrs(
        [
          n.inherit(inherited, n.id("finalAttrs")),
          n.bind("pnpm", n.id("pnpm_10")),
          n.bind("fetcherVersion", n.num(server.deps.fetcherVersion ?? 3)),
          n.bind("hash", hash(server)),
        ],
        { expand: true },
      );
      return [
        n.bind("pnpmDeps", n.call("fetchPnpmDeps", deps), { blank: true }),
        inputs(["makeWrapper", "nodejs", "pnpmConfigHook", "pnpm_10"]),
      ];
    },
    run: (folder, script) => (folder === "" ? `pnpm run ${script}` : `pnpm --dir ${folder} run ${script}`),
    hookBuild: () => [],
    production: [
      "find . -name node_modules -prune -exec rm -rf {} +",
      "pnpm install --offline --prod --ignore-scripts --frozen-lockfile",
    ],
  },
  yarn: {
    formals: ["stdenv", "fetchYarnDeps", "yarnConfigHook", "yarnBuildHook", "yarnInstallHook", "nodejs"],
    builder: n.get("stdenv", "mkDerivation"),
    items(server) {
      const file = server.root === "" ? "/yarn.lock" : `/${server.root}/yarn.lock`;
      const deps = n.attrs(
        [
          n.bind("yarnLock", n.op("+", n.get("finalAttrs", "src"), n.str(file))),
          n.bind("hash", hash(server)),
        ],
        { expand: true },
      );
      const hooks = ["yarnConfigHook", "yarnBuildHook", "yarnInstallHook", "nodejs"];
      return [
        n.bind("yarnOfflineCache", n.call("fetchYarnDeps", deps), { blank: true }),
        inputs(server.install === "tree" ? ["makeWrapper", ...hooks] : hooks),
      ];
    },
    run: (folder, script) =>
      folder === "" ? `yarn --offline run ${script}` : `yarn --offline --cwd ${folder} run ${script}`,
    hookBuild(script) {
      return script === "build" ? [] : [n.bind("yarnBuildScript", n.str(script), { blank: true })];
    },
    production: [
      "yarn install --offline --production=true --frozen-lockfile --force --ignore-engines --ignore-platform --ignore-scripts --non-interactive",
    ],
  },
};

function inputs(names: readonly string[]): Item {
  return n.bind(
    "nativeBuildInputs",
    n.list(
      names.map((name) => n.id(name)),
      { expand: true },
    ),
    { blank: true },
  );
}
