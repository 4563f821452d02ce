import { z } from "zod";

/**
 * What deploy remembers, version 1: which entries of which files are ours. It holds no entry, only digests, and
 * of the user's files no more than what an editor needs to take an entry out byte for byte.
 */
const ownedServer = z.object({
  /** `entryDigest` of the entry as we wrote it. */
  digest: z.string(),
  /** Digests under which other clients knew it, whose files turned out to be the same one. */
  also: z.array(z.string()).optional(),
});

const fileRecord = z.object({
  client: z.string(),
  /** As the client opens it: links are not resolved. In the file, `~/…` within the home. */
  path: z.string().regex(/^(?:~\/|\/)/),
  /** Whether there was no file before us. */
  created: z.boolean(),
  /** Folders that we made for it, the outermost first. */
  folders: z.array(z.string()).default([]),
  /** The file as it was before our first touch; null: there was none. */
  backup: z.string().nullable(),
  /** What `ConfigDocument.remove` needs to give back the exact bytes; the editor's own business. */
  undo: z.json().optional(),
  servers: z.record(z.string(), ownedServer),
});

const pendingFile = z.object({
  /** What the record becomes once the file is written; without servers there is none any more. */
  record: fileRecord,
  /** Lies beside the file until it is renamed. */
  temporary: z.string(),
});

export const stateVersion = 1;

export const stateSchema = z.object({
  version: z.literal(stateVersion),
  files: z.array(fileRecord),
  /** Writes that were begun. Whether they were done, the files themselves tell. */
  pending: z.array(pendingFile).default([]),
});

export type OwnedServer = z.infer<typeof ownedServer>;
export type FileRecord = z.infer<typeof fileRecord>;
export type PendingFile = z.infer<typeof pendingFile>;
export type DeployState = z.infer<typeof stateSchema>;

export const emptyState: DeployState = { version: 1, files: [], pending: [] };
