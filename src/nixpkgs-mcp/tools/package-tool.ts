import { z } from "zod";
import type { Definition } from "./definitions.ts";
import { argsField, everywhere, shownStdin, stdinBytes } from "./execution-input.ts";
import { executionResult } from "./results.ts";
import { runPackage } from "./run-package.ts";
import { defineTool, type Tool } from "./tool.ts";

/** What a package is as a tool. */
interface PackageTool {
  readonly name: string;
  readonly attr: string;
  readonly description: string;
  readonly definition: Definition;
  /** No argument makes it write, or start another program. */
  readonly readOnly?: boolean;
}

const args = { args: argsField.optional() };
const script = { script: z.string().optional() };
const stdin = { stdin: shownStdin };
const inputs = {
  plain: z.strictObject({ ...args, ...everywhere }),
  stdin: z.strictObject({ ...args, ...everywhere, ...stdin }),
  script: z.strictObject({ ...args, ...script, ...everywhere }),
  scriptAndStdin: z.strictObject({ ...args, ...script, ...everywhere, ...stdin }),
};

/** A package as a tool of its own: arguments in, the program's output out. */
export function packageTool({ name, attr, description, definition, readOnly }: PackageTool): Tool {
  return defineTool({
    name,
    description: definition.description_override ?? description,
    input: inputs[inputOf(definition)],
    ...(readOnly ? { annotations: { readOnlyHint: true } } : {}),
    run: async (
      given: z.output<(typeof inputs)["stdin"]> & { readonly script?: string | undefined },
      context,
    ) => {
      const run = { ...given, attr, stdin: stdinBytes(given.stdin) };
      return executionResult(await runPackage(run, definition, context));
    },
  });
}

function inputOf({ script_extension, supports_stdin }: Definition): keyof typeof inputs {
  if (script_extension !== undefined) return supports_stdin === true ? "scriptAndStdin" : "script";
  return supports_stdin === true ? "stdin" : "plain";
}
