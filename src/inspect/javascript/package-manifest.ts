import { z } from "zod";
import type { CodeTree } from "../code-tree.ts";

const texts = z.record(z.string(), z.unknown()).optional().catch(undefined);

const schema = z.looseObject({
  main: z.string().optional().catch(undefined),
  module: z.string().optional().catch(undefined),
  exports: z.unknown().optional(),
  imports: texts,
  dependencies: texts,
  description: z.string().optional().catch(undefined),
  keywords: z.array(z.string()).optional().catch(undefined),
});

export type PackageManifest = z.infer<typeof schema>;

/** package.json as far as it tells where code is; empty where there is none that can be read. */
export async function readManifest(tree: CodeTree): Promise<PackageManifest> {
  const file = tree.files.find(({ path }) => path === "package.json");
  try {
    return schema.parse(JSON.parse((await file?.text()) ?? "{}"));
  } catch {
    return {};
  }
}

/** Every path in `exports` or `imports`, for whatever condition. */
export function pathsIn(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("./") ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(pathsIn);
}
