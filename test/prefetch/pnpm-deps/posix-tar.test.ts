import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withArchive } from "../../../src/prefetch/archive/open-archive.ts";
import { sri } from "../../../src/prefetch/hash.ts";
import { narHash } from "../../../src/prefetch/nar.ts";
import { posixTar } from "../../../src/prefetch/pnpm-deps/posix-tar.ts";
import { directory, file, symlink, type Tree, type TreeDirectory } from "../../../src/prefetch/tree.ts";

async function packed(tree: TreeDirectory): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of posixTar(tree)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** GNU tar of before 1.35 writes device numbers, zero, where there is no device. */
function withoutDevices(tar: Buffer): Buffer {
  for (let at = 0; at + 512 <= tar.length; ) {
    if (tar[at] === 0) break;
    tar.fill(0, at + 329, at + 345);
    tar.write("        ", at + 148, "latin1");
    const sum = tar.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + 148, "latin1");
    const size = Number.parseInt(tar.toString("latin1", at + 124, at + 135), 8);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return tar;
}

const name = fc
  .oneof(fc.stringMatching(/^[a-zA-Z0-9._@+-]{1,20}$/), fc.stringMatching(/^[a-f0-9]{90,140}$/))
  .filter((text) => !/^\.{1,2}$/.test(text));
const leaf = fc
  .tuple(fc.uint8Array({ maxLength: 1500 }), fc.boolean())
  .map(([content, executable]) => file(content, executable));
const trees = fc.letrec<{ node: Tree; folder: TreeDirectory }>((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, leaf, tie("folder")),
  folder: fc.dictionary(name, tie("node"), { maxKeys: 4 }).map((entries) => directory(entries)),
})).folder;

describe("a store's tar", () => {
  it("is GNU tar's own, to the byte", async () => {
    await fc.assert(
      fc.asyncProperty(trees, async (tree) => {
        const folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-test-"));
        try {
          const ours = await packed(tree);
          await execa("tar", ["-x", "-C", folder], { input: ours });
          const flags = ["--sort=name", "--mtime=@315532800", "--owner=0", "--group=0", "--numeric-owner"];
          const pax = "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime";
          const { stdout } = await execa("tar", [...flags, pax, "-cf", "-", "-C", folder, "."], {
            encoding: "buffer",
          });
          expect(Buffer.compare(ours, withoutDevices(Buffer.from(stdout)))).toBe(0);
        } finally {
          await execa("chmod", ["-R", "u+w", folder]);
          await rm(folder, { recursive: true });
        }
      }),
      { numRuns: 15 },
    );
  });

  it("unpacks to what was packed", async () => {
    const tree = directory({ v10: directory({ a: file("x"), "b-exec": file("y".repeat(600_000), true) }) });
    const archive = join(await mkdtemp(join(tmpdir(), "mcp-nixgen-test-")), "x.tar");
    await writeFile(archive, await packed(tree));
    const hash = await withArchive(archive, async (read) => sri(await narHash(read)));
    expect(hash).toBe(sri(await narHash(tree)));
    await rm(join(archive, ".."), { recursive: true });
  });

  it("has no place for a symlink", async () => {
    await expect(packed(directory({ a: symlink("b") }))).rejects.toMatchObject({ code: "E_TREE" });
  });
});
