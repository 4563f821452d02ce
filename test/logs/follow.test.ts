import { appendFile, mkdir, mkdtemp, rename, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { xdgFolders } from "../../src/config/xdg.ts";
import { clientLogs } from "../../src/logs/client-logs.ts";
import { followFile } from "../../src/logs/follow.ts";
import { logSource } from "../../src/logs/sources.ts";
import { lastLinesOf, lastLinesOfRotated } from "../../src/logs/tail.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "logs-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the last lines", () => {
  it("are those at the end, of any text", async () => {
    const line = fc.string({ unit: "grapheme", maxLength: 9 }).filter((text) => !/[\n\r]/.test(text));
    const path = join(folder, "log");
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.nat(12), fc.boolean(), async (lines, count, ended) => {
        await writeFile(path, lines.join("\n") + (ended && lines.length > 0 ? "\n" : ""));
        const whole = lines.join("\n") + (ended && lines.length > 0 ? "\n" : "");
        const expected = whole.split("\n");
        if (expected.at(-1) === "") expected.pop();
        expect(await lastLinesOf(path, count)).toEqual(count === 0 ? [] : expected.slice(-count));
      }),
      { numRuns: 200 },
    );
  });

  it("are found across blocks, also where a character lies on the edge of one", async () => {
    const path = join(folder, "log");
    const lines = Array.from({ length: 5000 }, (_, index) => `${index} ${"ä".repeat(index % 97)}`);
    await writeFile(path, `${lines.join("\n")}\n`);
    expect(await lastLinesOf(path, 3000)).toEqual(lines.slice(-3000));
  });

  it("begin in the rotated file where the new one has too few", async () => {
    const path = join(folder, "log");
    expect(await lastLinesOfRotated(path, 3)).toBeNull();
    await writeFile(`${path}.1`, "1\n2\n3\n");
    expect(await lastLinesOfRotated(path, 2)).toEqual(["2", "3"]);
    await writeFile(path, "4\n5\n");
    expect(await lastLinesOfRotated(path, 3)).toEqual(["3", "4", "5"]);
    expect(await lastLinesOfRotated(path, 2)).toEqual(["4", "5"]);
  });
});

describe("following", () => {
  it("goes on over a file that comes, grows, is rotated and is cut short", async () => {
    const path = join(folder, "log");
    const seen: string[] = [];
    const stop = new AbortController();
    const until = async (count: number) => {
      for (let turn = 0; turn < 300 && seen.length < count; turn++) await pause(10);
      expect(seen).toHaveLength(count);
    };
    const done = followFile(path, {
      from: 0,
      everyMs: 5,
      signal: stop.signal,
      onLine: (line) => seen.push(line),
    });
    await pause(30);
    await writeFile(path, "1\n");
    await until(1);
    await appendFile(path, "2");
    await pause(20);
    await appendFile(path, "\n");
    await until(2);
    await appendFile(path, "3\n");
    await rename(path, `${path}.1`);
    await pause(20);
    await writeFile(path, "4\n5\n");
    await until(5);
    await truncate(path);
    await pause(30);
    await appendFile(path, "6\n");
    await until(6);
    stop.abort();
    await done;
    expect(seen).toEqual(["1", "2", "3", "4", "5", "6"]);
  });

  it("loses and doubles no line while a writer rotates", async () => {
    const path = join(folder, "log");
    await writeFile(path, "");
    const seen: string[] = [];
    const stop = new AbortController();
    const done = followFile(path, {
      from: 0,
      everyMs: 1,
      signal: stop.signal,
      onLine: (line) => seen.push(line),
    });
    const written: string[] = [];
    for (let index = 0; index < 400; index++) {
      await appendFile(path, `${index}\n`);
      written.push(String(index));
      if (index % 50 === 49) {
        await pause(15);
        await rename(path, `${path}.1`);
      }
    }
    for (let turn = 0; turn < 300 && seen.length < written.length; turn++) await pause(10);
    stop.abort();
    await done;
    expect(seen).toEqual(written);
  });
});

describe("where logs are", () => {
  const common = {
    command: "/w",
    checkSecrets: "/c",
    clients: [],
    secrets: [],
    limits: {},
    package: { name: "x", version: null, path: "/p" },
  };
  const stdio = {
    transport: "stdio" as const,
    ...common,
    args: [],
    env: {},
    scope: true,
    log: "$XDG_STATE_HOME/mcp-nixgen/log/a.log",
  };

  it("depends on the transport", () => {
    const folders = xdgFolders({ HOME: "/h", XDG_STATE_HOME: "relative" });
    expect(logSource("a", stdio, folders)).toEqual({
      kind: "file",
      path: "/h/.local/state/mcp-nixgen/log/a.log",
    });
    expect(logSource("a", stdio, xdgFolders({ HOME: "/h", XDG_STATE_HOME: "/s" }))).toEqual({
      kind: "file",
      path: "/s/mcp-nixgen/log/a.log",
    });
    expect(logSource("a", { ...stdio, log: null }, folders)).toMatchObject({ kind: "none" });
    const http = {
      transport: "http" as const,
      ...common,
      url: "http://127.0.0.1:1/mcp",
      headers: {},
      unit: "mcp-a.service",
      socket: null,
    };
    expect(logSource("a", http, folders)).toEqual({ kind: "journal", unit: "mcp-a.service" });
    expect(logSource("a", { ...http, unit: null }, folders)).toMatchObject({ kind: "none" });
  });

  it("of clients are the newest of this server, on either system", async () => {
    const folders = xdgFolders({ HOME: folder });
    const put = async (path: string, age: number) => {
      const file = join(folder, path);
      await mkdir(join(file, ".."), { recursive: true });
      await writeFile(file, "x");
      await utimes(file, 1e9 - age, 1e9 - age);
      return file;
    };
    expect(await clientLogs("a", folders, "linux")).toEqual([]);
    await put(".cache/claude-cli-nodejs/-home-me-one/mcp-logs-a/2026-01-01.jsonl", 20);
    const newest = await put(".cache/claude-cli-nodejs/-home-me-two/mcp-logs-a/2026-02-01.jsonl", 10);
    await put(".cache/claude-cli-nodejs/-home-me-two/mcp-logs-b/2026-03-01.jsonl", 0);
    const desktop = await put(".config/Claude/logs/mcp-server-a.log", 0);
    expect(await clientLogs("a", folders, "linux")).toEqual([
      { client: "claude-desktop", path: desktop },
      { client: "claude-code", path: newest },
    ]);
    const mac = await put("Library/Logs/Claude/mcp-server-a.log", 0);
    expect(await clientLogs("a", folders, "darwin")).toEqual([{ client: "claude-desktop", path: mac }]);
  });
});
