import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { z } from "zod";
import { messageOf, UserError } from "../errors.ts";
import { placeInJson } from "./json-place.ts";
import {
  installedServerSchema,
  type Manifest,
  type ManifestServer,
  manifestFrameSchema,
} from "./manifest-schema.ts";
import { serverNameSchema } from "./servers-schema.ts";
import { didYouMean } from "./similar-names.ts";
import { SourceError } from "./source-place.ts";
import { xdgFolders } from "./xdg.ts";

/** Where Home-Manager puts the manifest. */
export function manifestPath(env: Readonly<Record<string, string | undefined>>): string {
  return join(xdgFolders(env).config, "mcp-nixgen/manifest.json");
}

/** A manifest of which some servers may be unreadable: the others are in it. */
interface PartialManifest {
  readonly manifest: Manifest;
  /** What is wrong with each of the others (`E_MANIFEST_INVALID`, at the place). */
  readonly invalid: ReadonlyMap<string, SourceError>;
}

/**
 * Reads the manifest that the module installed.
 *
 * Throws UserError `E_MANIFEST_NOT_FOUND`, `E_MANIFEST_READ`; SourceError `E_MANIFEST_INVALID` at the place.
 */
export async function readManifest(path: string, cwd: string = process.cwd()): Promise<Manifest> {
  const { manifest, invalid } = await readPartialManifest(path, cwd);
  for (const error of invalid.values()) throw error;
  return manifest;
}

/** The same, with each server by itself: one that is wrong does not hide the others. */
export async function readPartialManifest(
  path: string,
  cwd: string = process.cwd(),
): Promise<PartialManifest> {
  const file = resolve(cwd, path);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw unreadable(error, file);
  });
  return parseManifest(text, file);
}

/** The same of a text; `name` is what errors call it. */
function parseManifest(text: string, name: string): PartialManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError("it is no JSON", {
      code: "E_MANIFEST_INVALID",
      where: name,
      hint: rewritten,
      cause,
    });
  }
  const frame = manifestFrameSchema.safeParse(value);
  if (!frame.success) throw invalidAt(frame.error.issues[0]!, text, name);
  const servers: [string, ManifestServer][] = [];
  const invalid = new Map<string, SourceError>();
  for (const [server, entry] of Object.entries(frame.data.servers)) {
    const named = serverNameSchema.safeParse(server);
    const parsed = installedServerSchema.safeParse(entry);
    const issue = named.error?.issues[0] ?? parsed.error?.issues[0];
    if (parsed.success && named.success) servers.push([server, parsed.data]);
    else if (issue !== undefined)
      invalid.set(server, invalidAt({ ...issue, path: ["servers", server, ...issue.path] }, text, name));
  }
  return { manifest: { ...frame.data, servers: Object.fromEntries(servers) }, invalid };
}

const rewritten = "Run home-manager switch, which writes it anew.";

function invalidAt(issue: z.core.$ZodIssue, text: string, name: string): SourceError {
  const { start, length } = placeInJson(text, issue.path);
  const field = issue.path.length === 0 ? "the file" : issue.path.join(".");
  return new SourceError({ name, text }, start, `${field}: ${issue.message}`, {
    code: "E_MANIFEST_INVALID",
    length,
    quoted: false,
    hint:
      issue.path[0] === "version"
        ? "It was made by another version of mcp-nixgen's module: update both together."
        : rewritten,
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
  const reason = error.code === "EISDIR" ? "it is a folder" : messageOf(error);
  return new UserError(`cannot read the manifest: ${reason}`, {
    code: "E_MANIFEST_READ",
    where: file,
    hint:
      error.code === "EACCES" || error.code === "EPERM"
        ? "May you read it, and enter every folder above it? Home-Manager's own is readable by everybody."
        : "It has to be a file that can be read: --manifest FILE names another one.",
    cause: error,
  });
}

/**
 * Servers of the manifest by name, all without names; of those that are wrong only their errors.
 *
 * Throws `E_UNKNOWN_SERVER` with similar names.
 */
export function installedServers(
  { manifest, invalid }: PartialManifest,
  names: readonly string[],
): {
  readonly servers: (readonly [name: string, server: ManifestServer])[];
  readonly invalid: (readonly [name: string, error: SourceError])[];
} {
  const servers = new Map(Object.entries(manifest.servers));
  const known = [...servers.keys(), ...invalid.keys()];
  const wanted = names.length === 0 ? known : [...new Set(names)];
  for (const name of wanted) if (!known.includes(name)) throw notInstalled(name, known);
  const isWanted = ([name]: readonly [string, unknown]) => wanted.includes(name);
  return {
    servers: [...servers].filter(isWanted).sort(([a], [b]) => wanted.indexOf(a) - wanted.indexOf(b)),
    invalid: [...invalid].filter(isWanted),
  };
}

/** The one server of a name. Throws `E_UNKNOWN_SERVER`, or what is wrong with it. */
export function installedServer(partial: PartialManifest, name: string): ManifestServer {
  const { servers, invalid } = installedServers(partial, [name]);
  for (const [, error] of invalid) throw error;
  return (servers[0] as readonly [string, ManifestServer])[1];
}

function notInstalled(name: string, known: readonly string[]): UserError {
  return new UserError(`no server called '${name}' is installed`, {
    code: "E_UNKNOWN_SERVER",
    hint:
      didYouMean(name, known) ??
      (known.length === 0 ? "The manifest lists none." : `There are: ${known.join(", ")}.`),
  });
}
