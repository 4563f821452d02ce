import { join } from "node:path";
import { UserError } from "../../errors.ts";
import type { ExecutionRequest, ExecutionResult } from "../execution/types.ts";
import type { Definition } from "./definitions.ts";
import { withScriptFile } from "./script-file.ts";
import { explained } from "./suggestions.ts";
import type { ToolContext } from "./tool.ts";

/** One run of a package, as a caller asks for it. */
export interface PackageRun {
  readonly attr: string;
  readonly args?: readonly string[] | undefined;
  readonly stdin?: Uint8Array | undefined;
  /** A program of the package other than the one its definition says; default arguments are then left out. */
  readonly program?: string | undefined;
  /** Text of a script, for packages with a `script_extension`. */
  readonly script?: string | undefined;
  readonly cwd?: string | undefined;
  /** Seconds. */
  readonly timeout?: number | undefined;
  readonly flake?: string | undefined;
  /** Bytes of one stream in the result, where that is less than usual. */
  readonly outputBytes?: number | undefined;
}

/**
 * Runs a package by its definition. Throws UserErrors of the executor, with the names of similar packages where
 * there is none of this name, and `E_ARGUMENTS` for a script where none is taken.
 */
export async function runPackage(
  run: PackageRun,
  definition: Definition,
  context: ToolContext,
): Promise<ExecutionResult> {
  const { core } = context;
  const own = run.program === undefined || run.program === definition.entry_point;
  const program = run.program ?? definition.entry_point;
  const request = (args: readonly string[], readable?: readonly string[]): ExecutionRequest => ({
    attr: run.attr,
    args: [...(own ? (definition.default_args ?? []) : []), ...args],
    timeoutMs: 1000 * (run.timeout ?? definition.timeout ?? core.settings.timeout),
    ...(program === undefined ? {} : { program }),
    ...(run.stdin === undefined ? {} : { stdin: run.stdin }),
    ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
    ...(run.flake === undefined ? {} : { flake: run.flake }),
    ...(run.outputBytes === undefined ? {} : { outputBytes: run.outputBytes }),
    ...(readable === undefined ? {} : { readable }),
  });
  const execute = async (args: readonly string[], readable?: readonly string[]) => {
    const [executor, caller] = await Promise.all([core.services.executor(), context.caller()]);
    core.metrics.execution(run.flake === undefined && executor.known(run.attr) !== null);
    const { signal, onProgress } = context;
    return executor.execute(request(args, readable), { caller, signal, onProgress });
  };
  const args = run.args ?? [];
  return explained(run.attr, core, () =>
    run.script === undefined
      ? execute(args)
      : withScriptFile(
          join(core.settings.cacheDir, "scripts"),
          run.script,
          definition.script_extension ?? noScripts(run.attr),
          (path) => execute([path, ...args], [path]),
        ),
  );
}

function noScripts(attr: string): never {
  throw new UserError(`${attr} takes no script`, {
    code: "E_ARGUMENTS",
    hint: `Pass it on stdin, or give ${attr} a script_extension in the configuration.`,
  });
}
