import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { testNixVariable } from "./nix.ts";

/**
 * Vitest's global set-up: one Nix for the whole run. The machine's own when it is new enough, else a
 * private one (`scripts/get-nix.sh` makes it in about ten seconds, and only once).
 *
 * MCP_NIXGEN_NO_NIX=1 leaves Nix out; MCP_NIXGEN_REQUIRE_NIX=1 fails the run when there is none.
 */
export default async function setUpNix(): Promise<void> {
  if (process.env[testNixVariable]) return;
  if (process.env.MCP_NIXGEN_NO_NIX === "1") return withoutNix("MCP_NIXGEN_NO_NIX=1 is set");
  const script = fileURLToPath(new URL("../../scripts/get-nix.sh", import.meta.url));
  const result = await execa(script, { stderr: ["inherit", "pipe"], reject: false });
  if (result.exitCode !== 0)
    return withoutNix(result.stderr || (result.shortMessage ?? "scripts/get-nix.sh failed"));
  process.env[testNixVariable] = result.stdout.trim();
}

function withoutNix(reason: string): void {
  if (process.env.MCP_NIXGEN_REQUIRE_NIX === "1")
    throw new Error(`tests need Nix, and there is none: ${reason}`);
  process.stderr.write(`\nTests that need Nix DO NOT RUN: ${reason}\n\n`);
}
