import { setMaxListeners } from "node:events";
import { UserError } from "../../errors.ts";
import type { ExecutionResult } from "../execution/types.ts";
import { checkStdinBytes, stdinBytes, stdinLimit } from "./execution-input.ts";
import { errorObject, executionObject, executionText } from "./results.ts";
import { type PackageRun, runPackage } from "./run-package.ts";
import type { ToolContext } from "./tool.ts";

/** One run of several. */
interface Step extends Omit<PackageRun, "stdin" | "outputBytes"> {
  readonly stdin?: string | undefined;
  /** Index of an earlier step whose stdout is this one's stdin. */
  readonly stdin_from?: number | undefined;
}

/** How a step ended. */
export type StepEnd = { readonly step: Step } & (
  | { readonly kind: "ran"; readonly run: ExecutionResult }
  | { readonly kind: "failed"; readonly error: unknown }
  /** Not begun, because an earlier one failed. */
  | { readonly kind: "skipped"; readonly because: number }
);

/**
 * Bytes of output that the result of all steps carries, text and object each: as JSON at most twelve times as long,
 * which is below what the SDK's stdio client takes for one message (10 MiB).
 */
const outputOfAll = 600_000;

/** Characters of a step's arguments in its heading. */
const longestHeading = 300;

/**
 * Runs steps one after the other, or at once but for those that wait for another's output. After one that failed
 * (an exit code other than 0 counts) those that take its output are skipped, and in order all others too unless
 * `keepGoing`. Throws only when the call is cancelled.
 */
export async function runSteps(
  steps: readonly Step[],
  { parallel, keepGoing }: { readonly parallel: boolean; readonly keepGoing: boolean },
  context: ToolContext,
): Promise<readonly StepEnd[]> {
  // Each step that runs listens, and there may be fifty.
  setMaxListeners(0, context.signal);
  const ends: Promise<StepEnd>[] = [];
  const outputBytes = Math.floor(outputOfAll / steps.length / 2);
  for (const [index, step] of steps.entries()) {
    const before = parallel || index === 0 ? undefined : ends[index - 1];
    ends.push(
      (async () => {
        const last = await before;
        if (last !== undefined && !keepGoing && !succeeded(last)) {
          return { step, kind: "skipped", because: last.kind === "skipped" ? last.because : index - 1 };
        }
        const from = step.stdin_from;
        const source = from === undefined ? undefined : await ends[from];
        if (source !== undefined && !succeeded(source))
          return { step, kind: "skipped", because: from as number };
        return runStep(step, source?.kind === "ran" ? source.run : undefined, outputBytes, context);
      })(),
    );
  }
  const ended = await Promise.all(ends);
  context.signal.throwIfAborted();
  return ended;
}

async function runStep(
  step: Step,
  source: ExecutionResult | undefined,
  outputBytes: number,
  context: ToolContext,
): Promise<StepEnd> {
  try {
    const stdin = source === undefined ? stdinBytes(step.stdin) : await wholeOutput(source, context);
    const definition = await context.core.tools.definition(step.attr);
    return { step, kind: "ran", run: await runPackage({ ...step, stdin, outputBytes }, definition, context) };
  } catch (error) {
    return { step, kind: "failed", error };
  }
}

function succeeded(end: StepEnd): boolean {
  return end.kind === "ran" && end.run.exitCode === 0 && !end.run.timedOut;
}

/** All that a tool wrote, also where a result holds only a part of it. Throws `E_STDIN_TOO_LARGE`, `E_OUTPUT_GONE`. */
async function wholeOutput(
  { attr, stdout: output }: ExecutionResult,
  { core }: ToolContext,
): Promise<Uint8Array> {
  checkStdinBytes(output.bytes, `the output of ${attr}`);
  const bytes = Buffer.from(output.text);
  // Where the text has other bytes than the tool wrote (no UTF-8), those were saved.
  const exact = output.resource === undefined && bytes.byteLength === output.bytes;
  if (!output.cut && !output.binary && exact) return bytes;
  const id = output.resource?.split("/").at(-1);
  const executor = await core.services.executor();
  const saved = id === undefined ? null : await executor.output(id, { most: stdinLimit });
  if (saved !== null) return saved.bytes;
  throw new UserError("the whole output was not kept", {
    code: "E_OUTPUT_GONE",
    hint: "Let the first tool write a file, and the second read it.",
  });
}

/** As it stands in `structuredContent.results`. */
export function stepObject(end: StepEnd): Record<string, unknown> {
  const { attr } = end.step;
  if (end.kind === "ran") return { attr, ...executionObject(end.run) };
  if (end.kind === "skipped") return { attr, skipped: true, because: end.because };
  return { attr, error: errorObject(end.error) };
}

/** As text, under a heading. */
export function stepText(end: StepEnd, index: number): string {
  const words = [end.step.attr, ...(end.step.args ?? [])].join(" ");
  const heading = `[${index}] ${words.length > longestHeading ? `${words.slice(0, longestHeading)}…` : words}`;
  if (end.kind === "ran") return `${heading}\n${executionText(end.run)}`;
  if (end.kind === "skipped") return `${heading}\n[skipped, because run ${end.because} failed]`;
  const { message, hint } = errorObject(end.error);
  return `${heading}\n[failed: ${message}]${hint === undefined ? "" : `\n${hint}`}`;
}
