import type { ReadCommand, ReadRemote } from "../clients/read-entry.ts";
import type { ClientId } from "../config/clients.ts";

/** A server as some configuration has it, before anything is made of it. It holds secrets as they stand there. */
export interface FoundServer {
  /** null: a file of no client in particular. */
  readonly client: ClientId | null;
  /** `~/.cursor/mcp.json:12`, `nix` */
  readonly place: string;
  /** Its name there; empty: it has none. */
  readonly name: string;
  readonly disabled: boolean;
  /** Where that is said, when it is not in the entry itself. */
  readonly disabledBy?: string;
  /** The folder of the one project that it is for: `~/work/shop`. */
  readonly project?: string;
  /** Whether it stands where a deploy writes its client's servers; undefined: no deploy writes to that client. */
  readonly own?: boolean;
  /** Projects that a server of all has been switched off for. */
  readonly offIn?: readonly string[];
  /** Milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly start: ReadCommand | ReadRemote;
  /** What it is of, where that is known without its command: a module of mcp-servers-nix. */
  readonly source?: string;
  /** Variables whose values a program prints, by variable (mcp-servers-nix' `passwordCommand`). */
  readonly commands?: Readonly<Record<string, readonly string[]>>;
}

/** An entry that says no server that could be imported. */
export interface UnreadEntry {
  readonly client: ClientId | null;
  readonly place: string;
  readonly name: string;
  readonly reason: string;
}

/** What one file (or one evaluation) has. */
export interface ReadFile {
  readonly found: readonly FoundServer[];
  readonly unread: readonly UnreadEntry[];
  /** Servers of projects' own .mcp.json that Claude Code was told not to start, by project. */
  readonly declined?: ReadonlyMap<string, readonly string[]>;
}
