import { stat } from "node:fs/promises";
import { join } from "node:path";
import { packageFolder } from "../config/generated-package.ts";
import type { Project } from "../config/load.ts";
import { locksPath, readLocks } from "../config/lock.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { findServer } from "../config/names.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { oneOrMany, UserError } from "../errors.ts";
import { staleReason } from "../project/stale.ts";
import type { Context } from "./command.ts";

/** A server whose package is there to be built. */
export interface ReadyServer {
  readonly server: ServerSpec;
  readonly locked: LockedServer;
}

/**
 * The servers asked for, all where none is named, each generated; what is out of date is said, not refused.
 *
 * Throws UserError or ManyErrors: `E_STALE` for each that has not been generated, what `findServer` throws.
 */
export async function readyServers(
  context: Context,
  project: Project,
  queries: readonly string[],
): Promise<ReadyServer[]> {
  const wanted =
    queries.length === 0
      ? [...project.servers.values()]
      : [...new Set(queries.map((query) => findServer(project.servers, query)))];
  const locks = await readLocks(locksPath(project.root), context.cwd);
  const ready: ReadyServer[] = [];
  const errors: UserError[] = [];
  for (const server of wanted) {
    const locked = locks.get(server.name);
    const generated = await stat(join(packageFolder(project, server.name), "package.nix")).catch(() => null);
    if (locked === undefined || generated === null) {
      errors.push(
        new UserError("it has not been generated yet", {
          code: "E_STALE",
          where: server.name,
          hint: "Run mcp-nixgen generate.",
        }),
      );
      continue;
    }
    const reason = staleReason(server, locked, project.settings.style);
    if (reason !== null)
      context.ui.warn(`${server.name} is built as it was generated; since then: ${reason}`);
    ready.push({ server, locked });
  }
  if (errors.length > 0) throw oneOrMany(errors);
  return ready;
}
