import pLimit from "p-limit";
import type { Project } from "../config/load.ts";
import type { Locks } from "../config/lock.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import type { UserError } from "../errors.ts";
import type { Fetchers } from "../project/locker.ts";
import { aboutServer, asUserError } from "../project/server-error.ts";
import { staleReason } from "../project/stale.ts";
import { parseSource, type Source } from "../sources/source.ts";
import { type Choice, chooseVersion, type Wish } from "./policy.ts";
import type { Published } from "./published.ts";
import { versionsOf } from "./versions-of.ts";
import { type WishFlags, wishFor } from "./wish.ts";

/** A server whose source was asked what is published. */
export interface AskedServer {
  readonly state: "asked";
  readonly server: ServerSpec;
  readonly locked: LockedServer;
  readonly source: Source;
  readonly wish: Wish;
  readonly published: Published;
  readonly choice: Choice;
}

export type Answer =
  | AskedServer
  /** Its policy is none, and so nobody was asked. */
  | { readonly state: "kept"; readonly server: ServerSpec }
  /** There is nothing to start from: its lock does not answer servers.yaml. */
  | { readonly state: "unlocked"; readonly server: ServerSpec; readonly reason: string }
  | { readonly state: "failed"; readonly server: ServerSpec; readonly error: UserError };

export interface AskOptions {
  /** Servers to ask for, in the order of servers.yaml; all without it. */
  readonly names?: readonly string[] | undefined;
  readonly flags: WishFlags;
  /** Ask for those, too, whose policy is none. */
  readonly askKept: boolean;
  readonly fetchers: Fetchers;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal?: AbortSignal | undefined;
  readonly onAnswer?: ((answer: Answer) => void) | undefined;
}

/**
 * What is published of each server's source, and what of it may be taken. All are asked at once; the failure of one is an
 * answer of its own. Throws only when the signal fires.
 */
export async function askServers(project: Project, locks: Locks, options: AskOptions): Promise<Answer[]> {
  const limit = pLimit(12);
  const wanted = [...project.servers.values()].filter(({ name }) => options.names?.includes(name) ?? true);
  return Promise.all(
    wanted.map((server) =>
      limit(async () => {
        options.signal?.throwIfAborted();
        const answer = await askServer(project, server, locks.get(server.name), options);
        options.onAnswer?.(answer);
        return answer;
      }),
    ),
  );
}

async function askServer(
  { settings }: Project,
  server: ServerSpec,
  locked: LockedServer | undefined,
  { names, flags, askKept, fetchers, now, signal }: AskOptions,
): Promise<Answer> {
  const reason = staleReason(server, locked, settings.style);
  if (locked === undefined || reason !== null) {
    return { state: "unlocked", server, reason: reason ?? "not locked yet" };
  }
  const named = names !== undefined;
  const wish = wishFor({ own: server.update, shared: settings.update, flags, named, now });
  if (wish.policy === "none" && !askKept) return { state: "kept", server };
  try {
    const source = parseSource(server.source);
    const published = await versionsOf(source, { server, locked, fetchers, signal });
    const choice = chooseVersion({ ...published, wish });
    return { state: "asked", server, locked, source, wish, published, choice };
  } catch (error) {
    signal?.throwIfAborted();
    return { state: "failed", server, error: aboutServer(server.name, asUserError(error)) };
  }
}
