import { join } from "node:path";
import { describe } from "vitest";

/**
 * The environment variable through which the global set-up (`nix-setup.ts`) tells every test the prefix
 * of the Nix it found or made. Empty or unset: there is none, and `nix-setup.ts` has said so.
 */
export const testNixVariable = "MCP_NIXGEN_TEST_NIX";

/** A Nix for tests: the folder that holds `nix`, `nix-build`, …, and an environment with it first on PATH. */
export type TestNix = { readonly bin: string; readonly env: Record<string, string> };

/** The Nix that tests use, or null when this machine has none (the global set-up has printed why). */
export function nixEnv(): TestNix | null {
  const prefix = process.env[testNixVariable];
  if (prefix === undefined || prefix === "") return null;
  const bin = join(prefix, "bin");
  return { bin, env: { ...definedEnv(), PATH: `${bin}:${process.env.PATH ?? ""}` } };
}

/** The folder that holds the `nix` programs, or null. */
export function nixOrNull(): string | null {
  return nixEnv()?.bin ?? null;
}

/** Like `nixEnv`, for code that only runs where there is a Nix. Throws otherwise. */
export function requireNix(): TestNix {
  const nix = nixEnv();
  if (nix === null)
    throw new Error("this test needs Nix: run `scripts/get-nix.sh`, or unset MCP_NIXGEN_NO_NIX");
  return nix;
}

/**
 * `describe` for suites that need Nix. Without one they are reported as skipped, and the global set-up
 * has said so in plain words; `.ci/run` sets MCP_NIXGEN_REQUIRE_NIX=1, which makes it a failure.
 */
export const describeNix: typeof describe.skip = nixOrNull() === null ? describe.skip : describe;

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
