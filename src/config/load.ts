import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Document } from "yaml";
import { messageOf, UserError } from "../errors.ts";
import { type CheckedFile, checkServersDocument } from "./check-document.ts";
import { parseServersYaml } from "./parse-yaml.ts";
import { shownPath } from "./source-place.ts";

/** A `servers.yaml`, read and checked. */
export interface Project extends CheckedFile {
  /** Folder of the file, absolute: what `settings.output` and `servers.lock.json` are relative to. */
  readonly root: string;
  /** The file's own path, absolute. */
  readonly file: string;
  /** The YAML document with its comments and positions. */
  readonly document: Document.Parsed;
  /** The exact text, for edits (`edit.ts`). */
  readonly text: string;
}

export const serversFileNames = ["servers.yaml", "servers.yml"] as const;

/**
 * Reads and checks a servers file.
 *
 * Throws UserError `E_CONFIG_NOT_FOUND` or `E_CONFIG_READ`; for mistakes in it a SourceError (or
 * ManyErrors of several) with `E_CONFIG_SYNTAX`, `E_CONFIG_DUPLICATE` or `E_CONFIG_INVALID`, each with line, column
 * and an excerpt.
 */
export async function loadServersFile(path: string, cwd: string = process.cwd()): Promise<Project> {
  const file = resolve(cwd, path);
  const text = await readServersText(file, shownPath(file, cwd));
  return loadServersText(file, text, shownPath(file, cwd));
}

/** The same of a text that is already there; `name` is what errors call the file. */
export function loadServersText(file: string, text: string, name: string = shownPath(file)): Project {
  const document = parseServersYaml({ name, text });
  return { root: dirname(file), file, ...checkServersDocument(document, { name, text }), document, text };
}

/** `servers.yaml` (or `.yml`) in `cwd` or the nearest folder above it; undefined: there is none. */
export async function findServersFile(cwd: string): Promise<string | undefined> {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const name of serversFileNames) {
      const path = join(folder, name);
      if (await isFile(path)) return path;
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** The project of `--file`, else of the nearest `servers.yaml`. UserError `E_CONFIG_NOT_FOUND`. */
export async function loadProject(cwd: string, file?: string): Promise<Project> {
  const path = file ?? (await findServersFile(cwd));
  if (path === undefined) {
    throw new UserError("no servers.yaml here or in any folder above", {
      code: "E_CONFIG_NOT_FOUND",
      where: cwd,
      hint: "Run 'mcp-nixgen init' to start one, or name it with --file PATH.",
    });
  }
  return loadServersFile(path, cwd);
}

async function readServersText(file: string, name: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw readError(error, name);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UserError("the file is not UTF-8 text", {
      code: "E_CONFIG_SYNTAX",
      where: name,
      hint: "Save it as UTF-8.",
      cause,
    });
  }
}

function readError(error: unknown, name: string): UserError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new UserError("no such file", {
      code: "E_CONFIG_NOT_FOUND",
      where: name,
      hint: "Run 'mcp-nixgen init' to start one.",
      cause: error,
    });
  }
  const reason = code === "EISDIR" ? "it is a folder" : messageOf(error);
  return new UserError(`cannot read the file: ${reason}`, {
    code: "E_CONFIG_READ",
    where: name,
    cause: error,
  });
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
