import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describe } from "vitest";

/** Where a program is on PATH, or null. */
export function findProgram(name: string): string | null {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    try {
      const path = join(folder, name);
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/**
 * `describe` for what needs programs of the host. Where one is missing the suite is skipped, and one line
 * says so; with MCP_NIXGEN_REQUIRE_PROVIDERS=1, as in CI, that is a failure.
 */
export function describeWith(programs: readonly string[], name: string, suite: () => void): void {
  const missing = programs.filter((program) => findProgram(program) === null);
  if (missing.length === 0) {
    describe(name, suite);
    return;
  }
  const reason = `NOT CHECKED: ${name}: this machine has no ${missing.join(", ")}`;
  if (process.env.MCP_NIXGEN_REQUIRE_PROVIDERS === "1") throw new Error(reason);
  process.stderr.write(`${reason}\n`);
  describe.skip(name, suite);
}
