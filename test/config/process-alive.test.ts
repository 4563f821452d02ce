import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { fieldsOfStat, isAlive, startOfProcess } from "../../src/config/process-alive.ts";

it.each(["(node)", "(a b)", "(a) S 1 (b)", "(:-))"])(
  "the fields after the command %s are found",
  (command) => {
    expect(fieldsOfStat(`7 ${command} R 1 2 3\n`).slice(0, 3)).toEqual(["R", "1", "2"]);
  },
);

it("a process is alive until it has ended", async () => {
  const child = spawn("cat");
  const pid = child.pid as number;
  expect(isAlive(pid)).toBe(true);
  child.stdin.end();
  await once(child, "exit");
  expect(isAlive(pid)).toBe(false);
  expect(startOfProcess(pid)).toBeNull();
});

it.runIf(process.platform === "linux")("a process began after the one that started it", async () => {
  const child = spawn("cat");
  const own = Number(startOfProcess(process.pid));
  expect(own).toBeGreaterThan(0);
  expect(Number(startOfProcess(child.pid as number))).toBeGreaterThanOrEqual(own);
  child.stdin.end();
  await once(child, "exit");
});
