import semver from "semver";
import type { InstallScript } from "../../config/lock-npm-schema.ts";
import { registryError } from "../../registry/registry-errors.ts";
import { TARGET_NODE } from "../../registry/target.ts";
import { manifestSchema, type PackageJson } from "./manifest.ts";
import type { Packuments } from "./packument.ts";

/** An entry of a lockfile's `packages`, as far as it matters here. */
export interface LockPackage {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}

/** Package name of a lockfile entry; an alias' entry says the real one. */
export function packageNameAt(place: string, entry: LockPackage): string {
  return entry.name ?? place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** The scripts npm runs when it installs a dependency, in npm's order. */
const installEvents = ["preinstall", "install", "postinstall"];

/**
 * The install scripts of a server's own package and of its dependencies. Nothing is run; what the
 * dependencies' say comes from the registry.
 *
 * @param packages place → entry of the lockfile, the root left out
 * @param own the server's own package.json
 * @returns sorted by name and version; a script whose text the registry does not tell has no `scripts`
 * @throws UserError when the registry cannot be asked
 */
export async function installScriptsOf(
  packages: ReadonlyMap<string, LockPackage>,
  own: PackageJson,
  packuments: Packuments,
  where: string,
): Promise<InstallScript[]> {
  const found = new Map<string, InstallScript & { readonly published: boolean }>();
  for (const [place, entry] of packages) {
    if (entry.hasInstallScript !== true || entry.version === undefined) continue;
    const name = packageNameAt(place, entry);
    const id = `${name}@${entry.version}`;
    const optional = entry.optional === true && (found.get(id)?.optional ?? true);
    // A git or bundled package may share its name with another one of the registry.
    const published = /^https?:/.test(entry.resolved ?? "") && entry.inBundle !== true;
    found.set(id, { name, version: entry.version, optional, scripts: {}, published });
  }
  const scripts = await Promise.all(
    [...found.values()].map(async ({ published, ...script }) => ({
      ...script,
      scripts: published ? await publishedScripts(script, packuments, where) : {},
    })),
  );
  const ownScripts = installScriptsIn(own.scripts);
  if (Object.keys(ownScripts).length > 0) {
    scripts.push({ name: own.name, version: own.version, optional: false, scripts: ownScripts });
  }
  return scripts.sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

async function publishedScripts(
  script: InstallScript,
  packuments: Packuments,
  where: string,
): Promise<Record<string, string>> {
  let manifest: unknown;
  try {
    manifest = (await packuments.get(script.name)).versions[script.version];
  } catch (error) {
    if (Object(error).code !== "E404") throw registryError(error, script.name, where);
    // From another place. That it has a script is said all the same.
    return {};
  }
  return installScriptsIn(manifestSchema.safeParse(manifest).data?.scripts);
}

/** The scripts that npm runs when it installs a package, of all that its package.json has; in npm's order. */
export function installScriptsIn(scripts: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    installEvents.flatMap((event) => (scripts[event] ? [[event, scripts[event]]] : [])),
  );
}

/** Tools that compile a native addon, or fetch a compiled one and compile when they cannot. */
const nativeBuilders =
  /\b(node-gyp|node-gyp-build|prebuild-install|node-pre-gyp|cmake-js|napi-postinstall)\b/;

/**
 * Addons that a compiler alone does not build: they want libraries of the system besides (libsecret,
 * cairo, libusb, udev). Whoever allows their scripts has to give the derivation those as well.
 */
const needLibraries = new Set([
  "canvas",
  "keytar",
  "node-hid",
  "usb",
  "@vscode/sqlite3",
  "speaker",
  "robotjs",
]);

/** Versions that do not compile for the Node packages are resolved for, by their authors' own word. */
const tooOld: Readonly<Record<string, string>> = { "isolated-vm": "<6.0.0" };

/** Those scripts that compile a native addon, split by what a derivation needs for it. */
export interface NativeBuilds {
  /** A compiler, Python and Node's headers do; without them the package does not work. */
  readonly plain: readonly string[];
  /** Name → why it is not compiled unasked. */
  readonly others: Readonly<Record<string, string>>;
}

/** The native addons among a lockfile's install scripts; optional ones do not count, npm goes on without. */
export function nativeBuilds(scripts: readonly InstallScript[]): NativeBuilds {
  const native = scripts
    .filter(({ optional }) => !optional)
    .filter(({ scripts: texts }) => Object.values(texts).some((text) => nativeBuilders.test(text)));
  const others: Record<string, string> = {};
  for (const { name, version } of native) {
    if (needLibraries.has(name))
      others[name] = "it needs libraries of the system, which buildInputs must give it";
    else if (semver.satisfies(version, tooOld[name] ?? "<0.0.0", { includePrerelease: true })) {
      others[name] = `version ${version} is too old for Node ${TARGET_NODE}`;
    }
  }
  const names = new Set(native.map(({ name }) => name));
  return { plain: [...names].filter((name) => !Object.hasOwn(others, name)).sort(), others };
}
