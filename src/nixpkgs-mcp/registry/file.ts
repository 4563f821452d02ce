import { randomBytes } from "node:crypto";
import { constants, copyFile, readFile, rename } from "node:fs/promises";
import { writeError, writeFileAtomically } from "../../config/atomic-write.ts";
import { messageOf, UserError } from "../../errors.ts";
import { anyVersionSchema, type Installed, registrySchema, registryVersion } from "./schema.ts";

/** What installed_tools.json holds, or why it cannot be used. */
export type RegistryContents =
  | { readonly kind: "tools"; readonly tools: readonly Installed[] }
  | { readonly kind: "corrupt"; readonly reason: string }
  | { readonly kind: "newer"; readonly version: number };

/** Reads the file; a missing one has no tools. Throws `E_REGISTRY` when it is there and cannot be read. */
export async function readRegistry(path: string): Promise<RegistryContents> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { kind: "tools", tools: [] };
    throw new UserError(`the list of installed tools cannot be read: ${messageOf(error)}`, {
      code: "E_REGISTRY",
      where: path,
      cause: error,
    });
  }
  return parseRegistry(text);
}

/** The same of a text. */
export function parseRegistry(text: string): RegistryContents {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: "corrupt", reason: messageOf(error) };
  }
  const any = anyVersionSchema.safeParse(value);
  if (any.success && any.data.version > registryVersion) return { kind: "newer", version: any.data.version };
  const parsed = registrySchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: "corrupt", reason: `${issue?.path.join(".")}: ${issue?.message}` };
  }
  return { kind: "tools", tools: parsed.data.tools };
}

/** Replaces the file as a whole. Throws `E_WRITE`. */
export async function writeRegistry(path: string, tools: readonly Installed[]): Promise<void> {
  const sorted = tools.toSorted((a, b) => (a.attr < b.attr ? -1 : 1));
  await writeFileAtomically(
    path,
    `${JSON.stringify({ version: registryVersion, tools: sorted }, null, 2)}\n`,
  );
}

/**
 * Moves a file that cannot be understood out of the way, beside itself; where it is now. Nothing is lost: a
 * person may mend it and put it back. Throws `E_WRITE`.
 */
export async function setAside(path: string): Promise<string> {
  const day = new Date().toISOString().replace(/[:.]/g, "-");
  const aside = `${path}.corrupt-${day}-${randomBytes(3).toString("hex")}`;
  try {
    await rename(path, aside);
  } catch (error) {
    // Where a folder's entries cannot be moved a copy must do; the original is then written over.
    await copyFile(path, aside, constants.COPYFILE_EXCL).catch(() => {
      throw writeError(error, aside);
    });
  }
  return aside;
}
