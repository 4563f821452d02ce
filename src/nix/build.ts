import { execa } from "execa";
import { type BuildEvent, BuildLog } from "./build-log.ts";
import type { NixProgram } from "./find-nix.ts";
import { createLogReader } from "./internal-json.ts";
import { buildError } from "./nix-errors.ts";
import {
  executionOptions,
  type NixArguments,
  type NixRunOptions,
  type NixSource,
  programPath,
  sourceArguments,
} from "./run.ts";

type NixBuildOptions = NixRunOptions &
  NixArguments & {
    /** A symlink to make to the result, which also protects it from garbage collection; none by default. */
    readonly outLink?: string | undefined;
    /** Go on with what does not depend on a failed build (`--keep-going`). */
    readonly keepGoing?: boolean | undefined;
    readonly onEvent?: ((event: BuildEvent) => void) | undefined;
  };

/**
 * Builds an expression with `nix-build` and gives its store paths (one for each derivation that the
 * expression, or its attribute, evaluates to).
 *
 * Throws NixBuildError (`E_NIX_HASH`, `E_NIX_BUILD`, `E_NIX_EVAL`); when aborted, the signal's reason.
 */
export async function nixBuild(
  nix: NixProgram,
  source: NixSource,
  options: NixBuildOptions = {},
): Promise<{ outPath: string; outPaths: readonly string[] }> {
  options.signal?.throwIfAborted();
  const log = new BuildLog();
  const readLine = createLogReader();
  const otherLines: string[] = [];
  const subprocess = execa(
    programPath(nix, "nix-build"),
    [
      ...sourceArguments(source, options),
      ...(options.outLink === undefined ? ["--no-out-link"] : ["--out-link", options.outLink]),
      ...(options.keepGoing ? ["--keep-going"] : []),
      "--log-format",
      "internal-json",
    ],
    { ...executionOptions(source, options), buffer: { stdout: true, stderr: false } },
  );
  for await (const line of subprocess.iterable({ from: "stderr" })) {
    const message = readLine(line);
    if (message === undefined) continue;
    if (message.type === "message" && otherLines.push(message.text) > 50) otherLines.shift();
    const event = log.add(message);
    if (event !== undefined) options.onEvent?.(event);
  }
  const result = await subprocess;
  options.signal?.throwIfAborted();
  const outPaths = (result.stdout ?? "").split("\n").filter((line) => line !== "");
  const [outPath] = outPaths;
  if (result.exitCode !== 0) throw buildError(log, otherLines.join("\n") || (result.shortMessage ?? ""));
  if (outPath === undefined) throw buildError(log, "the expression has no derivation to build");
  return { outPath, outPaths };
}
