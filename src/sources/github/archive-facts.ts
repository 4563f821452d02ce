import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

/** What git writes into the archive of a commit besides its files. */
export interface ArchiveFacts {
  /** The commit, from the comment for all files; null where there is none (an archive that git did not make). */
  readonly commit: string | null;
  /** Seconds since 1970: the commit's own time, which every member has. */
  readonly time: number;
}

const BLOCK = 512;

/**
 * Reads the beginning of a `.tar.gz` that `git archive` made.
 *
 * Source: git-archive(1): the commit's id is in a global extended pax header.
 */
export async function archiveFacts(file: string): Promise<ArchiveFacts> {
  const start = await beginning(file, 4 * BLOCK);
  const global = start[156] === 0x67;
  const comment = /\bcomment=([0-9a-f]{64}|[0-9a-f]{40})\n/.exec(start.toString("latin1", BLOCK, 2 * BLOCK));
  const member = start.subarray(global ? 2 * BLOCK : 0);
  const time = Number.parseInt(member.toString("latin1", 136, 147), 8);
  return { commit: (global ? comment?.[1] : undefined) ?? null, time: Number.isFinite(time) ? time : 0 };
}

async function beginning(file: string, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const source = createReadStream(file);
  const plain = source.pipe(createGunzip());
  source.once("error", (error) => plain.destroy(error));
  try {
    for await (const chunk of plain) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= length) break;
    }
  } catch {
    // What is no gzip at all is told by whoever unpacks it.
  } finally {
    source.destroy();
  }
  return Buffer.concat([...chunks, Buffer.alloc(length)]).subarray(0, length);
}
