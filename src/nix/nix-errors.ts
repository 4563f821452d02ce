import { stripVTControlCharacters } from "node:util";
import { UserError } from "../errors.ts";
import { type BuildLog, type FailedBuild, type HashMismatch, keptLogLines } from "./build-log.ts";

/** A build that failed: the fixed-output hashes that were wrong and the builders that failed, as data. */
export class NixBuildError extends UserError {
  readonly mismatches: readonly HashMismatch[];
  readonly failures: readonly FailedBuild[];

  constructor(
    message: string,
    options: ConstructorParameters<typeof UserError>[1] & {
      mismatches?: readonly HashMismatch[];
      failures?: readonly FailedBuild[];
    },
  ) {
    super(message, options);
    this.name = "NixBuildError";
    this.mismatches = options.mismatches ?? [];
    this.failures = options.failures ?? [];
  }
}

/**
 * What `nix-build` failed with, the cause before its consequences: `E_NIX_HASH` (a fixed-output
 * derivation has another hash), `E_NIX_BUILD` (a builder failed; the end of its log is in the message),
 * `E_NIX_EVAL` (the expression is wrong; `where` is its place if Nix says one).
 */
export function buildError(log: BuildLog, otherOutput: string): NixBuildError {
  const [mismatch] = log.mismatches;
  if (mismatch !== undefined) {
    const lines = log.mismatches.map(
      ({ name, specified, got }) => `${name}: hash mismatch\n  specified: ${specified}\n  got:       ${got}`,
    );
    return new NixBuildError(lines.join("\n"), {
      code: "E_NIX_HASH",
      where: mismatch.drv,
      hint: "What was fetched is not what the lock says: run `mcp-nixgen prefetch`, and look why it changed.",
      mismatches: log.mismatches,
      failures: log.failures,
    });
  }
  const [failure] = log.failures;
  if (failure !== undefined) {
    const parts = log.failures.map(({ name, reason, log: tail }) =>
      [`${name}: the build ${reason}`, ...tail.map((line) => `  ${line}`)].join("\n"),
    );
    return new NixBuildError(parts.join("\n"), {
      code: "E_NIX_BUILD",
      where: failure.drv,
      hint: `The last ${keptLogLines} lines are shown; \`nix-store --read-log ${failure.drv}\` prints all.`,
      failures: log.failures,
    });
  }
  const text = log.errors.join("\n") || otherOutput;
  return new NixBuildError(withoutPrefix(text), { code: "E_NIX_EVAL", where: placeIn(text) });
}

/** An error of `nix-instantiate` (`E_NIX_PARSE`, `E_NIX_EVAL`) with the place it names. */
export function evaluationError(code: "E_NIX_PARSE" | "E_NIX_EVAL", stderr: string): UserError {
  const text = stripVTControlCharacters(stderr).trim();
  return new UserError(withoutPrefix(text), { code, where: placeIn(text) });
}

/** The last place an error names is where it happened; those before are the way there. */
function placeIn(text: string): string | undefined {
  return [...text.matchAll(/\bat (\S+:\d+:\d+)/g)].at(-1)?.[1];
}

function withoutPrefix(text: string): string {
  return text.replace(/^error:\s*/, "").trimEnd() || "Nix failed without a message";
}
