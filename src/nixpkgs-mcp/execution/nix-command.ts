import { execa } from "execa";
import { UserError } from "../../errors.ts";
import { BuildLog } from "../../nix/build-log.ts";
import type { NixProgram } from "../../nix/find-nix.ts";
import { createLogReader } from "../../nix/internal-json.ts";
import { programPath } from "../../nix/run.ts";
import { nixFailure } from "./nix-failure.ts";
import { NixProgress } from "./nix-progress.ts";
import type { ExecutionProgress } from "./types.ts";

export interface NixRun {
  readonly nix: NixProgram;
  /** Further options for every run (`--option sandbox false`). */
  readonly options: readonly string[];
  /** The package it is for, as errors name it. */
  readonly attr: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly onProgress?: ((progress: ExecutionProgress) => void) | undefined;
}

/** Nix's own cap on one line is far above; this one bounds what a strange builder can make us keep. */
const LONGEST_LINE = 1_000_000;

/**
 * Runs the `nix` command (subcommand first) and gives its standard output. Killing it lets Nix stop its builders first.
 *
 * @throws UserError as `nixFailure`, `E_NIX_TIMEOUT`; the signal's reason when aborted
 */
export async function runNix(args: readonly string[], run: NixRun): Promise<string> {
  const { nix, signal, timeoutMs } = run;
  signal?.throwIfAborted();
  const log = new BuildLog();
  const readLine = createLogReader();
  const progress = new NixProgress();
  const others: string[] = [];
  const subprocess = execa(
    programPath(nix, "nix"),
    [
      ...args,
      "--extra-experimental-features",
      "nix-command flakes",
      "--log-format",
      "internal-json",
      "--no-write-lock-file",
      ...run.options,
    ],
    {
      env: run.env,
      extendEnv: false,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
      stdin: "ignore",
      reject: false,
      timeout: timeoutMs,
      forceKillAfterDelay: 5_000,
      buffer: { stdout: true, stderr: false },
      maxBuffer: 64_000_000,
    },
  );
  for await (const line of subprocess.iterable({ from: "stderr" })) {
    if (line.length > LONGEST_LINE) continue;
    const step = progress.add(line);
    if (step !== undefined) run.onProgress?.(step);
    const message = readLine(line);
    if (message === undefined) continue;
    if (message.type === "message" && others.push(message.text) > 50) others.shift();
    log.add(message);
  }
  const result = await subprocess;
  signal?.throwIfAborted();
  if (result.timedOut) throw tooLong(run);
  if (result.exitCode !== 0)
    throw nixFailure(run.attr, log, others.join("\n") || (result.shortMessage ?? ""));
  return result.stdout ?? "";
}

function tooLong({ attr, timeoutMs }: NixRun): UserError {
  return new UserError(`Nix did not finish ${attr} within ${Math.round(timeoutMs / 1000)} seconds`, {
    code: "E_NIX_TIMEOUT",
    hint: "Run it again: what was fetched and built is kept. A longer limit can be set for builds.",
  });
}
