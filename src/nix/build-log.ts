import type { NixLogMessage } from "./internal-json.ts";

/** What happens during a build, for a progress display. `name` is the derivation's, such as `firecrawl-mcp-3.22.2`. */
export type BuildEvent =
  | { type: "build-started"; drv: string; name: string }
  | { type: "build-stopped"; drv: string; name: string }
  | { type: "phase"; drv: string; name: string; phase: string }
  | { type: "log"; drv: string; name: string; line: string }
  | { type: "progress"; done: number; expected: number; running: number; failed: number }
  | { type: "message"; level: number; text: string };

/** A fixed-output derivation whose output has another hash than the expression says. Hashes as Nix prints them (SRI). */
export type HashMismatch = { drv: string; name: string; specified: string; got: string };

/** A derivation whose builder failed, with the end of its log. */
export type FailedBuild = { drv: string; name: string; reason: string; log: readonly string[] };

/** How many lines of a failed build's log are kept. */
export const keptLogLines = 30;

/** Follows one run of `nix-build`: turns its messages into events and remembers what an error report needs. */
export class BuildLog {
  readonly mismatches: HashMismatch[] = [];
  readonly failures: FailedBuild[] = [];
  /** Every error message of Nix, oldest first. */
  readonly errors: string[] = [];
  readonly #running = new Map<string, string>();
  readonly #tails = new Map<string, string[]>();

  /** The event that a message stands for, if any. */
  add(message: NixLogMessage): BuildEvent | undefined {
    switch (message.type) {
      case "build-started":
        this.#running.set(message.id, message.drv);
        this.#tails.set(message.drv, []);
        return { type: "build-started", ...named(message.drv) };
      case "stopped": {
        const drv = this.#running.get(message.id);
        this.#running.delete(message.id);
        return drv === undefined ? undefined : { type: "build-stopped", ...named(drv) };
      }
      case "phase": {
        const drv = this.#running.get(message.id);
        return drv === undefined ? undefined : { type: "phase", ...named(drv), phase: message.phase };
      }
      case "log-line": {
        const drv = this.#running.get(message.id);
        if (drv === undefined) return undefined;
        this.#keep(drv, message.line);
        return { type: "log", ...named(drv), line: message.line };
      }
      case "message":
        if (message.level === 0) this.#addError(message.text);
        return message;
      case "progress":
        return message;
    }
  }

  #keep(drv: string, line: string): void {
    const tail = this.#tails.get(drv);
    if (tail === undefined) return;
    tail.push(line);
    if (tail.length > keptLogLines) tail.shift();
  }

  #addError(text: string): void {
    this.errors.push(text);
    const mismatch = readHashMismatch(text);
    if (mismatch !== undefined) {
      this.mismatches.push(mismatch);
      return;
    }
    const drv = failedDerivation(text);
    const log = drv === undefined ? undefined : this.#tails.get(drv);
    // A derivation that only waited for a failed one was never started, and is not the cause.
    if (drv === undefined || log === undefined || this.failures.some((failure) => failure.drv === drv))
      return;
    this.failures.push({ ...named(drv), reason: reasonOf(text), log });
  }
}

/** Reads Nix's "hash mismatch in fixed-output derivation" (the same words since 2.4). */
export function readHashMismatch(text: string): HashMismatch | undefined {
  const match =
    /hash mismatch in fixed-output derivation '([^']+)'[\s\S]*?specified:\s+(\S+)\s+got:\s+(\S+)/.exec(text);
  if (match === null) return undefined;
  const [, drv = "", specified = "", got = ""] = match;
  return { ...named(drv), specified, got };
}

/** `/nix/store/<hash>-<name>.drv` → `<name>`. */
export function derivationName(drv: string): string {
  return drv.replace(/^.*\/[0-9a-z]{32}-/, "").replace(/\.drv$/, "");
}

function named(drv: string): { drv: string; name: string } {
  return { drv, name: derivationName(drv) };
}

/** "builder for '…' failed with exit code 1" (to 2.30), "Cannot build '…'. Reason: …" (2.31 on). */
function failedDerivation(text: string): string | undefined {
  return /(?:builder for|Cannot build|cannot build)\s+'([^']+\.drv)'/.exec(text)?.[1];
}

function reasonOf(text: string): string {
  return (/(failed with exit code \d+|failed due to signal \d+[^;\n]*|failed to produce output path[^\n]*)/.exec(
    text,
  )?.[1] ?? text.replace(/^error:\s*/, "").split("\n")[0]) as string;
}
