import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildIndex } from "../../../src/nixpkgs-mcp/catalog/build-index.ts";
import { isBroken } from "../../../src/nixpkgs-mcp/catalog/catalog-error.ts";
import { readEntry } from "../../../src/nixpkgs-mcp/catalog/entry.ts";
import { OpenedCatalog } from "../../../src/nixpkgs-mcp/catalog/opened-catalog.ts";
import { BrokenIndexError, readSections } from "../../../src/nixpkgs-mcp/catalog/read-sections.ts";
import { writeSections } from "../../../src/nixpkgs-mcp/catalog/section-file.ts";
import { fixtureFile, indexed } from "./fixture/fixture.ts";

const facts = { origin: "test", packages: 0, etag: null, sha256: "", fetchedAt: "", revision: null };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "index-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function built(text: string | Buffer) {
  await writeFile(join(folder, "packages.json"), text);
  return buildIndex(join(folder, "packages.json"), folder);
}

describe("an index", () => {
  it("gives every package back as it was read", async () => {
    const { catalog, remove } = await indexed(fixtureFile);
    const { packages } = JSON.parse(brotliDecompressSync(await readFile(fixtureFile)).toString());
    for (const [attr, json] of Object.entries(packages))
      expect(catalog.package(attr)).toEqual(readEntry(attr, json));
    expect(catalog.facts.packages).toBe(Object.keys(packages).length);
    expect(catalog.package("RIPGREP")).toBeNull();
    expect(catalog.package("")).toBeNull();
    await remove();
  });

  it("is the same from brotli, gzip and plain JSON, with and without an envelope", async () => {
    const packages = { hello: { name: "hello-1", meta: { description: "Greets" } }, bye: { name: "bye-2" } };
    const text = JSON.stringify({ version: 2, packages });
    for (const form of [text, brotliCompressSync(text), gzipSync(text), JSON.stringify(packages)]) {
      expect(await built(form)).toMatchObject({ packages: 2, skipped: 0 });
      const catalog = new OpenedCatalog(folder, facts);
      expect(catalog.package("hello")?.description).toBe("Greets");
      expect(catalog.search({ text: "greet", limit: 5, offset: 0 }).results.map(({ attr }) => attr)).toEqual([
        "hello",
      ]);
      catalog.close();
    }
  });

  it("leaves out entries that are no packages, and counts them", async () => {
    const outcome = await built(
      '{"packages":{"a":{"name":"a-1"},"b":null,"c":{"x":"\\q"},"d":[1],"e":{"name":"e"}}}',
    );
    expect(outcome).toMatchObject({ packages: 2, skipped: 3 });
  });

  it("round-trips packages of any text", async () => {
    const text = fc.string({ unit: "binary" });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          text.filter((key) => key !== "__proto__"),
          text,
        ),
        async (texts) => {
          const packages = Object.fromEntries(
            Object.entries(texts).map(([attr, text]) => [
              attr,
              {
                name: "x-1",
                pname: text || "x",
                meta: { description: text, longDescription: text, homepage: text },
              },
            ]),
          );
          await built(JSON.stringify({ packages }));
          const catalog = new OpenedCatalog(folder, facts);
          for (const [attr, json] of Object.entries(packages))
            expect(catalog.package(attr)).toEqual(readEntry(attr, json));
          catalog.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ["no catalog", Buffer.from("<html>not found</html>")],
    ["JSON cut short", Buffer.from('{"packages":{"a":{"name":"a')],
    [
      "brotli cut short",
      brotliCompressSync(JSON.stringify({ packages: { a: { name: "a-1" } } })).subarray(0, 20),
    ],
    ["gzip cut short", gzipSync(JSON.stringify({ packages: { a: { name: "a-1" } } })).subarray(0, 30)],
    ["nothing", Buffer.alloc(0)],
  ])("is not made of %s", async (_, bytes) => {
    const error = await built(bytes).catch((error) => error);
    expect(isBroken(error), String(error)).toBe(true);
  });
});

describe("an index that was hurt on disk", () => {
  beforeEach(async () => void (await built('{"packages":{"a":{"name":"a-1"},"b":{"name":"b-1"}}}')));

  it("is refused wherever a byte of it changed", async () => {
    const path = join(folder, "index.bin");
    const sound = await readFile(path);
    for (let at = 0; at < sound.length; at += 7) {
      const hurt = Buffer.from(sound);
      hurt[at]! ^= 0x55;
      await writeFile(path, hurt);
      expect(() => new OpenedCatalog(folder, facts), `byte ${at}`).toThrow(BrokenIndexError);
    }
  });

  it("is refused when it or its records were cut short", async () => {
    await truncate(join(folder, "records.bin"), 30);
    expect(() => new OpenedCatalog(folder, facts)).toThrow("records are missing");
    await truncate(join(folder, "index.bin"), 100);
    expect(() => new OpenedCatalog(folder, facts)).toThrow(BrokenIndexError);
  });

  it("is refused when its postings are others, or gone", async () => {
    const path = join(folder, "postings.bin");
    const sound = await readFile(path);
    await writeFile(path, Buffer.from(sound).fill(1, 2, 3));
    expect(() => new OpenedCatalog(folder, facts)).toThrow(BrokenIndexError);
    await rm(path);
    expect(() => new OpenedCatalog(folder, facts)).toThrow("ENOENT");
  });

  it("tells of a broken record and goes on with the others", async () => {
    const path = join(folder, "records.bin");
    const records = await readFile(path);
    const at = records.indexOf('["a"');
    records.write("X", at + 2);
    await writeFile(path, records);
    const catalog = new OpenedCatalog(folder, facts, () => new Error("hurt"));
    // Neither "there is none" nor fewer results than there are.
    expect(() => catalog.package("a")).toThrow("hurt");
    expect(() => catalog.search({ text: "", limit: 9, offset: 0 })).toThrow("hurt");
    expect(catalog.package("b")?.pname).toBe("b");
    catalog.close();
  });
});

describe("a file of sections", () => {
  it("gives arrays and tables back", () => {
    const numbers = (most: number) => fc.array(fc.nat(most), { maxLength: 50 });
    fc.assert(
      fc.property(
        numbers(255),
        numbers(65535),
        numbers(0xffffffff),
        fc.jsonValue(),
        (bytes, words, longs, tables) => {
          const path = join(folder, "sections.bin");
          const sections = {
            a: Uint8Array.from(bytes),
            b: Uint16Array.from(words),
            c: Uint32Array.from(longs),
          };
          writeSections(path, "r", sections, tables);
          const read = readSections(path, "r");
          expect(read.sections).toEqual(sections);
          expect(read.tables).toEqual(JSON.parse(JSON.stringify(tables)));
          expect(() => readSections(path, "other")).toThrow("made by another version");
        },
      ),
      { numRuns: 50 },
    );
  });
});
