import type { Catalog, CatalogSource } from "./catalog/types.ts";
import type { Executor } from "./execution/types.ts";

/** A version of a package, and where it is. */
export interface KnownVersion {
  readonly attr: string;
  readonly version: string;
  readonly revision: string;
}

/** What nixpkgs' history has. */
export interface Versions {
  find(attr: string, run: { readonly signal?: AbortSignal }): Promise<readonly KnownVersion[]>;
  /** The flake reference that has it. */
  flakeOf(version: KnownVersion): string;
}

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

/** How each part is made. */
export interface ServiceMakers {
  readonly catalogSource: () => Promise<CatalogSource>;
  readonly executor: (services: Services) => Promise<Executor>;
  readonly versions: () => Promise<Versions>;
}

/** Makes each part once; one that could not be made is tried again at the next call. */
export function createServices(makers: ServiceMakers): Services {
  const catalogSource = once(makers.catalogSource);
  const executor = once(() => makers.executor(services));
  const services: Services = {
    catalogSource: catalogSource.get,
    executor: executor.get,
    versions: once(makers.versions).get,
    catalogIfReady: async () => {
      const source = await catalogSource.get();
      return source.state().kind === "ready" ? source.catalog() : null;
    },
    close: async () => {
      const begun = [executor.begun(), catalogSource.begun()];
      await Promise.allSettled(begun.map(async (part) => (await part)?.close()));
    },
  };
  return services;
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
