import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa, execaSync } from "execa";
import { describe } from "vitest";

const sources = fileURLToPath(new URL("../../modules/guard", import.meta.url));

/** Whether this machine can compile and run the guard. */
export const canBuildGuard =
  process.platform === "linux" && execaSync("make", ["--version"], { reject: false }).exitCode === 0
    ? execaSync("cc", ["--version"], { reject: false }).exitCode === 0
    : false;

let built: Promise<string> | undefined;

/** The guard, compiled once a test file from modules/guard with every warning an error. Gives its path. */
export function builtGuard(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "mcp-guard-"));
  await execa("cp", ["-r", `${sources}/.`, folder]);
  const flags = ["CFLAGS=-O2 -Wall -Wextra -Wconversion -Werror", "LDFLAGS=-static", "VERSION=test"];
  await execa("make", ["--always-make", "-s", "-C", folder, ...flags]);
  return join(folder, "mcp-guard");
}

/** `describe` for suites that run the guard. Where it cannot be compiled they are skipped, and it says so. */
export function describeGuard(name: string, suite: () => void): void {
  if (!canBuildGuard && process.env.MCP_NIXGEN_REQUIRE_SYSTEMD === "1")
    throw new Error("the guard's tests need make and a C compiler");
  if (!canBuildGuard) process.stderr.write("NOT CHECKED: the guard, for want of make and a C compiler\n");
  (canBuildGuard ? describe : describe.skip)(name, suite);
}

/** The live processes whose environment has the variable: a whole tree, whoever its parents are now. */
export function processesWith(variable: string): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(variable) && !isZombie(pid)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

function isZombie(pid: string): boolean {
  return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
}

/** Waits until the condition holds, at most `ms`; gives how long it took, or null when it never did. */
export async function within(ms: number, condition: () => boolean): Promise<number | null> {
  const start = performance.now();
  for (;;) {
    if (condition()) return performance.now() - start;
    if (performance.now() - start > ms) return null;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
