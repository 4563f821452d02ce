import { stat } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "../../src/config/manifest-schema.ts";
import { type Disk, realDisk } from "../../src/deploy/disk.ts";
import { type Home, makeHome, manifestOf, outcome } from "./setting.ts";

/** What stops a run: at the step of this number nothing, or half of it, is done. */
interface Fault {
  readonly at: number;
  readonly half: boolean;
  /** killed: nothing works afterwards. full: that step says so, and the others go on. */
  readonly kind: "killed" | "full";
}

class Killed extends Error {}

/** A disk that fails at one writing step. `steps`: how many there were. */
function faultyDisk(fault: Fault): { readonly disk: Disk; readonly steps: () => number } {
  let step = 0;
  let dead = false;
  const guarded = async <T>(work: () => Promise<T>, half: () => Promise<unknown>): Promise<T> => {
    if (dead) throw new Killed();
    if (step++ !== fault.at) return work();
    dead = fault.kind === "killed";
    if (fault.half) await half();
    throw dead ? new Killed() : Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  };
  const nothing = async () => {};
  const disk: Disk = {
    ...realDisk,
    mkdir: (path) =>
      guarded(
        () => realDisk.mkdir(path),
        () => realDisk.mkdir(path),
      ),
    create: (path, bytes, owner) =>
      guarded(
        () => realDisk.create(path, bytes, owner),
        () => realDisk.create(path, bytes.subarray(0, bytes.length >> 1), { mode: 0o600 }),
      ),
    rename: (from, to) =>
      guarded(
        () => realDisk.rename(from, to),
        // Done, but nobody lived to hear of it.
        fault.kind === "killed" ? () => realDisk.rename(from, to) : nothing,
      ),
    remove: (path) =>
      guarded(() => realDisk.remove(path), fault.kind === "killed" ? () => realDisk.remove(path) : nothing),
    rmdir: (path) => guarded(() => realDisk.rmdir(path), nothing),
    // A full disk does not refuse this one.
    syncFolder: (path) =>
      fault.kind === "killed" ? guarded(() => realDisk.syncFolder(path), nothing) : realDisk.syncFolder(path),
  };
  return { disk, steps: () => step };
}

const users: Readonly<Record<string, string>> = {
  ".claude.json": '{\r\n\t"a": 1, // ends\r\n}\r\n'.replace(" // ends", ""),
  ".config/zed/settings.json": '// mine\n{\n  "theme": "x", // dark\n}\n',
  ".config/amp/settings.json": "",
};

const first = manifestOf(["claude-code", "zed", "amp", "cursor"], { one: {}, two: {} });
const second = manifestOf(["claude-code", "amp", "crush"], {
  two: { transport: "http", url: "http://127.0.0.1:1/mcp" },
  three: {},
});

/** From what, to what: everything deploy does is in one of them. */
const moves: readonly (readonly [string, Manifest | null, Manifest | null])[] = [
  ["nothing to some", null, first],
  ["some to others", first, second],
  ["some to nothing", first, null],
];

let home: Home;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.remove());

async function startFrom(manifest: Manifest | null): Promise<void> {
  await home.remove();
  for (const [path, text] of Object.entries(users)) await home.write(path, text);
  if (manifest !== null) await home.deploy(manifest);
}

/** Files that matter to somebody: a temporary one is in nobody's way until the next run. */
const withoutTraces = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith("/") && !path.endsWith(".tmp")));

describe.each(moves)("from %s", (_, from, to) => {
  it.each([
    ["killed", false],
    ["killed", true],
    ["full", false],
    ["full", true],
  ] as const)(
    "%s at any step (half done: %s): each file is old or new, and the next run heals",
    async (kind, half) => {
      await startFrom(from);
      const old = withoutTraces(await home.files());
      await home.deploy(to);
      const settled = await home.files();
      const now = withoutTraces(settled);

      let at = 0;
      for (; ; at++) {
        await startFrom(from);
        const { disk, steps } = faultyDisk({ at, half, kind });
        const end = await home.deploy(to, { disk }).catch((error: unknown) => error);
        if (steps() <= at) break;
        const left = withoutTraces(await home.files());
        for (const path of new Set([...Object.keys(old), ...Object.keys(now), ...Object.keys(left)])) {
          expect([old[path], now[path]], `step ${at}: ${path}`).toContain(left[path]);
        }
        if (kind === "full") {
          const temporary = Object.keys(await home.files()).filter((path) => path.endsWith(".tmp"));
          expect(temporary, `step ${at}`).toEqual([]);
        } else expect(end, `step ${at}`).toBeInstanceOf(Error);

        const next = await home.deploy(to);
        expect(next.files.filter(({ problem }) => problem !== undefined)).toEqual([]);
        expect(Object.values(outcome(next)).flat().join(), `step ${at}`).not.toMatch(/conflict|adopt/);
        expect(withoutTraces(await home.files()), `step ${at}`).toEqual(now);
        expect(Object.keys(await home.files()).filter((path) => path.endsWith(".tmp"))).toEqual([]);
        await home.deploy(null);
        expect(withoutTraces(await home.files()), `step ${at}`).toEqual(users);
      }
      // So many steps there are at least: fewer would mean that the disk was gone round.
      expect(at).toBeGreaterThan(8);
    },
  );
});

// Two machines that lose their power twice in a row are rare, but what is ours is never forgotten over it.
describe.each(moves)("from %s, killed twice", (_, from, to) => {
  it("at any two steps, done or half done: the third run heals", async () => {
    await startFrom(from);
    await home.deploy(to);
    const now = withoutTraces(await home.files());
    const killedAt = async (at: number, half: boolean, target: Manifest | null) => {
      const { disk, steps } = faultyDisk({ at, half, kind: "killed" });
      await home.deploy(target, { disk }).catch(() => {});
      return steps() > at;
    };
    let pairs = 0;
    for (let one = 0, more = true; more; one++) {
      for (let two = one % 3; more; two += 3) {
        const half = (one + two) % 2 === 0;
        await startFrom(from);
        more = await killedAt(one, half, to);
        // Every other time the second run is on its way back.
        const back = (one + two) % 4 < 2;
        if (!(await killedAt(two, !half, back ? from : to))) break;
        pairs++;
        const next = await home.deploy(to);
        const said = Object.values(outcome(next)).flat().join();
        expect(said, `steps ${one} and ${two}`).not.toMatch(/conflict|adopt|same|E_/);
        expect(withoutTraces(await home.files()), `steps ${one} and ${two}`).toEqual(now);
        await home.deploy(null);
        expect(withoutTraces(await home.files()), `steps ${one} and ${two}`).toEqual(users);
      }
    }
    expect(pairs).toBeGreaterThan(30);
  });
});

describe("an app that writes at the same time", () => {
  const users = '{"mcpServers": {}, "starts": 1}';
  const theirs = '{"mcpServers": {"theirs": {"command": "y"}}, "starts": 2}';

  /** Writes once, when our bytes are already beside its file. */
  function interfering(times: number): Disk {
    let count = 0;
    return {
      ...realDisk,
      create: async (path, bytes, owner) => {
        await realDisk.create(path, bytes, owner);
        if (path.includes(".claude.json.mcp-nixgen-") && count++ < times) {
          await home.write(".claude.json", theirs.replace("2", String(count + 1)));
        }
      },
    };
  }

  it("keeps what it wrote, and gets ours", async () => {
    await home.write(".claude.json", users);
    await home.deploy(first, { disk: interfering(1), only: ["claude-code"] });
    const { mcpServers, starts } = JSON.parse(await home.read(".claude.json"));
    expect([Object.keys(mcpServers), starts]).toEqual([["theirs", "one", "two"], 2]);
    await home.deploy(null);
    expect(await home.read(".claude.json")).toBe(theirs);
  });

  it("all the time is left alone", async () => {
    await home.write(".claude.json", users);
    const plan = await home.deploy(first, { disk: interfering(1000), only: ["claude-code"] });
    expect(plan.files[0]?.problem?.message).toBe("somebody else keeps writing it");
    expect(JSON.parse(await home.read(".claude.json")).mcpServers).toEqual({ theirs: { command: "y" } });
    expect(Object.keys(await home.files())).toEqual([".claude.json"]);
    await expect(stat(`${home.folder}/backups`).then(({ size }) => size)).resolves.toBeGreaterThan(0);
  });
});
