import { z } from "zod";
import { UserError } from "../../../errors.ts";
import { argsField, attrField, everywhere, shownStdin } from "../execution-input.ts";
import { result } from "../results.ts";
import { runSteps, type StepEnd, stepObject, stepText } from "../run-steps.ts";
import { defineTool, runsAnything } from "../tool.ts";

const step = z.strictObject({
  attr: attrField,
  args: argsField.optional(),
  ...everywhere,
  stdin: shownStdin,
  stdin_from: z.number().int().min(0).optional().describe("Earlier run whose stdout to take"),
  program: z.string().min(1).optional(),
  script: z.string().optional(),
});

const input = z.strictObject({
  runs: z.array(step).min(1, "must hold a run").max(50, "are too many"),
  parallel: z.boolean().optional(),
  keep_going: z.boolean().optional().describe("After a failure"),
});

export const batchTool = defineTool({
  name: "nixpkgs_batch",
  description: "Run several packages, in order or at once; pipe by stdin_from.",
  input,
  annotations: runsAnything,
  run: async ({ runs, parallel, keep_going }, context) => {
    for (const [index, { stdin, stdin_from: from }] of runs.entries()) {
      if (from !== undefined && from >= index) throw mistake(index, `stdin_from must be below ${index}`);
      if (from !== undefined && stdin !== undefined)
        throw mistake(index, "stdin and stdin_from exclude each other");
    }
    const ends = await runSteps(
      runs,
      { parallel: parallel ?? false, keepGoing: keep_going ?? false },
      context,
    );
    const made = result(ends.map(stepText).join("\n\n"), { results: ends.map(stepObject) });
    return ends.some(wasRun) ? made : { ...made, isError: true };
  },
});

/** Came to an end of its own; an exit code other than 0 is one. */
function wasRun(end: StepEnd): boolean {
  return end.kind === "ran" && !end.run.timedOut && !end.run.cancelled && end.run.signal === null;
}

function mistake(index: number, message: string): UserError {
  return new UserError(`nixpkgs_batch: 'runs[${index}]': ${message}`, { code: "E_ARGUMENTS" });
}
