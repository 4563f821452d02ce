import { join } from "node:path";
import type { ManifestServer } from "../config/manifest-schema.ts";
import type { XdgFolders } from "../config/xdg.ts";

/** Where a server's own log is. */
export type LogSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "journal"; readonly unit: string }
  | { readonly kind: "none"; readonly reason: string; readonly hint: string };

/** A service's log is in the journal, or where there is no systemd in a file of launchd's; that of a stdio server in the file that its guard writes. */
export function logSource(name: string, server: ManifestServer, folders: XdgFolders): LogSource {
  if (server.transport === "http") {
    if (server.unit !== null) return { kind: "journal", unit: server.unit };
    if (typeof server.log === "string") return { kind: "file", path: expanded(server.log, folders) };
    return {
      kind: "none",
      reason: `'${name}' has no systemd service here`,
      hint: "What runs it keeps its log.",
    };
  }
  if (server.log === null) {
    return {
      kind: "none",
      reason: `'${name}' keeps no log: its option 'log' is false`,
      hint: "Its client shows what it says on stderr; with --all the logs that clients keep are shown.",
    };
  }
  return { kind: "file", path: expanded(server.log, folders) };
}

function expanded(path: string, { home, state }: XdgFolders): string {
  if (path.startsWith("$XDG_STATE_HOME/")) return join(state, path.slice("$XDG_STATE_HOME/".length));
  return path.startsWith("~/") ? join(home, path.slice(2)) : path;
}
