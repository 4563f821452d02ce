import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startOfProcess } from "../../src/config/process-alive.ts";
import { projectLockPath, withProjectLock } from "../../src/config/project-lock.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mcp-nixgen-busy-"));
});
afterEach(() => rm(root, { recursive: true }));

const holder = (fields: object) =>
  writeFile(
    projectLockPath(root),
    JSON.stringify({
      token: "t",
      pid: process.pid,
      host: hostname(),
      started: startOfProcess(process.pid),
      ...fields,
    }),
  );

describe("the project's lock", () => {
  it("lets one in at a time and leaves nothing behind", async () => {
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      [0, 1, 2, 3].map((number) =>
        withProjectLock(root, async () => {
          most = Math.max(most, ++inside);
          await sleep(30);
          order.push(number);
          inside--;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(order.sort()).toEqual([0, 1, 2, 3]);
    expect(await readdir(root)).toEqual([]);
  });

  it("is released when the work fails", async () => {
    await expect(withProjectLock(root, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withProjectLock(root, async () => 7)).toBe(7);
  });

  it("waits, tells of it once, and gives up", async () => {
    await holder({});
    const told: number[] = [];
    const waiting = withProjectLock(root, async () => 1, {
      patience: 350,
      onWait: ({ pid }) => told.push(pid),
    });
    await expect(waiting).rejects.toMatchObject({ code: "E_BUSY", where: projectLockPath(root) });
    expect(told).toEqual([process.pid]);
  });

  it("stops waiting when aborted", async () => {
    await holder({});
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(withProjectLock(root, async () => 1, { signal: controller.signal })).rejects.toThrow();
  });

  it("takes over from a process that is dead", async () => {
    const { pid } = await new Promise<{ pid: number }>((resolve) => {
      const child = execa(process.execPath, ["-e", "0"]);
      child.then(() => resolve({ pid: child.pid as number }));
    });
    await holder({ pid });
    expect(await withProjectLock(root, async () => 1, { patience: 1000 })).toBe(1);
  });

  it("takes over when the process number has gone to another process", async () => {
    if (startOfProcess(process.pid) === null) {
      console.warn("not checked: this system does not tell when a process began");
      return;
    }
    await holder({ started: "1" });
    expect(await withProjectLock(root, async () => 1, { patience: 1000 })).toBe(1);
  });

  it("trusts another machine's lock while it gives signs of life", async () => {
    await holder({ host: "elsewhere", pid: 1 });
    await expect(withProjectLock(root, async () => 1, { patience: 200 })).rejects.toMatchObject({
      code: "E_BUSY",
    });
    const aged = (seconds: number) => {
      const then = new Date(Date.now() - seconds * 1000);
      return utimes(projectLockPath(root), then, then);
    };
    await aged(25);
    await expect(withProjectLock(root, async () => 1, { patience: 200 })).rejects.toMatchObject({
      code: "E_BUSY",
    });
    // Well within the minute that `deploy` waits.
    await aged(31);
    expect(await withProjectLock(root, async () => 1, { patience: 1000 })).toBe(1);
  });

  it("takes over a file that was never written, once it is old", async () => {
    await writeFile(projectLockPath(root), "");
    await expect(withProjectLock(root, async () => 1, { patience: 200 })).rejects.toMatchObject({
      code: "E_BUSY",
    });
    const before = new Date(Date.now() - 20_000);
    await utimes(projectLockPath(root), before, before);
    expect(await withProjectLock(root, async () => 1, { patience: 1000 })).toBe(1);
  });

  it("lets only one of many take a dead lock over", async () => {
    await holder({ started: "1", pid: 2 ** 22 - 3 });
    let inside = 0;
    await Promise.all(
      Array.from({ length: 12 }, () =>
        withProjectLock(root, async () => {
          expect(++inside).toBe(1);
          await sleep(5);
          inside--;
        }),
      ),
    );
  });
});
