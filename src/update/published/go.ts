import pLimit from "p-limit";
import { UserError } from "../../errors.ts";
import { aboutModule, listedQuery, retractions, versionsOf } from "../../sources/go/find-module.ts";
import { isRetracted } from "../../sources/go/go-mod.ts";
import { isMissing, ModuleProxy } from "../../sources/go/module-proxy.ts";
import type { GoSource } from "../../sources/go/spec.ts";
import { compareVersions, isVersion } from "../../sources/go/version.ts";
import { isoOf } from "../age.ts";
import { goOrder } from "../order.ts";
import type { Candidate } from "../policy.ts";
import { type AskPublished, nothingKnown } from "../published.ts";
import { withVersion } from "../rewrite-source.ts";

/** Each asks the proxy for its date; older ones between the locked version and these have none. */
const MOST_DATED = 30;

/** Versions of a Go module; another major version of it is another module. */
export const publishedGoModule: AskPublished<"go"> = async (source, { locked, fetchers, signal }) => {
  const { config } = await fetchers.go();
  const proxy = new ModuleProxy(config, { cache: await fetchers.cache(), signal });
  const module = locked.package;
  const current = `v${locked.version}`;
  const isExact = source.wantedType === "version";
  const query = isExact ? () => true : listedQuery(source.wanted);
  const { named, listed } = await askProxy(source, module, query === undefined, proxy);
  const found =
    named !== null ? [named] : listed.length > 0 ? listed : [(await proxy.latest(module)).version];
  const newer = found.filter((version) => compareVersions(version, current) > 0);
  const [retract, times] = await Promise.all([
    named === null ? retractions(module, listed, proxy) : [],
    timesOf(module, newer.slice(-MOST_DATED), proxy),
  ]);
  const hasRelease = found.some((version) => !goOrder.isPrerelease(version));
  const versions = found.map((version): Candidate => {
    const taken = isRetracted(version, retract);
    return {
      version,
      published: times.get(version) ?? null,
      prerelease: goOrder.isPrerelease(version) && named === null && hasRelease,
      withdrawn: taken === undefined ? null : taken.why || "no reason given",
      deprecated: null,
      unfit: null,
    };
  });
  return {
    current,
    versions,
    order: goOrder,
    allows: query ?? (() => true),
    range: source.wanted,
    ceiling: null,
    shown: (version) => version.slice(1),
    pinned: (version) => ({ ...source, wanted: version, wantedType: "version" }),
    rewritten: (version) => (isExact ? withVersion(source, version) : null),
    async detail(version) {
      const time = times.get(version) ?? (await timesOf(module, [version], proxy)).get(version);
      return { ...nothingKnown, published: isoOf(time) };
    },
  };
};

/** The version that a branch or commit stands for now, else those that are listed. */
async function askProxy(
  source: GoSource,
  module: string,
  isName: boolean,
  proxy: ModuleProxy,
): Promise<{ named: string | null; listed: readonly string[] }> {
  try {
    if (isName) return { named: (await proxy.info(module, source.wanted)).version, listed: [] };
    return { named: null, listed: await versionsOf(module, proxy) };
  } catch (error) {
    throw aboutModule(error, source);
  }
}

/** Milliseconds of those whose time the proxy tells. */
async function timesOf(
  module: string,
  versions: readonly string[],
  proxy: ModuleProxy,
): Promise<Map<string, number>> {
  const limit = pLimit(8);
  const times = await Promise.all(
    versions.filter(isVersion).map((version) =>
      limit(async () => {
        try {
          const { time } = await proxy.info(module, version);
          return time === null ? [] : [[version, Date.parse(time)] as const];
        } catch (error) {
          // Some proxies list more than they have.
          if (isMissing(error) || (error instanceof UserError && error.code === "E_FORBIDDEN")) return [];
          throw error;
        }
      }),
    ),
  );
  return new Map(times.flat());
}
