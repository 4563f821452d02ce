import type { TreeFile } from "./tree.ts";

/** The whole of a file of a tree. For small ones: all of it is in memory. */
export async function fileContents(file: TreeFile): Promise<Buffer> {
  const content = file.read();
  if (content instanceof Uint8Array)
    return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const chunks: Buffer[] = [];
  // A stream may use a chunk's memory again.
  for await (const chunk of content) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
