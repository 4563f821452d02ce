import pLimit from "p-limit";
import { z } from "zod";
import type { ContentCache } from "../../cache/content-cache.ts";
import type { IndexFile, PythonIndex } from "./python-index.ts";
import { wheelLibraries } from "./wheel-libraries.ts";

const AT_ONCE = 4;

const factsSchema = z.object({ brings: z.array(z.string()), needs: z.array(z.string()) });

export interface LibraryOptions {
  readonly index: PythonIndex;
  readonly cache: ContentCache;
  readonly onFile?: ((done: number, total: number) => void) | undefined;
}

/**
 * Sonames that compiled wheels for Linux want of the system: what none of them brings. Each wheel is downloaded once, and
 * what it wants is remembered by its hash.
 *
 * @returns sorted
 */
export async function closureLibraries(
  wheels: readonly { readonly project: string; readonly file: IndexFile }[],
  { index, cache, onFile }: LibraryOptions,
): Promise<string[]> {
  const limit = pLimit(AT_ONCE);
  let done = 0;
  const facts = await Promise.all(
    wheels.map(({ project, file }) =>
      limit(async () => {
        const key = `wheel-libraries:1:${file.hash}`;
        let found = await cache.recall(key, factsSchema);
        if (found === null) {
          const { brings, needs } = await wheelLibraries(await index.download(project, file));
          found = { brings: [...brings], needs: [...needs] };
          await cache.remember(key, found);
        }
        done += 1;
        onFile?.(done, wheels.length);
        return found;
      }),
    ),
  );
  const brought = new Set(facts.flatMap(({ brings }) => brings));
  return [...new Set(facts.flatMap(({ needs }) => needs))].filter((one) => !brought.has(one)).sort();
}
