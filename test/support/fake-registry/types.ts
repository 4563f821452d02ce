import type { IncomingHttpHeaders } from "node:http";

/** A file of a package: its text or bytes, or those with a mode; `link` makes a symbolic link. */
export type FakeFile =
  | string
  | Uint8Array
  | { readonly content: string | Uint8Array; readonly mode?: number }
  | { readonly link: string };

/** Path inside the package (no leading `package/`) → file. */
export type FakeFiles = Readonly<Record<string, FakeFile>>;

/** What a version's signatures look like: made with the registry's key, broken, or not there. */
export type SignatureMode = "valid" | "invalid" | "missing";

/** One published version. Everything may be left out: the result is then an empty, valid package. */
export interface FakeVersion {
  /** package.json without name and version: dependencies, bin, scripts, overrides, … */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Files beside package.json. `npm-shrinkwrap.json` here sets `_hasShrinkwrap`. */
  readonly files?: FakeFiles;
  /** The tarball's exact bytes, in place of one made from `manifest` and `files`. */
  readonly tarball?: Uint8Array;
  /** The tarball's top folder; npm writes `package`, some publishers something else. */
  readonly topFolder?: string;
  readonly deprecated?: string;
  readonly signatures?: SignatureMode;
  /** Fields laid over what the registry says of this version (not over the tarball's package.json). */
  readonly registryFields?: Readonly<Record<string, unknown>>;
  /** Fields laid over `dist`; `undefined` removes one (`{ integrity: undefined }`: a package of before 2017). */
  readonly dist?: Readonly<Record<string, unknown>>;
  /** ISO time of publication; else one day after the version before. */
  readonly time?: string;
  /** Taken back by its author: gone from `versions` and as a tarball, still in `time`. */
  readonly removed?: boolean;
}

export interface FakePackage {
  readonly versions: Readonly<Record<string, FakeVersion>>;
  /** Tag → version; `latest` is the last version written unless said here. */
  readonly distTags?: Readonly<Record<string, string>>;
  /** The whole package was unpublished: no versions, `time.unpublished` remains. */
  readonly unpublished?: boolean;
}

/** Who may read a scope's packages (`*`: all packages). */
export interface FakeAuth {
  readonly scope: string;
  readonly token: string;
  /** Answer to no token. npm's own registry says 404, most others 401. Default 401. */
  readonly onMissing?: 401 | 403 | 404;
  /** Answer to another token. Default 403. */
  readonly onWrong?: 401 | 403 | 404;
}

/** How many answers a fault spoils before the path works again; without it: all of them. */
interface Times {
  readonly times?: number;
}

export type Fault = Times &
  (
    | { readonly kind: "status"; readonly status: number; readonly body?: string }
    | { readonly kind: "retry-after"; readonly seconds: number; readonly status?: 429 | 503 }
    /** Answers properly, but late. */
    | { readonly kind: "delay"; readonly ms: number }
    /** Sends so many bytes (default half) and then nothing, the connection left open. */
    | { readonly kind: "stall"; readonly afterBytes?: number }
    /** Promises the whole length, sends so many bytes (default half), ends the connection. */
    | { readonly kind: "truncate"; readonly afterBytes?: number }
    /** The same, ended with a TCP reset. `afterBytes: 0` (default): before any header. */
    | { readonly kind: "reset"; readonly afterBytes?: number }
    /** Right length, one bit wrong. */
    | { readonly kind: "wrong-bytes" }
    /** To `to`, or to the same path on the second origin. */
    | { readonly kind: "redirect"; readonly to?: string; readonly status?: 301 | 302 | 307 | 308 }
    /** A captive portal: status 200 and a page of HTML. */
    | { readonly kind: "html" }
    /** Ignores Range and sends all of it with 200. */
    | { readonly kind: "no-ranges" }
  );

/** One request as the server saw it and what it answered. */
export interface LoggedRequest {
  readonly method: string;
  /** Decoded path below the base path: `/@scope/name`. */
  readonly path: string;
  /** As sent, with query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** What was posted, decompressed; undefined: nothing was, or it has not come yet. */
  body?: string;
  /** The registry itself or its second origin (where redirects and foreign tarballs lead). */
  readonly origin: "registry" | "other";
  /** 0 until answered, and where the connection was broken before a status. */
  status: number;
  /** Bytes of body sent. */
  bytes: number;
}

export interface FakeRegistryOptions {
  readonly packages?: Readonly<Record<string, FakePackage>>;
  /** For versions that do not say themselves. Default `valid`. */
  readonly signatures?: SignatureMode;
  /** `false`: `/-/npm/v1/keys` answers 404, as most private registries do. */
  readonly keys?: boolean;
  /** ISO time at which the published key expired; null (default) never. */
  readonly keyExpires?: string | null;
  readonly auth?: readonly FakeAuth[];
  /** Path that the registry lies under: `/npm/` as proxies have it. Default `/`. */
  readonly basePath?: string;
  /** Which origin `dist.tarball` names. Default `registry`. */
  readonly tarballOrigin?: "registry" | "other";
  /** `max-age` of packuments in seconds; npm's registry says 300, the default. */
  readonly maxAge?: number;
  /** `false`: JSON is never compressed. */
  readonly gzip?: boolean;
  /** `false`: text search and bulk advisories answer 404, as many mirrors do. */
  readonly extras?: boolean;
  /** Name → downloads of a week, as npm's own registry tells them in its search. */
  readonly downloads?: Readonly<Record<string, number>>;
}

/** An entry of npm's bulk advisories. */
export interface FakeAdvisory {
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly severity: string;
  readonly vulnerable_versions: string;
  readonly cwe?: readonly string[];
  readonly cvss?: { readonly score: number; readonly vectorString: string | null };
}

export interface FakeRegistry {
  /** With a trailing slash, as npm's `registry` setting has it. */
  readonly url: string;
  /** The second origin, with a trailing slash. */
  readonly otherUrl: string;
  /** Name → what is known against its versions; may be changed at any time. */
  readonly advisories: Map<string, readonly unknown[]>;
  /** Every request since the start (or the last `forget`). */
  readonly requests: LoggedRequest[];
  /** The answer of `/-/npm/v1/keys`. */
  readonly keys: readonly RegistryKey[];
  /** Spoils answers to a path (exact, decoded) or to all that match. Returns what takes it back. */
  fault(where: string | RegExp, fault: Fault): () => void;
  /** Adds or replaces a version; `latest` moves to it unless `tag` says another tag. */
  publish(name: string, version: string, what?: FakeVersion, options?: { readonly tag?: string }): void;
  /** Takes one version back, or the whole package. */
  unpublish(name: string, version?: string): void;
  /** Serves bytes at a path of either origin: a tarball of an http dependency, a page. */
  serve(path: string, body: string | Uint8Array, contentType?: string): void;
  /** Decoded path of a package's packument, for `fault` and `count`. */
  packumentPath(name: string): string;
  /** Decoded path of a version's tarball. */
  tarballPath(name: string, version: string): string;
  /** The tarball's bytes as published. */
  tarball(name: string, version: string): Buffer;
  /** `sha512-…` of the tarball as published. */
  integrity(name: string, version: string): string;
  /** How many requests came for a path. */
  count(path: string | RegExp): number;
  /** Empties `requests`. */
  forget(): void;
  /** Ends every connection, also stalled ones. */
  close(): Promise<void>;
}

/** A key as `/-/npm/v1/keys` publishes it; `key` is base64 of its SPKI DER form. */
export interface RegistryKey {
  readonly expires: string | null;
  readonly keyid: string;
  readonly keytype: "ecdsa-sha2-nistp256";
  readonly scheme: "ecdsa-sha2-nistp256";
  readonly key: string;
}
