import type { AuditedServer } from "../audit/audit.ts";
import { packageFolder } from "../config/generated-package.ts";
import type { Project } from "../config/load.ts";
import { locksPath, readLocks } from "../config/lock.ts";
import { findServer } from "../config/names.ts";
import { UserError } from "../errors.ts";
import { staleReason } from "../project/stale.ts";
import type { Context } from "./command.ts";
import type { Fetching } from "./fetching.ts";

/** The servers that can be audited, and why others cannot. */
export async function readOpened(
  context: Context,
  project: Project,
  queries: readonly string[],
  fetchers: Fetching,
): Promise<{ servers: AuditedServer[]; errors: UserError[] }> {
  const [locks, { lockedClosure }, cache] = await Promise.all([
    readLocks(locksPath(project.root), context.cwd),
    import("../audit/locked-closure.ts"),
    fetchers.cache(),
  ]);
  const wanted = new Set(queries.map((query) => findServer(project.servers, query).name));
  const servers: AuditedServer[] = [];
  const errors: UserError[] = [];
  for (const server of project.servers.values()) {
    if (wanted.size > 0 && !wanted.has(server.name)) continue;
    const locked = locks.get(server.name);
    if (locked === undefined) {
      errors.push(notLocked(server.name));
      continue;
    }
    const stale = staleReason(server, locked, project.settings.style);
    if (stale !== null)
      context.ui.warn(
        `${server.name}: its lock is older than servers.yaml (${stale}); what is locked was asked for`,
      );
    const places = {
      cache,
      folder: packageFolder(project, server.name),
      defaultRegistry: fetchers.defaultRegistry,
      fetchers,
      signal: context.signal,
    };
    servers.push({ name: server.name, locked, closure: () => lockedClosure(locked, places) });
  }
  return { servers, errors };
}

function notLocked(name: string): UserError {
  return new UserError("it is not locked yet, so nothing is known to ask for", {
    code: "E_NOT_LOCKED",
    where: name,
    hint: `Run 'mcp-nixgen prefetch ${name}' first.`,
  });
}
