import type { Catalog, CatalogSource } from "./catalog/types.ts";
import type { Executor } from "./execution/types.ts";
import type { Versions } from "./versions/versions.ts";

/** The parts that do the work. Each is loaded when it is first wanted: a list of tools needs none of them. */
export interface Services {
  catalogSource(): Promise<CatalogSource>;
  executor(): Promise<Executor>;
  versions(): Promise<Versions>;
  /** The catalog where it can be had at once, null while it is loaded or where there is none. */
  catalogIfReady(): Promise<Catalog | null>;
  /** Ends what was begun: programs that run, downloads. */
  close(): Promise<void>;
}

/** Milliseconds. */
const openingPatience = 300;

/** How each part is made. */
interface ServiceMakers {
  readonly catalogSource: () => Promise<CatalogSource>;
  readonly executor: (services: Services) => Promise<Executor>;
  readonly versions: (services: Services) => Promise<Versions>;
}

/** Makes each part once; one that could not be made is tried again at the next call. */
export function createServices(makers: ServiceMakers): Services {
  const catalogSource = once(makers.catalogSource);
  const executor = once(() => makers.executor(services));
  let opened: Promise<unknown> | undefined;
  const services: Services = {
    catalogSource: catalogSource.get,
    executor: executor.get,
    versions: once(() => makers.versions(services)).get,
    catalogIfReady: async () => {
      const source = await catalogSource.get();
      // One that is in the cache is there in an instant, and the first to ask should have it too.
      opened ??= settled(source.catalog(), openingPatience);
      await opened;
      return source.state().kind === "ready" ? source.catalog() : null;
    },
    close: async () => {
      const begun = [executor.begun(), catalogSource.begun()];
      await Promise.allSettled(begun.map(async (part) => (await part)?.close()));
    },
  };
  return services;
}

/** Once the work has ended, well or not, or the time is over. */
async function settled(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(timer);
}

function once<T>(make: () => Promise<T>): { get: () => Promise<T>; begun: () => Promise<T> | undefined } {
  let made: Promise<T> | undefined;
  return {
    get: () => {
      if (made === undefined) {
        made = make();
        made.catch(() => {
          made = undefined;
        });
      }
      return made;
    },
    begun: () => made,
  };
}
