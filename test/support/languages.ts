import { fileURLToPath } from "node:url";
import { execaSync } from "execa";
import { describe } from "vitest";

// What tests of Go and Python need of the machine. Where it is missing they are skipped, and it is said once a file;
// `.ci/run` sets MCP_NIXGEN_REQUIRE_LANGUAGES=1, which makes it a failure.

const findPython = fileURLToPath(new URL("../nixpkgs/python/interpreter/find-python.sh", import.meta.url));

/** What a program prints; null when it is not there or fails. */
function said(program: string, args: readonly string[]): string | null {
  const { exitCode, stdout } = execaSync(program, args, { reject: false });
  return exitCode === 0 ? stdout : null;
}

/** Go 1.24: what the modules of these tests ask for at most. */
function hasGo(): boolean {
  const [, minor] = /^go1\.(\d+)/.exec(said("go", ["env", "GOVERSION"]) ?? "") ?? [];
  return Number(minor ?? 0) >= 24;
}

/** pip 22.2: the first with `--report`. */
function hasPip(): boolean {
  const [, major, minor] = /^pip (\d+)\.(\d+)/.exec(said("python3", ["-m", "pip", "--version"]) ?? "") ?? [];
  return Number(major ?? 0) > 22 || (major === "22" && Number(minor) >= 2);
}

function hasPython313(): boolean {
  return said("bash", ["-c", '. "$1" && findPython 3.13', "bash", findPython]) !== null;
}

type Suite = typeof describe.skip;

function suite(what: string, isThere: boolean, base: Suite): Suite {
  if (isThere) return base;
  const message = `NOT CHECKED, for want of ${what}`;
  if (process.env.MCP_NIXGEN_REQUIRE_LANGUAGES === "1") throw new Error(message);
  process.stderr.write(`${message}\n`);
  return describe.skip;
}

/** `describe`, or `base`, for suites that run the go command. */
export const describeGo = (base: Suite = describe): Suite => suite("Go 1.24 or newer", hasGo(), base);

/** `describe` for suites that ask pip, for a resolution or for the index that it has built in. */
export const describePip = (base: Suite = describe): Suite =>
  suite("python3 with pip 22.2 or newer", hasPip(), base);

/** `describe` for suites that build with the stand-in's Python 3.13, which is the host's. */
export const describePython = (base: Suite = describe): Suite =>
  suite("Python 3.13 and a python3 with pip", hasPip() && hasPython313(), base);
