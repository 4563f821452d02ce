import { existsSync, linkSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { claimPath, create, inspect, newHolder, sweep, takeAway } from "../../src/config/lock-takeover.ts";
import { projectLockPath, withProjectLock } from "../../src/config/project-lock.ts";

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return { ...fs, linkSync: vi.fn(fs.linkSync) };
});

let root: string;
let lock: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mcp-nixgen-takeover-"));
  lock = projectLockPath(root);
});
afterEach(() => rm(root, { recursive: true }));

/** Above the largest process number of Linux, and of macOS. */
const nobody = 2 ** 22 + 1;
const dead = (token: string) =>
  `${JSON.stringify({ token, pid: nobody, host: hostname(), started: null })}\n`;
const claimOf = (path: string, token: string) => claimPath(lock, path, token);

async function lieThere(path: string, text: string, ageInSeconds = 0): Promise<void> {
  await writeFile(path, text);
  const then = new Date(Date.now() - ageInSeconds * 1000);
  await utimes(path, then, then);
}

describe("a stale lock that was seen", () => {
  it("is removed, and the claim with it", async () => {
    await lieThere(lock, dead("a"));
    const found = inspect(lock)!;
    expect(found.stale).toBe(true);
    expect(takeAway(lock, lock, found)).toEqual({ isDone: true });
    expect(await readdir(root)).toEqual([]);
  });

  it.each([
    ["a fresh one", () => create(lock, lock, newHolder())],
    ["another dead one", () => lieThere(lock, dead("b"))],
    ["one that is being written", () => lieThere(lock, "")],
  ])("is not taken for %s that came since", async (_, replace) => {
    await lieThere(lock, dead("a"));
    const found = inspect(lock)!;
    await rm(lock);
    await replace();
    const now = readFileSync(lock, "utf8");
    expect(takeAway(lock, lock, found)).toEqual({ isDone: true });
    expect(readFileSync(lock, "utf8")).toBe(now);
    expect(await readdir(root)).toEqual([".mcp-nixgen.lock"]);
  });

  it("of another machine stays when that gave a sign of life since", async () => {
    const text = JSON.stringify({ token: "a", pid: 1, host: "elsewhere", started: null });
    await lieThere(lock, text, 40);
    const found = inspect(lock)!;
    expect(found.stale).toBe(true);
    await utimes(lock, new Date(), new Date());
    takeAway(lock, lock, found);
    expect(readFileSync(lock, "utf8")).toBe(text);
  });

  it("is left to a living process that claims it", async () => {
    await lieThere(lock, dead("a"));
    const other = newHolder();
    create(lock, claimOf(lock, "a"), other);
    expect(takeAway(lock, lock, inspect(lock)!)).toEqual({ isDone: false, by: other });
    expect(readFileSync(lock, "utf8")).toBe(dead("a"));
    await expect(withProjectLock(root, async () => 1, { patience: 150 })).rejects.toMatchObject({
      code: "E_BUSY",
    });
  });
});

describe("what killed processes left", () => {
  it("is a claim, a claim on that claim, and so on: all are taken over", async () => {
    await lieThere(lock, dead("a"));
    const first = claimOf(lock, "a");
    await lieThere(first, dead("b"));
    const second = claimOf(first, "b");
    await lieThere(second, dead("c"));
    expect(takeAway(lock, lock, inspect(lock)!)).toEqual({ isDone: true });
    expect(await readdir(root)).toEqual([]);
  });

  it("is swept by the next run, whatever part it is", async () => {
    await lieThere(claimOf(lock, "gone"), dead("b"));
    await lieThere(`${lock}.ffff`, dead("c"));
    await lieThere(`${lock}.half`, '{"token"', 20);
    await lieThere(`${lock}.empty`, "", 20);
    await withProjectLock(root, async () => {
      expect(await readdir(root)).toEqual([".mcp-nixgen.lock"]);
    });
    expect(await readdir(root)).toEqual([]);
  });

  it("is told from what living ones are just writing, and from other files", async () => {
    const kept = [`${lock}.writing`, `${lock}.living`, `${root}/.mcp-nixgen.locks`];
    await lieThere(kept[0]!, "");
    await lieThere(kept[1]!, JSON.stringify(newHolder()), 600);
    await lieThere(kept[2]!, dead("a"), 600);
    sweep(lock);
    expect(kept.filter((path) => existsSync(path))).toEqual(kept);
  });
});

describe("release", () => {
  it("leaves a lock that is another's by now", async () => {
    await withProjectLock(root, () => writeFile(lock, dead("x")));
    expect(readFileSync(lock, "utf8")).toBe(dead("x"));
  });
});

describe("a file system without hard links", () => {
  const refusing = () => {
    throw Object.assign(new Error("not here"), { code: "EPERM", syscall: "link" });
  };

  it("has the lock all the same", async () => {
    vi.mocked(linkSync).mockImplementation(refusing);
    try {
      await lieThere(lock, dead("a"));
      const done = [1, 2, 3].map((number) => withProjectLock(root, async () => number));
      expect(await Promise.all(done)).toEqual([1, 2, 3]);
      expect(linkSync).toHaveBeenCalled();
      expect(await readdir(root)).toEqual([]);
      expect(create(lock, lock, newHolder())).toBe(true);
      expect(create(lock, lock, newHolder())).toBe(false);
    } finally {
      vi.mocked(linkSync).mockReset();
    }
  });
});
