import { execFile } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { execa } from "execa";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatHash, hashOf, parseHash, sri } from "../../src/prefetch/hash.ts";
import { narHash, narOf } from "../../src/prefetch/nar.ts";
import { directory, file, symlink, type Tree, treeOfPath } from "../../src/prefetch/tree.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { anyTree, writeTree } from "./random-tree.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "nar-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const fresh = () => path.join(folder, `t${count++}`);

async function bytesOf(tree: Tree): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of narOf(tree)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The format written down a second time, as simply as can be. */
function plainNar(tree: Tree): Buffer {
  return Buffer.concat([str("nix-archive-1"), plainNode(tree)]);
}
function str(text: string | Uint8Array): Buffer {
  const bytes = Buffer.from(text as Uint8Array);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return Buffer.concat([length, bytes, Buffer.alloc(-bytes.length & 7)]);
}
function plainNode(tree: Tree): Buffer {
  const inner: (string | Uint8Array | Buffer)[] = [];
  const add = (...parts: (string | Uint8Array)[]) => inner.push(...parts.map(str));
  if (tree.type === "symlink") add("type", "symlink", "target", tree.target);
  else if (tree.type === "file") {
    add(
      "type",
      "regular",
      ...(tree.executable ? ["executable", ""] : []),
      "contents",
      tree.read() as Uint8Array,
    );
  } else {
    add("type", "directory");
    for (const { name, node } of [...tree.entries].sort((a, b) => Buffer.compare(a.name, b.name))) {
      add("entry", "(", "name", name, "node");
      inner.push(plainNode(node));
      add(")");
    }
  }
  return Buffer.concat([str("("), ...(inner as Buffer[]), str(")")]);
}

describe("narOf", () => {
  it("writes the format, from memory and from disk", async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, async (tree) => {
        const wanted = plainNar(tree);
        expect((await bytesOf(tree)).equals(wanted)).toBe(true);
        const place = fresh();
        writeTree(tree, Buffer.from(place));
        expect((await bytesOf(await treeOfPath(place))).equals(wanted)).toBe(true);
        rmSync(place, { recursive: true, force: true });
      }),
      { numRuns: 60 },
    );
  });

  it("hashes as it writes", async () => {
    const tree = directory({ a: file("hello", true), b: symlink("a"), c: directory({}) });
    expect(sri(await narHash(tree))).toBe(sri(hashOf("sha256", plainNar(tree))));
  });

  it("sorts by bytes, not by UTF-16 units", async () => {
    // U+FFFF comes before U+1F600 in UTF-8, after it in JavaScript's own order.
    const text = (await bytesOf(directory({ "😀": file(""), "￿": file("") }))).toString();
    expect(text.indexOf("￿")).toBeLessThan(text.indexOf("😀"));
  });

  it("takes a thousand levels", async () => {
    let tree: Tree = file("deep");
    for (let level = 0; level < 1000; level++) tree = directory({ d: tree });
    expect((await bytesOf(tree)).equals(plainNar(tree))).toBe(true);
  });

  it.each([
    ["", "is empty"],
    [".", "means another directory"],
    ["..", "means another directory"],
    ["a/b", "holds a character"],
    ["a\0b", "holds a character"],
  ])("refuses the name %j", async (name, why) => {
    const error = await narHash(directory({ x: directory([[name, file("")]]) })).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "E_TREE", where: "x", message: expect.stringContaining(why) });
  });

  it("refuses a name that is there twice", async () => {
    const twice = directory([
      ["a", file("1")],
      [Buffer.from("a"), file("2")],
    ]);
    await expect(narHash(twice)).rejects.toMatchObject({ code: "E_TREE" });
  });

  it.each([10, 400_000])("notices a file of %i bytes that grows or shrinks under it", async (size) => {
    for (const change of [
      (place: string) => appendFileSync(place, "x"),
      (place: string) => truncateSync(place, 5),
    ]) {
      const place = fresh();
      mkdirSync(place);
      writeFileSync(path.join(place, "f"), Buffer.alloc(size));
      // The listing is taken once, before the change.
      const tree = (await treeOfPath(place)) as Extract<Tree, { type: "directory" }>;
      const listed: Tree = { type: "directory", entries: tree.entries };
      change(path.join(place, "f"));
      await expect(narHash(listed)).rejects.toMatchObject({ code: "E_TREE_CHANGED", where: "f" });
    }
  });

  it("keeps to bounded memory: a tree far larger than its chunks", async () => {
    const big = 3 * 1024 ** 3;
    const block = Buffer.alloc(1024 * 1024);
    const tree: Tree = {
      type: "file",
      executable: false,
      size: big,
      async *read() {
        for (let sent = 0; sent < big; sent += block.length) yield block;
      },
    };
    const before = process.memoryUsage.rss();
    let length = 0;
    for await (const chunk of narOf(tree)) length += chunk.length;
    // The size takes more than 32 bits, too: the length field's upper half is at work.
    expect(length).toBe(big + plainNar(file("")).length);
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 ** 2);
  });
});

describe("treeOfPath", () => {
  it("goes by the owner's executable bit alone", async () => {
    for (const [mode, executable] of [
      [0o744, true],
      [0o655, false],
      [0o611, false],
      [0o500, true],
    ] as const) {
      const place = fresh();
      writeFileSync(place, "x");
      chmodSync(place, mode);
      expect(await treeOfPath(place)).toMatchObject({ executable });
    }
  });

  it("does not follow links, neither at the root nor below", async () => {
    const place = fresh();
    symlinkSync("/nowhere/at/all", place);
    const tree = await treeOfPath(place);
    expect(tree.type === "symlink" && Buffer.from(tree.target).toString()).toBe("/nowhere/at/all");
  });

  it("refuses sockets and pipes, and says what they are", async () => {
    const place = fresh();
    mkdirSync(place);
    const server = net.createServer().listen(path.join(place, "s"));
    await new Promise((resolve) => server.once("listening", resolve));
    await expect(treeOfPath(place).then(narHash)).rejects.toMatchObject({
      code: "E_TREE",
      message: expect.stringContaining("a socket"),
    });
    server.close();
    await promisify(execFile)("mkfifo", [path.join(place, "p")]);
    await expect(treeOfPath(path.join(place, "p"))).rejects.toThrow("a named pipe");
  });

  it("says what is missing", async () => {
    await expect(treeOfPath(fresh())).rejects.toMatchObject({ code: "E_NOT_FOUND" });
  });
});

describeNix("against Nix itself", () => {
  const nix = async (args: string[]) => {
    const { bin, env } = requireNix();
    return (await execa(path.join(bin, "nix"), args, { env })).stdout;
  };

  it("agrees with `nix hash path` on random trees", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyTree, { minLength: 8, maxLength: 8 }), async (trees) => {
        const places = trees.map(() => fresh());
        for (const [index, tree] of trees.entries()) writeTree(tree, Buffer.from(places[index]!));
        const theirs = (await nix(["hash", "path", ...places])).split("\n");
        const ours = await Promise.all(
          places.map(async (place) => sri(await narHash(await treeOfPath(place)))),
        );
        expect(ours).toEqual(theirs);
        for (const place of places) rmSync(place, { recursive: true, force: true });
      }),
      { numRuns: 15 },
    );
  });

  it("agrees with `nix hash convert`, each form to each form", async () => {
    const forms = ["base16", "nix32", "base64", "sri"] as const;
    for (const algorithm of ["md5", "sha1", "sha256", "sha512"] as const) {
      const hashes = Array.from({ length: 25 }, (_, round) => hashOf(algorithm, `${round} ${Math.random()}`));
      const texts = hashes.flatMap((hash) => forms.map((form) => formatHash(hash, form)));
      for (const to of forms) {
        const theirs = await nix(["hash", "convert", "--hash-algo", algorithm, "--to", to, ...texts]);
        const ours = texts.map((text) => formatHash(parseHash(text, algorithm), to));
        expect(ours).toEqual(theirs.split("\n"));
      }
    }
  });
});
