import { z } from "zod";
import { argsField, attrField, everywhere, stdinBytes } from "../execution-input.ts";
import { executionResult } from "../results.ts";
import { defineTool, runsAnything } from "../tool.ts";

const input = z.strictObject({
  attrs: z.array(attrField).min(1, "must name a package").max(50, "are too many"),
  command: argsField
    .min(1, "must not be empty")
    .describe('Program and arguments; for pipes ["bash","-c","…"]'),
  ...everywhere,
});

export const shellTool = defineTool({
  name: "nixpkgs_shell",
  description: "Run a command with several packages on PATH.",
  input,
  output: { type: "object", required: ["stdout", "stderr", "exitCode", "durationMs"] },
  annotations: runsAnything,
  run: async ({ attrs, command, stdin, cwd, timeout }, context) => {
    const { core, signal, onProgress } = context;
    const [executor, caller] = await Promise.all([core.services.executor(), context.caller()]);
    core.metrics.execution(attrs.every((attr) => executor.known(attr) !== null));
    const bytes = stdinBytes(stdin);
    const run = await executor.shell(
      {
        attrs,
        command,
        timeoutMs: 1000 * (timeout ?? core.settings.timeout),
        ...(bytes === undefined ? {} : { stdin: bytes }),
        ...(cwd === undefined ? {} : { cwd }),
      },
      { caller, signal, onProgress },
    );
    return executionResult(run);
  },
});
