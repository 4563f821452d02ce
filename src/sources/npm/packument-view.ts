import semver from "semver";

/** How pacote keeps packuments: `corgi:URL` or `full:URL` → document. */
export interface PackumentStore {
  has(key: string): boolean;
  get(key: string): unknown;
  set(key: string, document: unknown): unknown;
  delete(key: string): boolean;
}

type Dependencies = Readonly<Record<string, string>>;

interface Version {
  readonly dependencies?: Dependencies;
  readonly peerDependencies?: Dependencies;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

interface Document {
  readonly name?: string;
  readonly versions?: Readonly<Record<string, Version>>;
  readonly "dist-tags"?: Readonly<Record<string, string>>;
}

/** A version that cannot be installed, since the registry lacks what it asks for. */
export interface HiddenVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * Packuments as one server's resolution sees them: without versions that ask for what the registry does
 * not have. npm takes the newest version in range and fails when that one cannot be installed, though
 * the one before it can; a version unpublished from under its dependents is the usual reason.
 */
export class PackumentView implements PackumentStore {
  readonly #documents: PackumentStore;
  readonly #hidden = new Map<string, Set<string>>();
  /** Keys asked for or set here: what other servers brought in says nothing about this one's tree. */
  readonly #seen = new Set<string>();

  /** @param documents shared between servers; they stay whole */
  constructor(documents: PackumentStore) {
    this.#documents = documents;
  }

  has(key: string): boolean {
    return this.#documents.has(key);
  }

  get(key: string): unknown {
    this.#seen.add(key);
    const document = this.#documents.get(key) as Document | undefined;
    const hidden = this.#hidden.get(document?.name ?? "");
    if (document === undefined || hidden === undefined) return document;
    const shown = ([, version]: [string, unknown]) => !hidden.has(String(version));
    return {
      ...document,
      versions: Object.fromEntries(
        Object.entries(document.versions ?? {}).filter(([version]) => !hidden.has(version)),
      ),
      "dist-tags": Object.fromEntries(Object.entries(document["dist-tags"] ?? {}).filter(shown)),
    };
  }

  set(key: string, document: unknown): this {
    this.#seen.add(key);
    this.#documents.set(key, document);
    return this;
  }

  delete(key: string): boolean {
    return this.#documents.delete(key);
  }

  /** Does the registry have a version of `name` in this range? True while its packument is not known. */
  isSatisfiable(name: string, range: string): boolean {
    const known = this.#shown().filter((document) => document.name === name);
    if (known.length === 0 || semver.validRange(range, true) === null) return true;
    const versions = known.flatMap((document) => Object.keys(document.versions ?? {}));
    return versions.some((version) => semver.satisfies(version, range, { loose: true }));
  }

  /**
   * Hides every version that asks for `dependency` in exactly this range.
   *
   * @returns what was hidden; empty when only the root asks for it
   */
  hideAskers(dependency: string, range: string): HiddenVersion[] {
    const found: HiddenVersion[] = [];
    for (const { name, versions } of this.#shown()) {
      if (name === undefined) continue;
      for (const [version, manifest] of Object.entries(versions ?? {})) {
        if (!asksFor(manifest, dependency, range)) continue;
        const hidden = this.#hidden.get(name) ?? new Set();
        this.#hidden.set(name, hidden.add(version));
        found.push({ name, version });
      }
    }
    return found;
  }

  #shown(): Document[] {
    return [...this.#seen].flatMap((key) => (this.get(key) as Document | undefined) ?? []);
  }
}

/** Optional ones do not count: npm goes on without them. */
function asksFor(manifest: Version, dependency: string, range: string): boolean {
  if (manifest.dependencies?.[dependency] === range) return true;
  if (manifest.peerDependencies?.[dependency] !== range) return false;
  return manifest.peerDependenciesMeta?.[dependency]?.optional !== true;
}
