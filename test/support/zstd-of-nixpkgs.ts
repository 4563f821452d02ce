import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What `zstd` does to a pipe, in the version that Node 24 has: all input at once, as many workers as it has jobs. */
const script = `
import zlib from "node:zlib";
import { buffer } from "node:stream/consumers";
const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag, ZSTD_c_nbWorkers } = zlib.constants;
const input = await buffer(process.stdin);
const stream = zlib.createZstdCompress({ params: {
  [ZSTD_c_compressionLevel]: 3,
  [ZSTD_c_checksumFlag]: 1,
  [ZSTD_c_nbWorkers]: Math.ceil(input.length / 2 ** 23) + 1,
} });
stream.pipe(process.stdout);
for (let at = 0; at < input.length; at += 65536) {
  await new Promise((resolve) => stream.write(input.subarray(at, at + 65536), resolve));
}
stream.end();
`;

/**
 * A folder for PATH with a `zstd` of the version that nixpkgs has, which the machine and the Node that runs the tests need not
 * have.
 *
 * @param node a Node.js of version 24
 */
export async function zstdOfNixpkgs(node: string): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-test-zstd-"));
  await writeFile(join(folder, "zstd.mjs"), script);
  const program = [
    "#!/bin/sh",
    'if [ "$1" = --version ]; then echo "*** Zstandard CLI (64-bit) v1.5.7"; exit; fi',
    `exec "${node}" "${folder}/zstd.mjs"`,
    "",
  ].join("\n");
  await writeFile(join(folder, "zstd"), program, { mode: 0o755 });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
