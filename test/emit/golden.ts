import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

/**
 * Compares `text` with the file `test/emit/golden/NAME`. With UPDATE_GOLDEN=1 the file is written anew
 * instead; look at the difference before you commit it.
 */
export async function expectGolden(name: string, text: string): Promise<void> {
  const file = goldenPath(name);
  if (process.env.UPDATE_GOLDEN === "1") {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  expect(text).toBe(await readFile(file, "utf8"));
}

export function goldenPath(name: string): string {
  return fileURLToPath(new URL(`golden/${name}`, import.meta.url));
}
