import { isDeepStrictEqual } from "node:util";
import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec, Settings } from "../config/servers-schema.ts";

/**
 * Why a lock entry no longer answers its entry of servers.yaml; null: it does. The configured registry is not
 * looked at: an entry made from a mirror keeps the mirror's addresses until it is made anew.
 */
export function staleReason(
  server: ServerSpec,
  locked: LockedServer | undefined,
  style: Settings["style"],
): string | null {
  if (locked === undefined) return "not locked yet";
  const { strategy = "npm-deps", allowScripts = [], overrides = {} } = server;
  if (locked.spec !== server.source) return `source was ${locked.spec}`;
  if ((locked.src.url === null) !== (style === "overlay")) return `style is now ${style}`;
  if (locked.strategy !== strategy) return `strategy was ${locked.strategy}`;
  if (server.fetcherVersion !== undefined && strategy === "npm-deps") {
    const version = locked.npmDeps?.fetcherVersion;
    if (version !== server.fetcherVersion) return `fetcherVersion was ${version ?? "none"}`;
  }
  if (server.bin !== undefined && locked.mainProgram !== server.bin) return `bin was ${locked.mainProgram}`;
  if (!isDeepStrictEqual(locked.allowScripts, [...new Set(allowScripts)].sort()))
    return "allowScripts changed";
  if (!isDeepStrictEqual(locked.overrides, { ...overrides })) return "overrides changed";
  return null;
}
