import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { ContentCache } from "../../src/cache/content-cache.ts";
import { strongest } from "../../src/cache/integrity.ts";
import { hashOf, sri } from "../../src/prefetch/hash.ts";

let folder: string;
let cache: ContentCache;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "cache-"));
  cache = new ContentCache(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const everyFile = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

describe("content", () => {
  it("comes back by its hash", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        const { path: file, integrity } = await cache.putBytes(bytes);
        expect(integrity).toBe(sri(hashOf("sha256", bytes)));
        expect(await cache.pathOf(integrity)).toBe(file);
        expect(await cache.verify(integrity)).toBe(file);
        expect((await cache.bytesOf(integrity))?.equals(bytes)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("is not there before", async () => {
    expect(await cache.pathOf(sri(hashOf("sha512", "never")))).toBeNull();
  });

  it("heals: what lost its end is not given out, and can be put again", async () => {
    const { path: file, integrity } = await cache.putBytes(Buffer.from("whole"));
    truncateSync(file, 3);
    expect(await cache.pathOf(integrity)).toBeNull();
    expect(existsSync(file)).toBe(false);
    await cache.putBytes(Buffer.from("whole"));
    expect(readFileSync(file, "utf8")).toBe("whole");
    truncateSync(file, 3);
    await cache.putBytes(Buffer.from("whole"));
    expect(readFileSync(file, "utf8")).toBe("whole");
  });

  it("heals: what changed within is found out by reading it", async () => {
    for (const look of ["verify", "bytesOf"] as const) {
      const { path: file, integrity } = await cache.putBytes(Buffer.from("whole"));
      writeFileSync(file, "WHOLE");
      expect(await cache.pathOf(integrity)).toBe(file);
      expect(await cache[look](integrity)).toBeNull();
      expect(existsSync(file)).toBe(false);
    }
  });

  it("is safe with several processes at once", async () => {
    // Two write and read, one keeps cutting files to ten bytes: what is read is whole, or cut by that one.
    const { build } = await import("esbuild");
    const script = path.join(folder, "worker.mjs");
    await build({
      stdin: {
        contents: `
          import { readFileSync, truncateSync } from "node:fs";
          import { ContentCache } from "./src/cache/content-cache.ts";
          const cache = new ContentCache(process.argv[2]);
          for (let round = 0; round < 150; round++) {
            const bytes = Buffer.from("shared " + (round % 3) + " ".repeat(5000));
            const { path, integrity } = await cache.putBytes(bytes);
            const found = await cache.pathOf(integrity);
            if (found !== null) try {
              if (process.argv[3] === "break") truncateSync(found, 10);
              else {
                const got = readFileSync(found);
                if (got.length !== 10 && !got.equals(bytes)) throw new Error("half written: " + got.length);
              }
            } catch (error) { if (error.code !== "ENOENT") throw error; }
          }`,
        resolveDir: path.resolve(import.meta.dirname, "../.."),
      },
      bundle: true,
      platform: "node",
      format: "esm",
      outfile: script,
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    });
    const run = (role: string) =>
      promisify(execFile)(process.execPath, [script, path.join(folder, "shared"), role]);
    await Promise.all([run("use"), run("use"), run("break")]);
    const shared = new ContentCache(path.join(folder, "shared"));
    const { path: file } = await shared.putBytes(Buffer.from("after"));
    expect(readFileSync(file, "utf8")).toBe("after");
    const left = readdirSync(shared.root, { recursive: true }).filter((name) =>
      String(name).includes(".tmp-"),
    );
    expect(left).toEqual([]);
  });

  it("may not be read by others", async () => {
    const { path: file } = await cache.putBytes(Buffer.from("private package"));
    expect(statSync(file).mode & 0o077).toBe(0);
  });
});

describe("facts", () => {
  const schema = z.object({ n: z.number() });

  it("come back by their key, if they still have the shape asked for", async () => {
    await cache.remember("a secret key", { n: 1 });
    expect(await cache.recall("a secret key", schema)).toEqual({ n: 1 });
    expect(await cache.recall("another", schema)).toBeNull();
    expect(await cache.recall("a secret key", z.string())).toBeNull();
    await cache.forget("a secret key");
    expect(await cache.recall("a secret key", schema)).toBeNull();
  });

  it("do not show their key", async () => {
    await cache.remember("a secret key", { n: 1 });
    for (const entry of everyFile()) {
      const file = path.join(entry.parentPath, entry.name);
      expect(file + readFileSync(file, "utf8")).not.toContain("secret");
    }
  });

  it("heal when broken", async () => {
    await cache.remember("key", { n: 1 });
    const [entry] = everyFile();
    writeFileSync(path.join(entry!.parentPath, entry!.name), '{"n":');
    expect(await cache.recall("key", schema)).toBeNull();
    expect(everyFile()).toEqual([]);
  });
});

describe("its place", () => {
  it("is where the XDG specification says", () => {
    expect(ContentCache.atDefault({ XDG_CACHE_HOME: "/c", HOME: "/h" }).root).toBe("/c/mcp-nixgen");
    expect(ContentCache.atDefault({ XDG_CACHE_HOME: "relative", HOME: "/h" }).root).toBe(
      "/h/.cache/mcp-nixgen",
    );
    expect(ContentCache.atDefault({ HOME: "/h" }).root).toBe("/h/.cache/mcp-nixgen");
  });

  it("that is taken by a file, or may not be written, is a clear error", async () => {
    const taken = path.join(folder, "file");
    writeFileSync(taken, "");
    const error = await new ContentCache(path.join(taken, "x"))
      .putBytes(Buffer.from("x"))
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "E_CACHE", hint: expect.stringContaining("XDG_CACHE_HOME") });
    if (process.getuid?.() === 0) return console.warn("NOT CHECKED: root may write everywhere");
    const closed = mkdtempSync(path.join(folder, "closed-"));
    chmodSync(closed, 0o500);
    await expect(new ContentCache(closed).putBytes(Buffer.from("x"))).rejects.toMatchObject({
      code: "E_CACHE",
    });
  });
});

describe("integrity", () => {
  const [weak, strong, other] = [hashOf("sha1", "x"), hashOf("sha512", "x"), hashOf("sha512", "y")].map(sri);

  it("counts by its strongest algorithm", () => {
    expect(strongest(`${weak} ${strong}?option sha3-unknown ${other}`).map(sri)).toEqual([strong, other]);
    expect(strongest(weak!).map(sri)).toEqual([weak]);
  });

  it("without a hash we know is an error", () => {
    for (const text of ["", "  ", "sha3-abc", "rubbish"]) {
      expect(() => strongest(text)).toThrow(expect.objectContaining({ code: "E_HASH" }));
    }
  });
});
