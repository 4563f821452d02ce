import type { ServerFacts } from "../inspect/facts.ts";
import type { Source } from "../sources/source.ts";
import { type CodeJob, type PublishedCode, withPublishedCode } from "./published-code.ts";
import { readmeDescription } from "./readme-description.ts";

/**
 * What a server needs and does, as its published code says it. Nothing of that code is run.
 *
 * @throws UserError as `withPublishedCode`; `E_INSPECT` when the code cannot be read within its bounds of memory
 */
export function inspectServer(source: Source, job: CodeJob): Promise<ServerFacts> {
  return withPublishedCode(source, job, (code) => factsOf(code, job));
}

/** The facts of code that is at hand. */
export async function factsOf(code: PublishedCode, { signal, onStep }: CodeJob): Promise<ServerFacts> {
  onStep?.({ text: "reading the code" });
  const { inspectTree } = await import("../inspect/inspect.ts");
  const facts = await inspectTree(code.language, code.tree, { signal });
  const { manifestMeta } = code;
  return {
    ...facts,
    installScripts: { ...facts.installScripts, ...code.installScripts },
    meta: {
      ...manifestMeta,
      description: manifestMeta.description ?? (await readmeDescription(code.tree)),
    },
  };
}
