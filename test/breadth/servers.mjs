import { readFile } from "node:fs/promises";
import { z } from "zod";

/**
 * The list: servers with the dummy arguments and variables that each needs to answer `initialize`
 * and `tools/list`. `$PROJECT` in `args` and `env` is the project folder, where `files` are put.
 */
const serverSchema = z.strictObject({
  spec: z.string().regex(/^npm:(@[^/]+\/)?[^@]+@[^@]+$/),
  bin: z.string().optional(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  files: z.record(z.string(), z.string()).default({}),
  /** Dependencies whose install scripts the server cannot do without. */
  allowScripts: z.array(z.string()).default([]),
  why: z.string().min(1),
  /** What happens with plain npx without network and keys; absent: it answers. */
  expect: z.strictObject({ answers: z.literal(false), reason: z.string().min(1) }).optional(),
});

const listSchema = z.array(serverSchema).superRefine((list, context) => {
  const seen = new Set();
  for (const { spec } of list) {
    if (seen.has(spec)) context.addIssue({ code: "custom", message: `${spec} stands twice` });
    seen.add(spec);
  }
});

export async function readServers(path) {
  return listSchema.parse(JSON.parse(await readFile(path, "utf8")));
}

/** `npm:@scope/name@1.0.0` → its name and version. */
export function partsOf(spec) {
  const at = spec.lastIndexOf("@");
  return { name: spec.slice("npm:".length, at), version: spec.slice(at + 1) };
}
