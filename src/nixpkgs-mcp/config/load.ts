import { readFile } from "node:fs/promises";
import { shownPath } from "../../config/source-place.ts";
import { messageOf, UserError } from "../../errors.ts";
import type { Config } from "./schema.ts";

/**
 * Reads the configuration. A missing file is an empty one, unless it was `asked` for by name.
 *
 * Throws UserError `E_CONFIG_NOT_FOUND` or `E_CONFIG_READ`; for mistakes in it a SourceError (ManyErrors of
 * several) with `E_CONFIG_SYNTAX`, `E_CONFIG_DUPLICATE` or `E_CONFIG_INVALID`, each with line and column.
 */
export async function loadConfig(path: string, asked: boolean): Promise<Config> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (missing && !asked) return {};
    throw new UserError(missing ? "no such file" : `cannot read the file: ${messageOf(error)}`, {
      code: missing ? "E_CONFIG_NOT_FOUND" : "E_CONFIG_READ",
      where: shownPath(path),
      cause: error,
    });
  }
  // YAML is read only where there is a file: a start without one is faster.
  const { parseConfig } = await import("./parse.ts");
  return parseConfig({ name: shownPath(path), text });
}
