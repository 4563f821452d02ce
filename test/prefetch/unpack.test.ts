import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import { execa } from "execa";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sri } from "../../src/prefetch/hash.ts";
import { narHash } from "../../src/prefetch/nar.ts";
import { directory, file, symlink, type Tree, treeOfPath } from "../../src/prefetch/tree.ts";
import { type StripRoot, unpackedHash } from "../../src/prefetch/unpack.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { anyTree, writeTree } from "./random-tree.ts";
import { paxRecord, type RawMember, rawTar } from "./tar-writer.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "unpack-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const fresh = () => path.join(folder, `u${count++}`);

function written(bytes: Uint8Array): string {
  const place = fresh();
  writeFileSync(place, bytes);
  return place;
}

const hashOfTar = (members: readonly RawMember[], stripRoot: StripRoot = "none") =>
  unpackedHash(written(rawTar(members)), { stripRoot }).then(sri);
const hashOfTree = (tree: Tree) => narHash(tree).then(sri);

describe("tar archives", () => {
  it("hash to what GNU tar makes of them", async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, fc.constantFrom("gnu", "posix"), async (tree, format) => {
        const parent = fresh();
        mkdirSync(parent);
        // An archive's own top level is a directory; the tree is below it.
        writeTree(
          directory({ top: directory({ tree, other: file("x") }) }),
          Buffer.from(path.join(parent, "in")),
        );
        const archive = path.join(parent, "a.tar");
        await execa("tar", [`--format=${format}`, "-cf", archive, "-C", path.join(parent, "in"), "top"]);
        const wanted = await hashOfTree(await treeOfPath(path.join(parent, "in", "top")));
        expect(sri(await unpackedHash(archive))).toBe(wanted);
        rmSync(parent, { recursive: true, force: true });
      }),
      { numRuns: 40 },
    );
  });

  it("are told by their content, however they are compressed", async () => {
    const members = [
      { name: "a/", type: "5" },
      { name: "a/run", mode: 0o755, content: "#!/bin/sh\n" },
    ];
    const wanted = await hashOfTree(directory({ run: file("#!/bin/sh\n", true) }));
    const plain = rawTar(members);
    expect(sri(await unpackedHash(written(plain)))).toBe(wanted);
    expect(sri(await unpackedHash(written(gzipSync(plain))))).toBe(wanted);
    for (const program of ["bzip2", "xz", "zstd"]) {
      const packed = await execa(program, ["-c"], { input: plain, encoding: "buffer", reject: false });
      if (packed.code === "ENOENT") console.warn(`NOT CHECKED: ${program} is not installed`);
      else expect(sri(await unpackedHash(written(packed.stdout)))).toBe(wanted);
    }
  });

  it("leave nothing in the temporary folder", async () => {
    const ours = () =>
      readdirSync(tmpdir()).filter((name) => name.startsWith("mcp-nixgen-") && name.endsWith(".tar"));
    const before = ours();
    await unpackedHash(written(gzipSync(rawTar([{ name: "d/f", content: "x" }]))));
    expect(ours()).toEqual(before);
  });

  it("keep the owner's executable bit alone, whatever else the mode says", async () => {
    const members = [0o744, 0o655, 0o100, 0o4755].map((mode, index) => ({ name: `${index}`, mode }));
    expect(await hashOfTar(members)).toBe(
      await hashOfTree(directory({ 0: file("", true), 1: file(""), 2: file("", true), 3: file("", true) })),
    );
  });

  it("may hold hard links, members twice, labels, folders unsaid, names with dots", async () => {
    const members: RawMember[] = [
      { name: "label", type: "V" },
      { name: "./a/./b//c", content: "first", mode: 0o755 },
      { name: "a/hard", type: "1", linkName: "./a/b/c", size: 5 },
      { name: "a/soft", type: "2", linkName: "../../outside" },
      { name: "twice", content: "old" },
      { name: "twice", content: "new" },
      { name: "old-directory/" },
    ];
    const c = file("first", true);
    const a = directory({ b: directory({ c }), hard: c, soft: symlink("../../outside") });
    const tree = directory({ a, twice: file("new"), "old-directory": directory({}) });
    expect(await hashOfTar(members)).toBe(await hashOfTree(tree));
  });

  it("may say names in extended headers, prefixes and GNU's long names", async () => {
    const long = "n".repeat(150);
    const members: RawMember[] = [
      { name: "pax_global_header", type: "g", content: paxRecord("comment", "0123456789abcdef") },
      { name: "x", type: "x", content: paxRecord("path", `é/${long}`) + paxRecord("size", "3") },
      { name: "cut", content: "abc", size: 3 },
      { name: "L", type: "L", content: `${long}L\0` },
      { name: "K", type: "K", content: `${long}K\0` },
      { name: "cut", type: "2", linkName: "cut" },
      { name: "leaf", prefix: "some/where", content: "p" },
      // GNU's own magic: there the prefix field holds times.
      { name: "times", magic: "ustar  \0", prefix: "12345670123", content: "t" },
    ];
    const tree = directory({
      é: directory({ [long]: file("abc") }),
      [`${long}L`]: symlink(`${long}K`),
      some: directory({ where: directory({ leaf: file("p") }) }),
      times: file("t"),
    });
    expect(await hashOfTar(members)).toBe(await hashOfTree(tree));
  });

  it.each<[string, RawMember[], string]>([
    ["a name out of it", [{ name: "a/../../b" }], "leads out of it"],
    ["an absolute name", [{ name: "/etc/passwd" }], "absolute"],
    [
      "a member below a symlink",
      [{ name: "l", type: "2", linkName: "/etc" }, { name: "l/passwd" }],
      "through a symlink",
    ],
    ["a member below a file", [{ name: "f" }, { name: "f/g" }], "through a file"],
    ["a file in a directory's place", [{ name: "d/", type: "5" }, { name: "d" }], "a directory, and then"],
    ["a hard link to nothing", [{ name: "h", type: "1", linkName: "/etc/passwd" }], "absolute"],
    [
      "a hard link ahead",
      [{ name: "h", type: "1", linkName: "later" }, { name: "later" }],
      "no file before it",
    ],
    ["a device", [{ name: "null", type: "3" }], "cannot be in a Nix store"],
    ["a pipe", [{ name: "p", type: "6" }], "cannot be in a Nix store"],
    ["a sparse file", [{ name: "x", type: "x", content: paxRecord("GNU.sparse.major", "1") }], "sparse"],
    ["a member without a name", [{ name: "." }], "no file's name"],
    [
      "a broken extended header",
      [{ name: "x", type: "x", content: "99 path=a\n" }],
      "broken extended header",
    ],
    ["a content that is not there", [{ name: "a", content: "x", size: 5000 }], "cut short"],
  ])("are refused with %s", async (_, members, why) => {
    await expect(hashOfTar(members)).rejects.toMatchObject({
      code: "E_ARCHIVE",
      message: expect.stringContaining(why),
    });
  });

  it("are refused when a header or the compression is damaged, and never misread", async () => {
    const plain = rawTar([
      { name: "a", content: "hello" },
      { name: "b", content: "x".repeat(3000) },
    ]);
    const wanted = sri(await unpackedHash(written(plain), { stripRoot: "none" }));
    await fc.assert(
      fc.asyncProperty(fc.nat(511), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = Buffer.from(plain);
        damaged[at]! ^= flip;
        const result = await unpackedHash(written(damaged), { stripRoot: "none" }).then(
          sri,
          (error) => error.code,
        );
        // The checksum's own spare bytes may change without harm.
        expect([wanted, "E_ARCHIVE"]).toContain(result);
      }),
      { numRuns: 60 },
    );
    const packed = gzipSync(plain);
    const cut = written(packed.subarray(0, packed.length - 20));
    await expect(unpackedHash(cut, { name: "a.tgz" })).rejects.toMatchObject({
      code: "E_ARCHIVE",
      where: "a.tgz",
    });
  });
});

describe("zip archives", () => {
  it("hash to what Info-ZIP packed", async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, async (tree) => {
        const parent = fresh();
        mkdirSync(parent);
        writeTree(
          directory({ top: directory({ tree: utf8(tree), other: file("x") }) }),
          Buffer.from(path.join(parent, "in")),
        );
        const archive = path.join(parent, "a.zip");
        await execa("zip", ["-qry", archive, "top"], { cwd: path.join(parent, "in") });
        const wanted = await hashOfTree(await treeOfPath(path.join(parent, "in", "top")));
        expect(sri(await unpackedHash(archive))).toBe(wanted);
        rmSync(parent, { recursive: true, force: true });
      }),
      { numRuns: 30 },
    );
  });

  it("may be stored, large, made by a pipe (ZIP64, data descriptors), or have bytes in front", async () => {
    const parent = fresh();
    mkdirSync(path.join(parent, "top"), { recursive: true });
    const large = Buffer.alloc(700_000, "some text to pack ");
    writeFileSync(path.join(parent, "top", "large"), large);
    const wanted = await hashOfTree(directory({ large: file(large) }));
    for (const [name, args] of [
      ["stored", ["-qr0"]],
      ["deflated", ["-qr9"]],
      ["zip64", ["-qr", "-fz"]],
    ] as const) {
      await execa("zip", [...args, `${name}.zip`, "top"], { cwd: parent });
      const archive = path.join(parent, `${name}.zip`);
      expect(sri(await unpackedHash(archive)), name).toBe(wanted);
    }
    const piped = await execa("zip", ["-qr", "-", "top"], { cwd: parent, encoding: "buffer" });
    expect(sri(await unpackedHash(written(piped.stdout)))).toBe(wanted);
  });

  it("may be made by Windows: its separators, no modes", async () => {
    const archive = rawZip([
      { name: "top\\run.exe", content: "x", host: 0, attributes: 0x20 | (0o100755 << 16) },
      { name: "top\\d\\", content: "", host: 0, attributes: 0x10 },
    ]);
    expect(sri(await unpackedHash(written(archive)))).toBe(
      await hashOfTree(directory({ "run.exe": file("x"), d: directory({}) })),
    );
  });

  it.each<[string, RawZipEntry[], string]>([
    ["a name out of it", [{ name: "../x", content: "" }], "leads out of it"],
    ["an absolute name", [{ name: "/x", content: "" }], "absolute"],
    [
      "a member below a symlink",
      [
        { name: "l", content: "/etc", attributes: 0o120777 << 16 },
        { name: "l/p", content: "" },
      ],
      "through a symlink",
    ],
    [
      "a name twice",
      [
        { name: "a", content: "1" },
        { name: "a", content: "2" },
      ],
      "twice",
    ],
    ["an encrypted member", [{ name: "a", content: "1", flags: 1 }], "encrypted"],
    ["an unknown method", [{ name: "a", content: "1", method: 12 }], "method 12"],
    ["a wrong checksum", [{ name: "a", content: "1", crc: 5 }], "damaged"],
    ["a size that lies", [{ name: "a", content: "12345", size: 4 }], "damaged"],
    [
      "a name in no known character set",
      [{ name: Buffer.from([0xe9]), content: "", host: 0 }],
      "character set",
    ],
  ])("are refused with %s", async (_, entries, why) => {
    await expect(unpackedHash(written(rawZip(entries)), { stripRoot: "none" })).rejects.toMatchObject({
      code: "E_ARCHIVE",
      message: expect.stringContaining(why),
    });
  });

  it("are refused when cut anywhere", async () => {
    const whole = rawZip([{ name: "a/b", content: "hello ".repeat(50) }]);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        await expect(unpackedHash(written(whole.subarray(0, length)))).rejects.toMatchObject({
          code: "E_ARCHIVE",
        });
      }),
    );
  });
});

describe("the top level", () => {
  const one = [{ name: "d/f", content: "x" }];
  const single = [{ name: "f", content: "x" }];
  const two = [
    { name: "a", content: "1" },
    { name: "b", content: "2" },
  ];
  const f = file("x");

  it("is stripped as fetchzip does it", async () => {
    expect(await hashOfTar(one, "one")).toBe(await hashOfTree(directory({ f })));
    expect(await hashOfTar(single, "one")).toBe(await hashOfTree(directory({ f })));
    await expect(hashOfTar(two, "one")).rejects.toMatchObject({
      code: "E_ARCHIVE",
      message: expect.stringContaining("2 entries"),
    });
    await expect(hashOfTar([], "one")).rejects.toMatchObject({ code: "E_ARCHIVE" });
  });

  it("stays with stripRoot = false", async () => {
    expect(await hashOfTar(one, "none")).toBe(await hashOfTree(directory({ d: directory({ f }) })));
    expect(await hashOfTar([], "none")).toBe(await hashOfTree(directory({})));
  });

  it("is stripped as nix-prefetch-url does it", async () => {
    expect(await hashOfTar(one, "single")).toBe(await hashOfTree(directory({ f })));
    expect(await hashOfTar(single, "single")).toBe(await hashOfTree(f));
    expect(await hashOfTar(two, "single")).toBe(await hashOfTree(directory({ a: file("1"), b: file("2") })));
  });

  it("is none for what is no archive", async () => {
    for (const bytes of [Buffer.from("hello"), Buffer.alloc(0), gzipSync("hello"), Buffer.alloc(600, 7)]) {
      await expect(unpackedHash(written(bytes), { name: "x" })).rejects.toMatchObject({
        code: "E_ARCHIVE",
        where: "x",
      });
    }
    await expect(unpackedHash(fresh())).rejects.toMatchObject({ code: "E_NOT_FOUND" });
  });
});

describeNix("against nix-prefetch-url --unpack", () => {
  it("agrees on random archives", async () => {
    const { bin, env } = requireNix();
    await fc.assert(
      fc.asyncProperty(anyTree, async (tree) => {
        const parent = fresh();
        mkdirSync(parent);
        writeTree(directory({ top: utf8(tree) }), Buffer.from(path.join(parent, "in")));
        const archive = path.join(parent, "a.tar.gz");
        await execa("tar", ["-czf", archive, "-C", path.join(parent, "in"), "top"]);
        const theirs = await execa(
          path.join(bin, "nix-prefetch-url"),
          ["--unpack", "--type", "sha256", `file://${archive}`],
          { env },
        );
        const hex = await execa(
          path.join(bin, "nix"),
          ["hash", "convert", "--hash-algo", "sha256", "--to", "sri", theirs.stdout],
          { env },
        );
        expect(sri(await unpackedHash(archive, { stripRoot: "single" }))).toBe(hex.stdout);
        rmSync(parent, { recursive: true, force: true });
      }),
      { numRuns: 10 },
    );
  });
});

/** zip and libarchive each have their own mind about names that are no UTF-8, or hold a backslash. */
function utf8(tree: Tree): Tree {
  if (tree.type === "symlink")
    return symlink(Buffer.from(tree.target).toString("latin1").replaceAll("\\", "/"));
  if (tree.type === "file") return tree;
  return directory(
    tree.entries.map(({ name, node }, index) => {
      const bytes = Buffer.from(name);
      const plain = /^[\w. -]*$/.test(bytes.toString("latin1")) && !bytes.toString().startsWith("-");
      return [plain ? `${bytes} ${index}` : `é${index}`, utf8(node)] as const;
    }),
  );
}

interface RawZipEntry {
  readonly name: string | Uint8Array;
  readonly content: string;
  readonly host?: number;
  readonly attributes?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  readonly size?: number;
}

/** A zip archive, byte for byte as told. */
function rawZip(entries: readonly RawZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name as Uint8Array);
    const packed = deflateRawSync(entry.content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt8(entry.host ?? 3, 5);
    record.writeUInt16LE(entry.flags ?? 0, 8);
    record.writeUInt16LE(entry.method ?? 8, 10);
    record.writeUInt32LE(entry.crc ?? crcOf(entry.content), 16);
    record.writeUInt32LE(packed.length, 20);
    record.writeUInt32LE(entry.size ?? entry.content.length, 24);
    record.writeUInt16LE(name.length, 28);
    record.writeUInt32LE((entry.attributes ?? 0o100644 << 16) >>> 0, 38);
    record.writeUInt32LE(offset, 42);
    locals.push(local, name, packed);
    central.push(record, name);
    offset += 30 + name.length + packed.length;
  }
  const directoryBytes = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directoryBytes.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directoryBytes, end]);
}

/** From gzip's own trailer, which holds the same checksum. */
function crcOf(content: string): number {
  const packed = gzipSync(content);
  return packed.readUInt32LE(packed.length - 8);
}
