import { mkdir, mkdtemp, readdir, readFile, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { withProjectLock } from "../../src/config/project-lock.ts";

/** How long processes are started and killed, in milliseconds: a longer run finds more. */
const lasting = Number(process.env.MCP_NIXGEN_STRESS_MS ?? 4_000);
const atOnce = 8;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-killed-"));
  await build({
    entryPoints: [join(import.meta.dirname, "../../src/config/project-lock.ts")],
    outfile: join(folder, "lock.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "error",
  });
});
afterAll(() => rm(folder, { recursive: true }));

/**
 * Takes the lock again and again until it is killed: while it holds it, or at any step on one of the lock's
 * files; each such step may also be slow. Most deaths are played (what lies there then is a dead process'
 * lock), because a start of node is dear. The marker is a symbolic link: it is there at once, exclusively,
 * and names its process.
 */
const worker = `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const [folder, end] = process.argv.slice(1);
const root = folder + "/root";
const real = { ...fs };
const die = () => process.kill(process.pid, "SIGKILL");
const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * 15);

for (const name of ["linkSync", "unlinkSync", "openSync", "writeFileSync", "readFileSync"]) {
  fs[name] = (...given) => {
    if (!String(given[0]).includes(".mcp-nixgen.lock")) return real[name](...given);
    if (Math.random() < 0.15) pause();
    if (Math.random() < 0.001) die();
    const result = real[name](...given);
    if (Math.random() < 0.001) die();
    return result;
  };
}
for (const name of ["link", "unlink", "rm", "rename", "open", "readFile"]) {
  const slow = fs.promises[name];
  fs.promises[name] = async (...given) => {
    if (String(given[0]).includes(".mcp-nixgen.lock") && Math.random() < 0.3) await sleep(Math.random() * 30);
    return slow(...given);
  };
}
syncBuiltinESMExports();

// Whoever was killed and waits to be reaped writes no more: its lock may be taken.
const isZombie = (pid) => { try { return real.readFileSync("/proc/" + pid + "/stat", "latin1").includes(") Z "); } catch { return false; } };
const lives = (pid) => { try { return !isZombie(pid) && process.kill(pid, 0); } catch { return false; } };
const mark = () => {
  try {
    real.symlinkSync(String(process.pid), folder + "/marker");
  } catch {
    let other = "0";
    try { other = real.readlinkSync(folder + "/marker"); } catch {}
    if (other === "0" || lives(Number(other))) real.appendFileSync(folder + "/overlaps", process.pid + " and " + other + "\\n");
    else { real.rmSync(folder + "/marker"); mark(); }
  }
};

const { withProjectLock, projectLockPath } = await import(folder + "/lock.mjs");
while (Date.now() < Number(end)) {
  await withProjectLock(root, async () => {
    mark();
    await sleep(Math.random() * 4);
    real.appendFileSync(folder + "/runs", ".");
    const fate = Math.random();
    if (fate < 0.03) die();
    real.rmSync(folder + "/marker", { force: true });
    if (fate < 0.06) die();
    if (fate > 0.4) return;
    const corpse = folder + "/corpse." + process.pid;
    real.writeFileSync(corpse, JSON.stringify({ token: String(Math.random()), pid: 2 ** 22 + 1, host: hostname(), started: null }));
    real.renameSync(corpse, projectLockPath(root));
  });
}
`;

it("killed holders and killed takers: never two at once, and nothing stays", {
  // A second try would hide what was found.
  timeout: lasting + 40_000,
  retry: 0,
}, async () => {
  const root = join(folder, "root");
  await mkdir(root);
  const end = Date.now() + lasting;
  let killed = 0;
  const keepOne = async () => {
    while (Date.now() < end - 300) {
      const { signal, exitCode, stderr } = await execa(
        process.execPath,
        ["--input-type=module", "-e", worker, folder, String(end)],
        { reject: false, timeout: lasting + 20_000 },
      );
      if (signal === "SIGKILL") killed++;
      else expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      await sleep(Math.random() * 20);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, keepOne));

  const read = (name: string) => readFile(join(folder, name), "utf8").catch(() => "");
  const runs = (await read("runs")).length;
  const left = await readdir(root);
  if (process.env.MCP_NIXGEN_STRESS_MS !== undefined) console.info({ runs, killed, left });
  expect(await read("overlaps")).toBe("");
  expect(killed).toBeGreaterThan(0);
  expect(runs).toBeGreaterThan(20);

  // A file that was made and not yet written is given some seconds; they pass at once here.
  const before = new Date(Date.now() - 20_000);
  for (const name of left) await utimes(join(root, name), before, before);
  await withProjectLock(root, async () => {}, { patience: 1_000 });
  expect(await readdir(root)).toEqual([]);
});
