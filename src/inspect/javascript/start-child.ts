import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { UserError } from "../../errors.ts";
import type { CodeTree } from "../code-tree.ts";
import type { CodeFacts } from "../facts.ts";
import type { InspectOptions } from "../inspect.ts";
import type { Answer, Ask } from "./child-messages.ts";

/** Heap of the process that analyses, in MB: five megabytes of minified code need some 330. */
const HEAP_MB = 400;

/** Nodes of trees live long; more room for young objects would only be memory that is held. */
const YOUNG_MB = 8;

/** The program `child.ts` became, beside this module in the bundle; undefined when run from the sources. */
export function analysisProgram(): string | undefined {
  const path = fileURLToPath(new URL("./inspect-javascript.js", import.meta.url));
  return existsSync(path) ? path : undefined;
}

/**
 * Analyses in a process of its own, which asks for each file when it comes to it.
 *
 * @returns also how much memory that process held at most
 * @throws UserError `E_INSPECT`; what `signal` is aborted with
 */
export async function analyseInChild(
  program: string,
  tree: CodeTree,
  { signal }: InspectOptions,
): Promise<{ readonly facts: CodeFacts; readonly peakBytes: number }> {
  const files = new Map(tree.files.map((file) => [file.path, file]));
  const flags = [`--max-old-space-size=${HEAP_MB}`, `--max-semi-space-size=${YOUNG_MB}`];
  const child = execa(process.execPath, [...flags, program], {
    env: { PATH: process.env.PATH ?? "" },
    extendEnv: false,
    ipc: true,
    reject: false,
    stdin: "ignore",
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  const send = (message: Ask) => child.sendMessage(message as never).catch(() => {});
  await send({
    tree: { ...tree, files: tree.files.map(({ path, size }) => ({ path, size })) },
  });
  let result: { facts: CodeFacts; peakBytes: number } | undefined;
  let failed: string | undefined;
  // The child is ours and of this version: what it says is what was meant.
  for await (const message of child.getEachMessage() as AsyncIterable<unknown>) {
    const answer = message as Answer;
    if ("want" in answer) {
      const text = await files
        .get(answer.want)
        ?.text()
        .catch(() => undefined);
      await send({ path: answer.want, text: text ?? "" });
    } else if ("facts" in answer) result = answer;
    else failed = answer.failed;
  }
  const ended = await child;
  signal?.throwIfAborted();
  if (result !== undefined) return result;
  const isTooLarge =
    ended.signal === "SIGABRT" || ended.exitCode === 134 || /heap out of memory/.test(ended.stderr);
  throw new UserError(
    isTooLarge
      ? `its code needs more than ${HEAP_MB} MB of memory to be read`
      : `its code could not be read: ${failed ?? ended.shortMessage ?? "no answer"}`,
    {
      code: "E_INSPECT",
      where: `${tree.package}@${tree.version}`,
      hint: isTooLarge
        ? "Read its documentation instead; other commands do not need this."
        : "This is a defect of mcp-nixgen; other commands do not need this.",
    },
  );
}
