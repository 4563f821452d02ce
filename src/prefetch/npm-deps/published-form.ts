import { posix } from "node:path";
import npa from "npm-package-arg";

type Manifest = Readonly<Record<string, unknown>>;

/** What every client and registry adds to a version when it is published; a package.json has none of it. */
const MARKS = ["_npmUser", "_npmVersion", "_nodeVersion", "maintainers", "_hasShrinkwrap"];
const DIST_MARKS = ["signatures", "fileCount"];

/** `./node_modules/.bin/` in front of a script's command says nothing that the PATH does not. */
const BIN_FOLDER = /^(\.[/\\])?node_modules[/\\]\.bin[/\\]/;

const DEPENDENCIES = ["dependencies", "devDependencies", "optionalDependencies"];

/**
 * Whether a registry made this version's document out of the tarball's package.json, as some mirrors do,
 * in place of the one its author published.
 */
export function isRebuilt(version: Manifest): boolean {
  const { dist } = version;
  const distMarks = isObject(dist) && DIST_MARKS.some((mark) => dist[mark] !== undefined);
  return !distMarks && !MARKS.some((mark) => version[mark] !== undefined);
}

/**
 * A package.json in the form `npm publish` gives it for the registry, as far as packuments in the cache
 * hold it: commands in `bin` as a map of plain paths, dependencies as maps with hosted shorthands spelled
 * out, one spelling of `bundleDependencies`, no `node_modules/.bin/` in scripts, and the build that a
 * `binding.gyp` implies. Exact for what npm 7 and newer published; older ones did some of it otherwise.
 *
 * Source: npm's `@npmcli/package-json` (`prepare`) and `normalize-package-data`.
 * @param installs whether npm runs a script of this version at install, as the lockfile says
 */
export function publishedForm(manifest: Manifest, installs: boolean): Manifest {
  return [bundled, dependencies, scripts, (some: Manifest) => implied(some, installs), bin].reduce(
    (form, step) => step(form),
    manifest,
  );
}

function bundled({ bundledDependencies, ...rest }: Manifest): Manifest {
  const field = rest.bundleDependencies ?? bundledDependencies;
  if (field === undefined || field === null) return rest;
  if (field === true) return { ...rest, bundleDependencies: Object.keys(Object(rest.dependencies)) };
  if (field === false) return without(rest, "bundleDependencies");
  return { ...rest, bundleDependencies: isObject(field) ? Object.keys(field) : field };
}

function dependencies(manifest: Manifest): Manifest {
  const spelled = DEPENDENCIES.flatMap((field) => {
    const specs = Array.isArray(manifest[field]) ? fromList(manifest[field]) : manifest[field];
    if (!isObject(specs)) return [];
    const entries = Object.entries(specs).filter(([, spec]) => typeof spec === "string");
    const shorthands = field !== "optionalDependencies";
    return [
      [
        field,
        Object.fromEntries(
          entries.map(([name, spec]) => [name, shorthands ? spelledOut(String(spec)) : spec]),
        ),
      ],
    ];
  });
  return { ...manifest, ...Object.fromEntries(spelled) };
}

/** `["a@1", "b >=2"]` */
function fromList(list: readonly unknown[]): Manifest {
  const specs = list
    .filter((one) => typeof one === "string")
    .map((one) => /^([^@\s><=]*)@?(.*)$/s.exec(one.trim()));
  return Object.fromEntries(specs.map((spec) => [spec?.[1] ?? "", spec?.[2]?.trim() ?? ""]));
}

/** `user/project` is `github:user/project`; what is not on a known host stays as it is. */
function spelledOut(spec: string): string {
  try {
    const parsed = npa(`x@${spec}`);
    return parsed.type === "git" && "hosted" in parsed && parsed.hosted != null
      ? (parsed.saveSpec ?? spec)
      : spec;
  } catch {
    return spec;
  }
}

function scripts(manifest: Manifest): Manifest {
  if (manifest.scripts === undefined) return manifest;
  if (!isObject(manifest.scripts)) return without(manifest, "scripts");
  const plain = Object.entries(manifest.scripts)
    .filter(([, command]) => typeof command === "string")
    .map(([name, command]) => [name, String(command).replace(BIN_FOLDER, "")]);
  return { ...manifest, scripts: Object.fromEntries(plain) };
}

function implied(manifest: Manifest, installs: boolean): Manifest {
  const known = isObject(manifest.scripts) ? manifest.scripts : {};
  const own = ["preinstall", "install", "postinstall"].some((name) => known[name] !== undefined);
  return installs && !own ? { ...manifest, scripts: { ...known, install: "node-gyp rebuild" } } : manifest;
}

function bin(manifest: Manifest): Manifest {
  const { bin: field, name } = manifest;
  const commands =
    typeof field === "string" && typeof name === "string"
      ? [[name, field]]
      : Array.isArray(field)
        ? field.map((path) => [path, path])
        : Object.entries(isObject(field) ? field : {});
  const plain = commands
    .filter(([, path]) => typeof path === "string")
    .map(([command, path]) => [posix.basename(plainPath(String(command))), plainPath(String(path))])
    .filter(([command, path]) => command !== "" && path !== "");
  return plain.length === 0 ? without(manifest, "bin") : { ...manifest, bin: Object.fromEntries(plain) };
}

/** Below the package and without detours: `./bin/../cli.js` is `cli.js`. */
function plainPath(path: string): string {
  return posix.normalize(`/${path.replaceAll("\\", "/")}`).slice(1);
}

function without(manifest: Manifest, field: string): Manifest {
  const { [field]: _, ...rest } = manifest;
  return rest;
}

function isObject(value: unknown): value is Manifest {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
