import { UserError } from "../../errors.ts";
import { setOf } from "../catalog/entry.ts";
import { normalAttr } from "../execution/attr.ts";
import { ReleaseCache } from "./release-cache.ts";
import { askService, type Release } from "./service.ts";

/** A version of a package, and where nixpkgs has it. */
export interface PackageVersion {
  readonly version: string;
  /** A commit of nixpkgs. */
  readonly revision: string;
  /** What it is called there: attribute paths change with time. */
  readonly attr: string;
  /** ISO 8601; `null` where nobody tells. */
  readonly date: string | null;
}

interface FindRun {
  readonly signal?: AbortSignal;
  /** The package's own name, by which the service may know it where it does not know the attribute. */
  readonly pname?: string;
  /** The service did not answer, and what is returned comes from the cache or the catalog alone. */
  readonly onProblem?: (error: UserError) => void;
}

export interface Versions {
  /**
   * Newest first, each version once (its latest revision). Empty: nobody knows the package.
   *
   * @throws UserError `E_ATTR`; of the service where nothing else is known; the signal's reason
   */
  find(attr: string, run: FindRun): Promise<readonly PackageVersion[]>;
  /** The flake reference that has it (without `#`): the `flake` of an execution of `version.attr`. */
  flakeOf(version: Pick<PackageVersion, "revision">): string;
}

export interface VersionsOptions {
  /** A service with the API of nixhub.io; `null`: only the catalog. Default: the one behind nixhub.io. */
  readonly baseUrl?: string | null;
  readonly cacheDir: string;
  /** Nix's name of the system to look for, such as `x86_64-linux`. Default: this one. */
  readonly system?: string;
  /** `{revision}` stands for the commit. Default: `github:NixOS/nixpkgs/{revision}`. */
  readonly flakeTemplate?: string;
  /** What the catalog at hand has of it; `null`: nothing, or it does not know its own revision. */
  readonly local?: (attr: string) => Promise<PackageVersion | null>;
  /** Default: six hours. */
  readonly maxAgeMs?: number;
  /** Longest silence of the service. Default: 15 seconds. */
  readonly timeoutMs?: number;
  /** Attempts after the first. Default: 2. */
  readonly retries?: number;
}

const defaultBaseUrl = "https://search.devbox.sh";

const defaultTemplate = "github:NixOS/nixpkgs/{revision}";

/** Nix's name of a system by Node's, by default of this one. */
export function nixSystem(platform: string = process.platform, arch: string = process.arch): string {
  const machine = { x64: "x86_64", arm64: "aarch64", ia32: "i686", riscv64: "riscv64" }[arch] ?? arch;
  return `${machine}-${platform}`;
}

/** Which revision of nixpkgs has which version of a package. */
export function createVersions(options: VersionsOptions): Versions {
  const cache = new ReleaseCache(options.cacheDir);
  const template = options.flakeTemplate ?? defaultTemplate;
  const baseUrl = options.baseUrl === undefined ? defaultBaseUrl : options.baseUrl;
  return {
    flakeOf: ({ revision }) => template.replaceAll("{revision}", revision),
    async find(attr, run) {
      const name = normalAttr(attr);
      const local = (await options.local?.(name).catch(() => null)) ?? null;
      const known = local === null ? [] : [local];
      if (baseUrl === null) return known;
      try {
        const found = await fromService(name, baseUrl, options, cache, run);
        return newestFirst([...known, ...found]);
      } catch (error) {
        run.signal?.throwIfAborted();
        if (local === null || !(error instanceof UserError)) throw error;
        run.onProblem?.(error);
        return known;
      }
    },
  };
}

/**
 * By the attribute; by the package's name where the service does not know that. Names are shared: of `jq` in Python's
 * set the service knows nothing, and what it says of `jq` is about another package.
 */
async function fromService(
  attr: string,
  baseUrl: string,
  options: VersionsOptions,
  cache: ReleaseCache,
  run: FindRun,
): Promise<readonly Release[]> {
  const [variant = ""] = variantOfNixpkgs.exec(attr) ?? [];
  const plain = attr.slice(variant.length);
  for (const name of new Set([plain, run.pname ?? plain])) {
    const releases = await cached(name, baseUrl, options, cache, run);
    const ours = (releases ?? []).filter((release) => familyOf(release.attr) === familyOf(plain));
    if (ours.length > 0) return ours.map((release) => ({ ...release, attr: `${variant}${release.attr}` }));
  }
  return [];
}

/** Sets that hold all of nixpkgs once more, built in another way: the service knows their packages without them. */
const variantOfNixpkgs = /^pkgs(?:Cross\.[\w-]+|(?!Cross\b)[A-Z]\w*)\./;

/** The set of an attribute without its version: `pythonPackages` of `python313Packages.requests`; empty at top level. */
function familyOf(attr: string): string {
  return (setOf(attr) ?? "").replace(/[\d_]+/g, "");
}

async function cached(
  name: string,
  baseUrl: string,
  options: VersionsOptions,
  cache: ReleaseCache,
  run: FindRun,
): Promise<readonly Release[] | null> {
  const system = options.system ?? nixSystem();
  const key = JSON.stringify([baseUrl, system, name]);
  const before = await cache.find(key);
  if (before !== undefined && before.ageMs < (options.maxAgeMs ?? 6 * 3_600_000)) return before.releases;
  try {
    const releases = await askService(name, {
      baseUrl,
      system,
      signal: run.signal,
      timeoutMs: options.timeoutMs ?? 15_000,
      retries: options.retries ?? 2,
    });
    await cache.keep(key, releases);
    return releases;
  } catch (error) {
    run.signal?.throwIfAborted();
    if (before === undefined || !(error instanceof UserError)) throw error;
    run.onProblem?.(error);
    return before.releases;
  }
}

function newestFirst(versions: readonly PackageVersion[]): PackageVersion[] {
  const time = ({ date }: PackageVersion) => (date === null ? Number.NEGATIVE_INFINITY : Date.parse(date));
  const sorted = versions
    .map((version, index) => ({ version, index }))
    .sort((a, b) => time(b.version) - time(a.version) || a.index - b.index)
    .map(({ version }) => version);
  const seen = new Set<string>();
  return sorted.filter(({ version, attr }) => {
    const key = JSON.stringify([version, attr]);
    return !seen.has(key) && seen.add(key);
  });
}
