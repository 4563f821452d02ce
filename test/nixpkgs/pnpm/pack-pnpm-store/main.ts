import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { messageOf } from "../../../../src/errors.ts";
import { posixTar } from "../../../../src/prefetch/pnpm-deps/posix-tar.ts";
import { zstd } from "../../../../src/prefetch/pnpm-deps/zstd.ts";
import { treeOfPath } from "../../../../src/prefetch/tree.ts";

/**
 * `pack-pnpm-store STORE FILE`: what GNU tar 1.35 and zstd 1.5.7 make of a store in nixpkgs. The host's may be others, whose
 * archives have other bytes.
 */
async function main([store, file]: string[]): Promise<void> {
  if (store === undefined || file === undefined) throw new Error("usage: pack-pnpm-store STORE FILE");
  const tree = await treeOfPath(store);
  if (tree.type !== "directory") throw new Error(`${store} is no folder`);
  let size = 0;
  for await (const chunk of posixTar(tree)) size += chunk.length;
  await pipeline(Readable.from(zstd(posixTar(tree), size)), createWriteStream(file, { flags: "wx" }));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`ERROR: ${messageOf(error)}`);
  process.exitCode = 1;
});
