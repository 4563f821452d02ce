import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const truthSchema = z.strictObject({
  source: z.string(),
  /** Not looked at while the analysis was written. */
  heldOut: z.boolean(),
  /** What form the code has, and how the lists were made. */
  how: z.string(),
  environment: z.array(z.string()),
  tools: z.array(z.string()),
});

/** What a server's published code really reads and registers, as a person found by reading it. */
export type Truth = z.infer<typeof truthSchema>;

/** @param kind only servers of this kind of source: `npm` */
export async function truths(kind: string): Promise<Truth[]> {
  const folder = join(import.meta.dirname, "truth");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  const all = await Promise.all(
    names.map(async (name) => truthSchema.parse(JSON.parse(await readFile(join(folder, name), "utf8")))),
  );
  return all.filter(({ source }) => source.startsWith(`${kind}:`));
}

export interface Score {
  readonly right: number;
  readonly missed: readonly string[];
  readonly wrong: readonly string[];
}

export function scoreOf(found: readonly string[], real: readonly string[]): Score {
  return {
    right: found.filter((name) => real.includes(name)).length,
    missed: real.filter((name) => !found.includes(name)),
    wrong: found.filter((name) => !real.includes(name)),
  };
}

/** Over all names of all servers, each counted once. */
export function rates(scores: readonly Score[]): { readonly recall: number; readonly precision: number } {
  const sum = (count: (score: Score) => number) => scores.reduce((total, score) => total + count(score), 0);
  const right = sum((score) => score.right);
  return {
    recall: right / (right + sum(({ missed }) => missed.length)),
    precision: right / (right + sum(({ wrong }) => wrong.length)),
  };
}
