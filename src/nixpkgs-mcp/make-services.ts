import type { Catalog } from "./catalog/types.ts";
import type { Changes } from "./changes.ts";
import type { Settings } from "./config/settings.ts";
import type { PackageFacts } from "./execution/options.ts";
import type { Log } from "./log.ts";
import { createServices, type Services } from "./services.ts";
import type { PackageVersion } from "./versions/versions.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** A catalog that is older is still used, and asked for anew in the background. */
const freshFor = 24 * 3_600_000;

/** The parts of a server, as its settings say. Each is imported when it is first wanted. */
export function makeServices(settings: Settings, changes: Changes, log: Log, env: Env): Services {
  const { cacheDir } = settings;
  return createServices({
    catalogSource: async () => {
      const { openCatalogSource } = await import("./catalog/source.ts");
      const source = openCatalogSource({
        channel: settings.channel,
        baseUrl: settings.baseUrl,
        ...(settings.catalogFile === null ? {} : { file: settings.catalogFile }),
        cacheDir,
        maxAgeMs: freshFor,
        nixPath: true,
        env,
        onProblem: ({ message, hint }) =>
          log.write("info", `the catalog stays as it is: ${[message, hint].filter(Boolean).join(". ")}`),
      });
      source.onReplaced(() => {
        log.write("info", "a newer catalog is there");
        changes.tell("catalog");
      });
      return source;
    },
    executor: async (services) => {
      const [{ createExecutor }, policy] = await Promise.all([
        import("./execution/executor.ts"),
        policyOf(settings),
      ]);
      return createExecutor({
        flake: settings.flake,
        ...(settings.versions.flake === null ? {} : { flakeTemplate: settings.versions.flake }),
        cacheDir,
        policy,
        ownFiles: [settings.policyFile, settings.http?.tokenFile].filter((file) => typeof file === "string"),
        roots: settings.roots,
        env,
        facts: (attr) => factsOf(attr, services),
        limits: { runsAtOnce: settings.concurrency },
        oneCaller: settings.http === null,
      });
    },
    versions: async (services) => {
      const { createVersions } = await import("./versions/versions.ts");
      const { url, flake } = settings.versions;
      return createVersions({
        cacheDir,
        local: (attr) => versionHere(attr, services),
        ...(url === null ? {} : { baseUrl: url }),
        ...(flake === null ? {} : { flakeTemplate: flake }),
      });
    },
  });
}

async function policyOf({ policyFile, policyAsked, sandbox }: Settings) {
  const { readPolicy } = await import("./read-policy.ts");
  return readPolicy(policyFile, policyAsked, sandbox);
}

/** What the catalog says of a package, without waiting for one: the flake says it too, later. */
async function factsOf(attr: string, services: Services): Promise<PackageFacts | null> {
  return inCatalog(services, (catalog) => catalog.package(attr));
}

/** The version that the catalog has, where that knows its own revision. */
async function versionHere(attr: string, services: Services): Promise<PackageVersion | null> {
  return inCatalog(services, (catalog) => {
    const found = catalog.package(attr);
    const { revision } = catalog.facts;
    return found === null || revision === null
      ? null
      : { attr, version: found.version, revision, date: null };
  });
}

/** What a catalog says that is there and whole; others have the same to say, later. */
async function inCatalog<T>(services: Services, ask: (catalog: Catalog) => T | null): Promise<T | null> {
  try {
    const catalog = await services.catalogIfReady();
    return catalog && ask(catalog);
  } catch {
    return null;
  }
}
