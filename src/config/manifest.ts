import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { z } from "zod";
import { messageOf, UserError } from "../errors.ts";
import { placeInJson } from "./json-place.ts";
import { type Manifest, type ManifestServer, manifestSchema } from "./manifest-schema.ts";
import { didYouMean } from "./similar-names.ts";
import { SourceError } from "./source-place.ts";
import { xdgFolders } from "./xdg.ts";

/** Where Home-Manager puts the manifest. */
export function manifestPath(env: Readonly<Record<string, string | undefined>>): string {
  return join(xdgFolders(env).config, "mcp-nixgen/manifest.json");
}

/**
 * Reads the manifest that the module installed.
 *
 * Throws UserError `E_MANIFEST_NOT_FOUND`, `E_MANIFEST_READ`; SourceError `E_MANIFEST_INVALID` at the place.
 */
export async function readManifest(path: string, cwd: string = process.cwd()): Promise<Manifest> {
  const file = resolve(cwd, path);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw unreadable(error, file);
  });
  return parseManifest(text, file);
}

/** The same of a text; `name` is what errors call it. */
export function parseManifest(text: string, name: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`it is no JSON: ${messageOf(cause)}`, {
      code: "E_MANIFEST_INVALID",
      where: name,
      cause,
    });
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues[0]!, text, name);
}

function invalid(issue: z.core.$ZodIssue, text: string, name: string): SourceError {
  const { start, length } = placeInJson(text, issue.path);
  const field = issue.path.length === 0 ? "the file" : issue.path.join(".");
  return new SourceError({ name, text }, start, `${field}: ${issue.message}`, {
    code: "E_MANIFEST_INVALID",
    length,
    hint:
      issue.path[0] === "version"
        ? "It was made by another version of mcp-nixgen's module: update both together."
        : "Run home-manager switch, which writes it anew.",
  });
}

function unreadable(error: NodeJS.ErrnoException, file: string): UserError {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return new UserError("there is no manifest of installed servers", {
      code: "E_MANIFEST_NOT_FOUND",
      where: file,
      hint: "Home-Manager writes it: import mcp-nixgen's module and home.nix, and run home-manager switch; or name one with --manifest FILE.",
      cause: error,
    });
  }
  return new UserError(`cannot read the manifest: ${messageOf(error)}`, {
    code: "E_MANIFEST_READ",
    where: file,
    cause: error,
  });
}

/** Servers of the manifest by name, all without names. Throws `E_UNKNOWN_SERVER` with similar names. */
export function installedServers(
  manifest: Manifest,
  names: readonly string[],
): (readonly [name: string, server: ManifestServer])[] {
  const all = Object.entries(manifest.servers);
  if (names.length === 0) return all;
  return [...new Set(names)].map((name) => {
    const server = Object.hasOwn(manifest.servers, name) ? manifest.servers[name] : undefined;
    if (server !== undefined) return [name, server] as const;
    const known = all.map(([each]) => each);
    throw new UserError(`no server called '${name}' is installed`, {
      code: "E_UNKNOWN_SERVER",
      hint:
        didYouMean(name, known) ??
        (known.length === 0 ? "The manifest lists none." : `There are: ${known.join(", ")}.`),
    });
  });
}
