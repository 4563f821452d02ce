import { UserError } from "../../errors.ts";
import { type GoMod, isRetracted, parseGoMod } from "./go-mod.ts";
import { modulesOf, splitMajor } from "./module-path.ts";
import { isMissing, type ModuleProxy } from "./module-proxy.ts";
import type { GoSource } from "./spec.ts";
import { compareVersions, isIncompatible, isPrerelease, isPseudo, isVersion, majorOf } from "./version.ts";

/** A module that may provide the package, at the version that is wanted. */
export interface FoundModule {
  readonly module: string;
  /** With its `v`. */
  readonly version: string;
  readonly notes: readonly string[];
}

/**
 * The modules that may provide the package, longest path first, each at the version that the query stands for (Go
 * Modules Reference, "Resolving a package to a module" and "Version queries").
 *
 * @throws UserError `E_NOT_FOUND` when no proxy knows any, `E_GO_VERSION_QUERY` when none has such a version,
 * `E_RETRACTED` when all of them are taken back, and those of `ModuleProxy`
 */
export async function findModules(source: GoSource, proxy: ModuleProxy): Promise<FoundModule[]> {
  const candidates = modulesOf(source.name);
  const results = await Promise.allSettled(candidates.map((module) => pickVersion(module, source, proxy)));
  const found = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  if (found.length > 0) return found;
  const reasons = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  throw mostTelling(reasons, source);
}

/** What is known of a module beats that there is none by a longer or shorter path. */
function mostTelling(reasons: readonly unknown[], source: GoSource): unknown {
  const known = reasons.findLast(
    (one) => one instanceof UserError && (one.code === "E_GO_VERSION_QUERY" || one.code === "E_RETRACTED"),
  );
  const other = reasons.find((one) => !isMissing(one));
  if (known !== undefined) return known;
  if (other !== undefined) return aboutModule(other, source);
  const version = source.wantedType === "version" || source.wanted !== "latest" ? ` at ${source.wanted}` : "";
  return new UserError(`no Go module provides ${source.name}${version}`, {
    code: "E_NOT_FOUND",
    where: source.spec,
    hint: "Is the path spelled as in its go.mod, with /v2 or higher where it has one? A private module wants GOPROXY to be a proxy that has it.",
    cause: reasons[0],
  });
}

/** The same error in words for a module, where the proxy denies it. */
export function aboutModule(error: unknown, { name, spec }: Pick<GoSource, "name" | "spec">): unknown {
  if (!(error instanceof UserError) || error.code !== "E_FORBIDDEN") return error;
  return new UserError(`the module proxy does not give out ${name}: access denied`, {
    code: "E_FORBIDDEN",
    where: `${spec}, ${error.where}`,
    hint: "Proxies deny what they do not carry, too. Ask for an exact version, log in by .netrc, or set GOPROXY to a proxy that has it.",
    cause: error,
  });
}

async function pickVersion(module: string, source: GoSource, proxy: ModuleProxy): Promise<FoundModule> {
  const { wanted, wantedType } = source;
  if (wantedType === "version") return exactVersion(module, source, proxy);
  const listed = listedQuery(wanted);
  if (listed === undefined) {
    const { version } = await proxy.info(module, wanted);
    return { module, version, notes: await retractedNote(module, version, proxy) };
  }
  const versions = await versionsOf(module, proxy);
  if (versions.length === 0) return latestOfProxy(module, source, proxy);
  const retract = await retractions(module, versions, proxy);
  const fitting = versions.filter((version) => listed(version));
  const kept = fitting.filter((version) => isRetracted(version, retract) === undefined);
  const best = kept.findLast((version) => !isPrerelease(version)) ?? kept.at(-1);
  if (best !== undefined) return { module, version: best, notes: [] };
  if (wanted === "latest" && fitting.length === 0) return latestOfProxy(module, source, proxy);
  throw fitting.length > 0
    ? allRetracted(module, fitting, retract, source)
    : noSuchVersion(module, versions, source);
}

async function exactVersion(module: string, source: GoSource, proxy: ModuleProxy): Promise<FoundModule> {
  const { wanted } = source;
  if (!fitsPath(module, wanted)) {
    // It fails for a path that is no module, and then there is nothing to be said of versions.
    await proxy.list(module);
    throw otherMajor(module, source);
  }
  try {
    const { version } = await proxy.info(module, wanted);
    return { module, version, notes: await retractedNote(module, version, proxy) };
  } catch (error) {
    if (!isMissing(error)) throw error;
    const versions = await versionsOf(module, proxy).catch(() => []);
    throw versions.length === 0 ? error : noSuchVersion(module, versions, source);
  }
}

/** Tags of a module in ascending order: pseudo-versions and other majors' are not what a query may pick. */
export async function versionsOf(module: string, proxy: ModuleProxy): Promise<string[]> {
  const listed = await proxy.list(module);
  const usable = listed.filter((version) => !isPseudo(version) && fitsPath(module, version));
  const compatible = usable.filter((version) => !isIncompatible(version));
  // A module with a go.mod of its own has left the +incompatible ones behind.
  return (compatible.length > 0 ? compatible : usable).sort(compareVersions);
}

function fitsPath(module: string, version: string): boolean {
  const { major } = splitMajor(module);
  if (major !== null) return majorOf(version) === major;
  return majorOf(version) < 2 || isIncompatible(version);
}

async function latestOfProxy(module: string, source: GoSource, proxy: ModuleProxy): Promise<FoundModule> {
  if (source.wanted !== "latest") throw noSuchVersion(module, [], source);
  const { version } = await proxy.latest(module);
  return { module, version, notes: await retractedNote(module, version, proxy) };
}

/** Which listed versions a query of Go fits; undefined for a branch, tag or commit. */
export function listedQuery(wanted: string): ((version: string) => boolean) | undefined {
  if (wanted === "latest") return () => true;
  if (/^v\d+(\.\d+)?$/.test(wanted)) return (version) => version.startsWith(`${wanted}.`);
  const match = /^(<=?|>=?)(v.+)$/.exec(wanted);
  if (match === null || !isVersion(match[2]!)) return undefined;
  const [, sign, limit] = match;
  return (version) => {
    const order = compareVersions(version, limit!);
    return sign!.endsWith("=") && order === 0 ? true : sign!.startsWith("<") ? order < 0 : order > 0;
  };
}

/** As Go does: from the go.mod of the highest version, whatever that itself says of it. */
export async function retractions(
  module: string,
  versions: readonly string[],
  proxy: ModuleProxy,
): Promise<GoMod["retract"]> {
  const latest = versions.findLast((version) => !isPrerelease(version)) ?? versions.at(-1);
  if (latest === undefined) return [];
  return parseGoMod(await proxy.mod(module, latest), `${module}@${latest}`).retract;
}

/** A version asked for by name is taken all the same, as `go install` does. */
async function retractedNote(module: string, version: string, proxy: ModuleProxy): Promise<string[]> {
  const versions = await versionsOf(module, proxy).catch(() => []);
  // What cannot be asked must not stop who knows what they want.
  const retract = await retractions(module, versions, proxy).catch(() => []);
  const taken = isRetracted(version, retract);
  return taken === undefined ? [] : [`${module}@${version} was retracted by its author${whyOf(taken.why)}`];
}

function whyOf(why: string): string {
  return why === "" ? "" : `: ${why}`;
}

function allRetracted(
  module: string,
  fitting: readonly string[],
  retract: GoMod["retract"],
  { spec, wanted }: GoSource,
): UserError {
  const last = fitting.at(-1)!;
  const why = whyOf(isRetracted(last, retract)?.why ?? "");
  return new UserError(`every version of ${module} that fits ${wanted} was retracted by its author${why}`, {
    code: "E_RETRACTED",
    where: spec,
    hint: `Ask for one by name, as in @${last}, if you want it all the same.`,
  });
}

function noSuchVersion(module: string, versions: readonly string[], { spec, wanted }: GoSource): UserError {
  const newest = versions.slice(-5).reverse();
  return new UserError(`${module} has no version ${wanted}`, {
    code: "E_GO_VERSION_QUERY",
    where: spec,
    hint: newest.length === 0 ? "No version of it is listed." : `The newest are: ${newest.join(", ")}.`,
  });
}

function otherMajor(module: string, { spec, wanted }: GoSource): UserError {
  const { prefix } = splitMajor(module);
  const major = majorOf(wanted);
  const right = prefix.startsWith("gopkg.in/")
    ? `${prefix}.v${major}`
    : `${prefix}${major < 2 ? "" : `/v${major}`}`;
  return new UserError(`${wanted} is no version of ${module}: its path says another major version`, {
    code: "E_GO_VERSION_QUERY",
    where: spec,
    hint: `The path for it is ${right}.`,
  });
}
