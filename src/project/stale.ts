import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec, Settings } from "../config/servers-schema.ts";
import { recipeOf } from "./recipes.ts";

/** Why a lock entry no longer answers its entry of servers.yaml; null: it does. */
export function staleReason(
  server: ServerSpec,
  locked: LockedServer | undefined,
  style: Settings["style"],
): string | null {
  if (locked === undefined) return "not locked yet";
  if (locked.spec !== server.source) return `source was ${locked.spec}`;
  if (server.bin !== undefined && locked.mainProgram !== server.bin) return `bin was ${locked.mainProgram}`;
  return recipeOf(locked).stale(server, locked, style);
}
