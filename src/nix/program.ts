/**
 * The one door to the `nix` program. Only the classic commands (`nix-build`, `nix-instantiate`) are used:
 * they need no experimental feature, so any Nix of a user will do.
 */
import { execa } from "execa";
import type { NixProgram } from "./find-nix.ts";
import { evaluationError } from "./nix-errors.ts";
import {
  executionOptions,
  type NixArguments,
  type NixRunOptions,
  type NixSource,
  programPath,
  sourceArguments,
} from "./run.ts";

export { nixBuild } from "./build.ts";
export type { BuildEvent } from "./build-log.ts";
export { findNix, type NixProgram } from "./find-nix.ts";
export { NixBuildError } from "./nix-errors.ts";
export type { NixArguments, NixRunOptions, NixSource } from "./run.ts";

/**
 * Parses a Nix expression without evaluating it and gives Nix's own rendering of what it understood
 * (`nix-instantiate --parse`). Throws UserError `E_NIX_PARSE`; `where` is `«stdin»:line:column` or the file's.
 */
export async function nixParse(
  nix: NixProgram,
  source: NixSource,
  options: NixRunOptions = {},
): Promise<string> {
  const stdout = await instantiate(
    nix,
    "E_NIX_PARSE",
    ["--parse", ...sourceArguments(source, {})],
    source,
    options,
  );
  return stdout.trimEnd();
}

/**
 * Evaluates an expression deeply and gives its value through JSON (`nix-instantiate --eval --strict --json`);
 * derivations become their `outPath`. The value is for the caller to check with zod.
 * Throws UserError `E_NIX_EVAL`.
 */
export async function nixEvalJson(
  nix: NixProgram,
  source: NixSource,
  options: NixRunOptions & NixArguments = {},
): Promise<unknown> {
  const args = ["--eval", "--strict", "--json", ...sourceArguments(source, options)];
  return JSON.parse(await instantiate(nix, "E_NIX_EVAL", args, source, options));
}

async function instantiate(
  nix: NixProgram,
  code: "E_NIX_PARSE" | "E_NIX_EVAL",
  args: readonly string[],
  source: NixSource,
  options: NixRunOptions,
): Promise<string> {
  options.signal?.throwIfAborted();
  const result = await execa(programPath(nix, "nix-instantiate"), args, {
    ...executionOptions(source, options),
    stripFinalNewline: false,
  });
  options.signal?.throwIfAborted();
  if (result.exitCode !== 0) throw evaluationError(code, result.stderr || (result.shortMessage ?? ""));
  return result.stdout;
}
