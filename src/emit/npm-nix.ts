import type { LockedNpmServer } from "../config/lock-npm-schema.ts";
import { UserError } from "../errors.ts";
import { type Item, type Nix, n, type StringPart } from "../nix/ast.ts";
import { printFile } from "../nix/print.ts";
import { metaNix } from "./meta.ts";
import { platformsNix } from "./platforms.ts";
import type { Style } from "./style.ts";

export interface NpmNixOptions {
  readonly style: Style;
  /** No dependency is fetched (none at all, or all bundled): `forceEmptyCache`. Default: by the lock. */
  readonly emptyCache?: boolean;
  /** nixpkgs' hook rewrites this lockfile (git dependencies), so its copy must be writable. */
  readonly writableLock?: boolean;
  /** npm may make no node_modules at all. Default: by the lock. */
  readonly perhapsNoModules?: boolean;
}

/**
 * `package.nix` of one server, to stand beside its `package.json` and `package-lock.json`.
 *
 * Source: nixpkgs, doc/languages-frameworks/javascript.section.md, `buildNpmPackage` and
 * `importNpmLock`. Throws UserError `E_LOCK_INCOMPLETE` when the lock lacks the hash it needs.
 */
export function npmNix(name: string, server: LockedNpmServer, options: NpmNixOptions): string {
  const byLock = usesImportNpmLock(server);
  const formals = [
    "lib",
    "buildNpmPackage",
    ...(options.style === "nixpkgs" ? ["fetchurl"] : ["fetchFromNpm", "completeNpmLock"]),
    ...(byLock ? ["importNpmLock"] : []),
    ...(byLock && options.style === "overlay" ? ["npmLockSources"] : []),
  ];
  const items: Item[] = [
    n.bind("pname", n.str(name)),
    n.bind("version", n.str(server.version)),
    n.bind("src", source(server, options.style), { blank: true }),
    n.bind("postPatch", postPatch(server, options), { blank: true }),
    ...(byLock ? lockItems(options.style) : cacheItems(name, server, options)),
    ...npmItems(server),
    ...installItems(server, options),
    ...bundledItems(server),
    n.bind("meta", metaNix(name, server, platformsNix(server.meta.os, server.meta.cpu)), { blank: true }),
  ];
  const call = n.call("buildNpmPackage", n.fn("finalAttrs", n.attrs(items, { expand: true })));
  return printFile(n.file(n.formals(formals, call, { gap: "blank" }), head(server)));
}

/** Without dependencies there is nothing to hash, and `importNpmLock` needs no hash. */
function usesImportNpmLock(server: LockedNpmServer): boolean {
  return server.strategy === "import-npm-lock" || (server.npmDeps === null && server.lockfile.packages === 0);
}

function head(server: LockedNpmServer): string[] {
  const { deprecated } = server.meta;
  return deprecated === null ? [] : [`${server.package} is deprecated on npm: ${deprecated}`];
}

function source(server: LockedNpmServer, style: Style): Nix {
  const hash = n.bind("hash", n.str(server.src.hash));
  if (style === "overlay") {
    return n.call(
      "fetchFromNpm",
      n.attrs([n.bind("pname", n.str(server.package)), n.inherit(["version"], n.id("finalAttrs")), hash]),
    );
  }
  const { url } = server.src;
  if (url === null) throw incomplete(`${server.package} was locked without an address, for style overlay`);
  const slash = url.lastIndexOf("/");
  const ending = `-${server.version}.tgz`;
  const parts: StringPart[] = url.slice(slash).endsWith(ending)
    ? [url.slice(0, -ending.length + 1), n.get("finalAttrs", "version"), ".tgz"]
    : [url];
  return n.call("fetchurl", n.attrs([n.bind("url", n.str(...parts)), hash]));
}

/** Where bundled packages wait while `npm ci` makes a node_modules of its own. */
const ASIDE = "$NIX_BUILD_TOP/bundled-modules";

/** npm prefers a shrinkwrap to the lockfile, so one that came with the package has to go. */
function postPatch(server: LockedNpmServer, options: NpmNixOptions): Nix {
  const manifest = n.path("./package.json");
  const lock = n.path("./package-lock.json");
  const aside = server.bundled.length > 0 ? [`mv node_modules "${ASIDE}"\n`] : [];
  if (options.style === "overlay") {
    const files = n.attrs([n.bind("packageJson", manifest), n.bind("packageLock", lock)]);
    const complete = n.call("completeNpmLock", files);
    return aside.length > 0 ? n.op("+", n.indented(...aside), complete) : complete;
  }
  const shrinkwrap = server.lockfile.origin === "generated" ? [] : ["rm -f npm-shrinkwrap.json\n"];
  const copy = options.writableLock ? "cp --no-preserve=mode " : "cp ";
  const copies = ["cp ", manifest, " package.json\n", copy, lock, " package-lock.json\n"];
  return n.indented(...aside, ...shrinkwrap, ...copies);
}

function cacheItems(name: string, server: LockedNpmServer, options: NpmNixOptions): Item[] {
  const { npmDeps } = server;
  if (npmDeps === null) {
    throw incomplete(`${name} has no npmDepsHash in the lock file`);
  }
  const empty = options.emptyCache ?? server.lockfile.packages === 0;
  return [
    ...(npmDeps.fetcherVersion === 1
      ? []
      : [n.bind("npmDepsFetcherVersion", n.num(npmDeps.fetcherVersion), { blank: true })]),
    n.bind("npmDepsHash", n.str(npmDeps.hash), { blank: npmDeps.fetcherVersion === 1 }),
    ...(empty ? [n.bind("forceEmptyCache", n.bool(true))] : []),
  ];
}

function lockItems(style: Style): Item[] {
  const lock = n.path("./package-lock.json");
  const read = (file: Nix) => n.call(n.get("lib", "importJSON"), file);
  const items = [
    n.bind("package", read(n.path("./package.json"))),
    n.bind("packageLock", read(lock)),
    ...(style === "overlay" ? [n.bind("packageSourceOverrides", n.call("npmLockSources", lock))] : []),
  ];
  return [
    n.bind("npmDeps", n.call("importNpmLock", n.attrs(items)), { blank: true }),
    n.bind("npmConfigHook", n.get("importNpmLock", "npmConfigHook")),
  ];
}

function npmItems(server: LockedNpmServer): Item[] {
  const list = (words: readonly string[]) => n.list(words.map((word) => n.str(word)));
  const { installScripts, npmFlags } = server;
  const allowed = server.allowScripts.filter((name) => name !== server.package);
  const refused = installScripts
    .map(({ name }) => name)
    .filter((name) => !server.allowScripts.includes(name));
  const left = [...new Set(refused)].toSorted();
  const comment = [
    ...(allowed.length > 0 ? ["Of the dependencies only these run their install scripts."] : []),
    ...(left.length > 0 ? [`Install scripts that do not run: ${left.join(", ")}.`] : []),
  ];
  return [
    ...(npmFlags.length > 0 ? [n.bind("npmInstallFlags", list(npmFlags), { blank: true })] : []),
    // There are no dev dependencies to prune, and npm would take peers it was told to overlook for strays.
    ...(npmFlags.length > 0 ? [n.bind("dontNpmPrune", n.bool(true))] : []),
    ...buildItems(server),
    n.bind(
      "npmRebuildFlags",
      list(allowed.length > 0 ? allowed : ["--ignore-scripts"]),
      comment.length > 0 ? { blank: true, comment } : {},
    ),
    ...ownScriptItems(server),
  ];
}

/** The package's own install scripts, where servers.yaml allows them: npm runs a root's only in its checkout. */
function ownScriptItems({ package: name, installScripts, allowScripts }: LockedNpmServer): Item[] {
  const own = installScripts.find((script) => script.name === name);
  if (own === undefined || !allowScripts.includes(name)) return [];
  const runs = ["preinstall", "install", "postinstall"].filter((event) => Object.hasOwn(own.scripts, event));
  const text = n.indented(...runs.map((event) => `npm run ${event}\n`));
  return [n.bind("postConfigure", text, { blank: true, comment: ["Its own install scripts."] })];
}

/** What npm publishes is built already. */
function buildItems({ buildFiles }: LockedNpmServer): Item[] {
  if (buildFiles.length === 0) return [n.bind("dontNpmBuild", n.bool(true), { blank: true })];
  const comment = [`Published with a ${buildFiles.join(" and a ")}, which is for its author's checkout.`];
  return [
    ...(buildFiles.includes("configure")
      ? [n.bind("dontConfigure", n.bool(true), { blank: true, comment })]
      : []),
    ...(buildFiles.includes("configure")
      ? [n.bind("dontBuild", n.bool(true))]
      : [n.bind("dontBuild", n.bool(true), { blank: true, comment })]),
  ];
}

function installItems(server: LockedNpmServer, options: NpmNixOptions): Item[] {
  const noModules = options.perhapsNoModules ?? server.lockfile.packages === 0;
  const comment = [
    ...(noModules ? ["npm may have nothing to install, but its hook needs a node_modules to copy."] : []),
    ...(server.ignoreFiles ? ["What is published is installed, whatever ignore files came with it."] : []),
  ];
  if (comment.length === 0) return [];
  const lines = [
    ...(noModules ? ["mkdir -p node_modules\n", "touch node_modules/.keep\n"] : []),
    ...(server.ignoreFiles
      ? ["find . -path ./node_modules -prune -o '(' -name .npmignore -o -name .gitignore ')' -exec rm {} +\n"]
      : []),
  ];
  return [n.bind("preInstall", n.indented(...lines), { blank: true, comment })];
}

/** What the tarball bundles goes where `npm install` would have unpacked it. */
function bundledItems({ package: name, bundled }: LockedNpmServer): Item[] {
  if (bundled.length === 0) return [];
  const target = `"$out/lib/node_modules/${name}/node_modules"`;
  const text = n.indented(`mkdir -p ${target}\n`, `cp -r "${ASIDE}/." ${target}\n`);
  return [
    n.bind("postInstall", text, { blank: true, comment: [`Bundled in its tarball: ${bundled.join(", ")}.`] }),
  ];
}

function incomplete(message: string): UserError {
  return new UserError(message, {
    code: "E_LOCK_INCOMPLETE",
    where: "servers.lock.json",
    hint: "Run mcp-nixgen prefetch.",
  });
}
