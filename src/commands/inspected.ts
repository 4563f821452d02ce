import { locksPath, readLocks } from "../config/lock.ts";
import type { LockedServer } from "../config/lock-schema.ts";
import { findServer } from "../config/names.ts";
import type { CodeJob } from "../project/published-code.ts";
import { parseSource, type Source } from "../sources/source.ts";
import type { Context } from "./command.ts";

/** What a word of `inspect`'s command line means. */
export interface Inspected {
  readonly spec: string;
  /** null: `spec` is a folder. */
  readonly source: Source | null;
  /** What servers.yaml and its lock say of it. */
  readonly asked: Pick<CodeJob, "bin" | "language" | "version">;
}

/**
 * A folder (`./DIR`, `/DIR`), a source, or a server of servers.yaml at its locked version.
 *
 * @throws UserError `E_SOURCE`, `E_UNKNOWN_SERVER`; those of servers.yaml where it is needed
 */
export async function inspectedOf(context: Context, spec: string): Promise<Inspected> {
  if (/^(?:\.{0,2}\/|\.{1,2}$)/.test(spec)) return { spec, source: null, asked: {} };
  if (spec.includes(":")) return { spec, source: parseSource(spec), asked: {} };
  const project = await context.project();
  const server = findServer(project.servers, spec);
  const locked = (await readLocks(locksPath(project.root), context.cwd)).get(server.name);
  const source = parseSource(server.source);
  return {
    spec,
    source: atCommit(source, locked),
    asked: {
      ...(server.bin === undefined ? {} : { bin: server.bin }),
      ...(server.language === undefined ? {} : { language: server.language }),
      ...(isOfSource(locked, server.source) ? { version: locked.version } : {}),
    },
  };
}

/** A lock of what servers.yaml said before says nothing of what it says now. */
function isOfSource(locked: LockedServer | undefined, source: string): locked is LockedServer {
  return locked !== undefined && locked.spec === source;
}

/** A repository's lock pins a commit; its version is only read off the tag. */
function atCommit(source: Source, locked: LockedServer | undefined): Source {
  if (source.kind !== "github" || locked?.spec !== source.spec || !("src" in locked)) return source;
  return "type" in locked.src && locked.src.type === "github" ? { ...source, ref: locked.src.rev } : source;
}
