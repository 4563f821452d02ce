import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { directory, file, symlink, type Tree } from "../../src/prefetch/tree.ts";

const byte = fc.oneof(
  fc.constantFrom(...Buffer.from("ab.-~ \n\\'\"$")),
  fc.integer({ min: 1, max: 255 }).filter((value) => value !== 0x2f),
);

/** Any name Linux allows, also ones that are no UTF-8, or differ from others only by case. */
export const anyName: fc.Arbitrary<Buffer> = fc
  .oneof(
    {
      weight: 2,
      arbitrary: fc.array(byte, { minLength: 1, maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(
          "a",
          "A",
          "a.b",
          "a-b",
          "ab",
          "a0",
          "é",
          "e\u0301",
          "￿",
          "😀",
          "con",
          "~nix~case~hack~1",
        )
        .map((name) => Buffer.from(name)),
    },
    {
      weight: 1,
      arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).map((name) => Buffer.from(name)),
    },
  )
  .filter((name) => !name.includes(0) && !name.includes(0x2f) && name.length > 0 && name.length < 256)
  .filter((name) => !["", ".", ".."].includes(name.toString()));

const content = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  // Around the sizes where a reader changes its ways.
  fc
    .tuple(
      fc.constantFrom(0, 1, 7, 8, 9, 4096, 65_536, 131_072, 262_143, 262_144, 262_145, 1_500_000),
      fc.nat(255),
    )
    .map(([size, fill]) => new Uint8Array(size).fill(fill)),
);

const target = fc
  .array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 30 })
  .map((bytes) => Buffer.from(bytes));

/** Trees of files, links and folders; of a few levels, since depth costs nothing else than names. */
export const anyTree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, depthSize: "medium", withCrossShrink: true },
    fc.tuple(content, fc.boolean()).map(([bytes, executable]) => file(bytes, executable)),
    target.map((bytes) => symlink(bytes)),
    fc
      .uniqueArray(fc.tuple(anyName, tie("tree")), {
        maxLength: 7,
        selector: ([name]) => name.toString("hex"),
      })
      .map((entries) => directory(entries)),
  ),
})).tree;

/** Writes a tree of `anyTree` to the disk; `location` must not exist. */
export function writeTree(tree: Tree, location: Buffer): void {
  if (tree.type === "symlink") symlinkSync(Buffer.from(tree.target), location);
  else if (tree.type === "file") {
    writeFileSync(location, tree.read() as Uint8Array);
    chmodSync(location, tree.executable ? 0o755 : 0o644);
  } else {
    mkdirSync(location);
    for (const { name, node } of tree.entries)
      writeTree(node, Buffer.concat([location, Buffer.from("/"), name]));
  }
}
