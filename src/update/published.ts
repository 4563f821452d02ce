import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import type { Fetchers } from "../project/locker.ts";
import type { Source } from "../sources/source.ts";
import type { VersionOrder } from "./order.ts";
import type { Candidate } from "./policy.ts";

/** What is published of a server's source, in the source's own words for versions (Go's with a `v`, tags whole). */
export interface Published {
  /** The locked version. */
  readonly current: string;
  /** In no order; the locked one may be missing. */
  readonly versions: readonly Candidate[];
  readonly order: VersionOrder;
  /** Whether the source's range, tag or branch has it. An exact version in servers.yaml has all: it is rewritten. */
  readonly allows: (version: string) => boolean;
  /** The range as it is written, for messages. */
  readonly range: string;
  /** The version that is called the latest release; null: nothing says. */
  readonly ceiling: string | null;
  /** As the lock and people write it. */
  readonly shown: (version: string) => string;
  /** The source at exactly this version, for a locker. */
  readonly pinned: (version: string) => Source;
  /** The `source` of servers.yaml that this version needs there; null: it stays as it is. */
  readonly rewritten: (version: string) => string | null;
  /** What is known of one version beside its lock; asks the network where it has to, and fails for no reason. */
  readonly detail: (version: string) => Promise<VersionDetail>;
}

/** Facts of one version that no lock holds; null is what is not known. */
export interface VersionDetail {
  /** ISO 8601. */
  readonly published: string | null;
  /** Bytes of the one file that is the package, as it is downloaded. */
  readonly download: number | null;
  /** Bytes of its files. */
  readonly unpacked: number | null;
  /** Names of those who could publish it, sorted. */
  readonly maintainers: readonly string[] | null;
  /** Who did. */
  readonly publisher: string | null;
  /** Whether something signed tells where and of what it was built. */
  readonly provenance: boolean | null;
}

export const nothingKnown: VersionDetail = {
  published: null,
  download: null,
  unpacked: null,
  maintainers: null,
  publisher: null,
  provenance: null,
};

export interface AskJob {
  readonly server: ServerSpec;
  readonly locked: LockedServer;
  readonly fetchers: Fetchers;
  readonly signal?: AbortSignal | undefined;
}

/** Asks what is published of sources of one kind. Failures are UserErrors of the source's own codes. */
export type AskPublished<Kind extends Source["kind"]> = (
  source: Extract<Source, { kind: Kind }>,
  job: AskJob,
) => Promise<Published>;
