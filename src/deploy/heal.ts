import type { ConfigDocument } from "./edit/document.ts";
import { entryDigest } from "./entry-digest.ts";
import type { FileRecord, OwnedServer } from "./state-schema.ts";

/**
 * What is ours in a file after a run that may have been killed between writing it and saying so: an entry that
 * is as that run meant to write it is ours. Without `pending` the record as it is.
 */
export function healed(
  record: FileRecord | undefined,
  pending: FileRecord | undefined,
  document: ConfigDocument,
): FileRecord | undefined {
  if (pending === undefined) return record;
  const names = new Set([...Object.keys(record?.servers ?? {}), ...Object.keys(pending.servers)]);
  const servers: Record<string, OwnedServer> = {};
  let written = false;
  for (const name of names) {
    const meant = pending.servers[name];
    const value = document.get(name);
    const isMeant = meant !== undefined && value !== undefined && entryDigest(value) === meant.digest;
    written ||= isMeant;
    const known = isMeant ? meant : record?.servers[name];
    if (known !== undefined) servers[name] = known;
  }
  const undo = written ? pending.undo : record?.undo;
  const { undo: _, ...base } = record ?? pending;
  return {
    ...base,
    folders: [...new Set([...(record?.folders ?? []), ...pending.folders])],
    // A copy that was begun for a file that was not touched may be half a copy.
    backup: record?.backup ?? (written ? pending.backup : null),
    ...(undo === undefined ? {} : { undo }),
    servers,
  };
}
