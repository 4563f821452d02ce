import { randomBytes } from "node:crypto";
import { constants, copyFile, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeError, writeFileAtomically } from "../../config/atomic-write.ts";
import { messageOf, UserError } from "../../errors.ts";
import {
  anyVersionSchema,
  type Installed,
  installedSchema,
  registrySchema,
  registryVersion,
} from "./schema.ts";

/** One entry of the file. */
export interface Entry {
  /** As it stands there; what this version does not know of it is kept. */
  readonly raw: unknown;
  /** Undefined where no attribute can be made out. */
  readonly attr: string | undefined;
  /** Null where this version cannot use the entry. */
  readonly tool: Installed | null;
  /** Why it cannot. */
  readonly problem?: string;
}

/** A file that can be used. */
export interface RegistryFile {
  readonly entries: readonly Entry[];
  /** Other keys of the file, kept as they are. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** What installed_tools.json holds, or why it cannot be used. */
export type RegistryContents =
  | ({ readonly kind: "tools" } & RegistryFile)
  | { readonly kind: "corrupt"; readonly reason: string }
  | { readonly kind: "newer"; readonly version: number };

/** What a missing file stands for. */
export const emptyRegistry: RegistryFile = { entries: [], rest: {} };

/** Reads the file; a missing one has no tools. Throws `E_REGISTRY` when it is there and cannot be read. */
export async function readRegistry(path: string): Promise<RegistryContents> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { kind: "tools", ...emptyRegistry };
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
  const { tools, version: _, ...rest } = parsed.data;
  return { kind: "tools", entries: tools.map(entryOf), rest };
}

/** An entry of a tool that was installed just now. */
export function newEntry(tool: Installed): Entry {
  return { raw: tool, attr: tool.attr, tool };
}

function entryOf(raw: unknown): Entry {
  const parsed = installedSchema.safeParse(raw);
  if (parsed.success) return { raw, attr: parsed.data.attr, tool: parsed.data };
  const { attr } = Object(raw) as { attr?: unknown };
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${issue.path.join(".")}: ` : "";
  return {
    raw,
    attr: typeof attr === "string" ? attr : undefined,
    tool: null,
    problem: `${where}${issue?.message}`,
  };
}

/** Replaces the file as a whole; entries that cannot be used come last, as they were. Throws `E_WRITE`. */
export async function writeRegistry(path: string, { entries, rest }: RegistryFile): Promise<void> {
  const usable = entries.filter(({ tool }) => tool !== null);
  const tools = [
    ...usable.toSorted((a, b) => (a.attr! < b.attr! ? -1 : 1)),
    ...entries.filter(({ tool }) => tool === null),
  ].map(({ raw }) => raw);
  await writeFileAtomically(
    path,
    `${JSON.stringify({ ...rest, version: registryVersion, tools }, null, 2)}\n`,
  );
}

/**
 * Removes what writes of the file left that were killed. Only for who holds the lock: no other write can be going on.
 */
export async function sweepUnfinished(path: string): Promise<void> {
  const [start, end] = [`.${basename(path)}.`, ".tmp"];
  const names = await readdir(dirname(path)).catch(() => []);
  const left = names.filter((name) => name.startsWith(start) && name.endsWith(end));
  // What cannot be removed is in nobody's way.
  await Promise.all(left.map((name) => rm(join(dirname(path), name), { force: true }).catch(() => {})));
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
