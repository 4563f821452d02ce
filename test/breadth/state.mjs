import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";

const resultSchema = z.object({
  /** Where the road ended: add, prefetch, generate, build, or done. */
  stage: z.string(),
  built: z.boolean(),
  answers: z.boolean(),
  tools: z.number().nullable(),
  reason: z.string(),
  seconds: z.number(),
  /** Seconds of each stage. */
  stages: z.record(z.string(), z.number()),
  packages: z.number().nullable(),
  installScripts: z.array(z.string()),
  /** Commit of the code that was tried; `+`: with changes. */
  code: z.string(),
});

/** Results by spec, written after each one so that an interrupted run goes on where it was. */
export async function openState(path) {
  const results = new Map(Object.entries(await load(path)));
  let writing = Promise.resolve();
  return {
    get: (spec) => results.get(spec),
    set(spec, result) {
      results.set(spec, resultSchema.parse(result));
      writing = writing.then(() => save(path, Object.fromEntries(results)));
      return writing;
    },
  };
}

async function load(path) {
  try {
    return z.record(z.string(), resultSchema).parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw error;
  }
}

async function save(path, results) {
  await writeFile(`${path}.new`, JSON.stringify(results, null, 2) + "\n");
  await rename(`${path}.new`, path);
}
