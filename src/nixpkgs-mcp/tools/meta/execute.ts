import { z } from "zod";
import { argsField, attrField, everywhere, shownStdin, stdinBytes } from "../execution-input.ts";
import { executionOutput, executionResult } from "../results.ts";
import { runPackage } from "../run-package.ts";
import { defineTool, runsAnything } from "../tool.ts";

const input = z.strictObject({
  attr: attrField,
  args: argsField.optional(),
  ...everywhere,
  stdin: shownStdin,
  cwd: z.string().startsWith("/", "must be an absolute path").optional(),
  timeout: z.number().positive().max(86_400).optional().describe("Seconds"),
  program: z.string().min(1).optional().describe("Default: the main program"),
  script: z.string().optional().describe("Source code for an interpreter, run with args"),
});

export const executeTool = defineTool({
  name: "nixpkgs_execute",
  description: "Run any package's program. No shell: args are passed as they are.",
  input,
  output: executionOutput,
  annotations: runsAnything,
  run: async (given, context) => {
    const definition = context.core.tools.definition(given.attr);
    return executionResult(
      await runPackage({ ...given, stdin: stdinBytes(given.stdin) }, definition, context),
    );
  },
});
