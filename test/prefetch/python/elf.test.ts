import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { readElf } from "../../../src/prefetch/python/elf.ts";
import { wheelLibraries } from "../../../src/prefetch/python/wheel-libraries.ts";
import { zip } from "../../support/fake-index/archives.ts";

/** A shared library with nothing but a dynamic section; all of it is loaded at `address`. */
function library(needed: readonly string[], soname: string | null, address = 0x1000n): Buffer {
  const strings = Buffer.from(
    `\0${[...needed, ...(soname === null ? [] : [soname])].map((one) => `${one}\0`).join("")}`,
  );
  const at = (text: string) => BigInt(strings.indexOf(`\0${text}\0`) + 1);
  const tags: [bigint, bigint][] = [
    ...needed.map((one): [bigint, bigint] => [1n, at(one)]),
    ...(soname === null ? [] : ([[14n, at(soname)]] as [bigint, bigint][])),
    [5n, 0n],
    [0n, 0n],
  ];
  const dynamicAt = 64 + 2 * 56;
  const stringsAt = dynamicAt + tags.length * 16;
  const bytes = Buffer.alloc(stringsAt + strings.length);
  bytes.write("\x7fELF\x02\x01\x01", "latin1");
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  const segment = (place: number, type: number, offset: number, size: number) => {
    bytes.writeUInt32LE(type, place);
    bytes.writeBigUInt64LE(BigInt(offset), place + 8);
    bytes.writeBigUInt64LE(address + BigInt(offset), place + 16);
    bytes.writeBigUInt64LE(BigInt(size), place + 32);
  };
  segment(64, 1, 0, bytes.length);
  segment(120, 2, dynamicAt, tags.length * 16);
  for (const [index, [tag, value]] of tags.entries()) {
    bytes.writeBigUInt64LE(tag, dynamicAt + index * 16);
    bytes.writeBigUInt64LE(tag === 5n ? address + BigInt(stringsAt) : value, dynamicAt + index * 16 + 8);
  }
  strings.copy(bytes, stringsAt);
  return bytes;
}

test("what a library needs, and what it is called", () => {
  expect(readElf(library(["libz.so.1", "libc.so.6"], "libmine.so.2"))).toEqual({
    needed: ["libz.so.1", "libc.so.6"],
    soname: "libmine.so.2",
  });
  expect(readElf(library([], null))).toEqual({ needed: [], soname: null });
});

test("the machine's own Node is read", async () => {
  const facts = readElf(await readFile(process.execPath));
  expect(facts?.needed.some((one) => /^lib(?:c|pthread|dl|m)\.so/.test(one))).toBe(
    process.platform === "linux",
  );
});

test("nothing that is damaged throws", () => {
  const whole = library(["libz.so.1"], "libmine.so");
  fc.assert(
    fc.property(
      fc.nat(whole.length),
      fc.nat(whole.length - 1),
      fc.integer({ min: 0, max: 255 }),
      (end, at, byte) => {
        const bytes = Buffer.from(whole);
        bytes[at] = byte;
        readElf(bytes.subarray(0, end));
      },
    ),
  );
  expect(readElf(Buffer.from("#!/bin/sh\n".repeat(20)))).toBeNull();
});

test("a wheel needs what it does not bring, the C library aside", async () => {
  const folder = await mkdtemp(join(tmpdir(), "elf-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "a-1.0-cp313-cp313-manylinux_2_17_x86_64.whl");
  await writeFile(
    path,
    zip({
      "a/_a.so": library(["libz.so.1", "libbundled-1234.so.1", "libc.so.6", "ld-linux-x86-64.so.2"], null),
      "a.libs/libbundled-1234.so.1": library(["libgcc_s.so.1"], "libbundled-1234.so.1"),
      "a/text.so": "no library\n",
    }),
  );
  expect(await wheelLibraries(path)).toEqual({
    brings: ["_a.so", "libbundled-1234.so.1"],
    needs: ["libgcc_s.so.1", "libz.so.1"],
  });
});
