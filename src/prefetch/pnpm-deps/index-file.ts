import { parseHash } from "../hash.ts";

/** One file of a package in pnpm's index of it. */
export interface IndexedFile {
  /** SRI sha512 of its content. */
  readonly integrity: string;
  readonly mode: number;
  readonly size: number;
}

const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall"];

/**
 * Where pnpm 10 keeps the index of a package in its store (`v10/`): `index/ab/cdef…-name@version.json`.
 *
 * Follows pnpm 10, `store/cafs/src/getFilePathInCafs.ts`.
 * @param integrity of the tarball, one SRI hash
 */
export function indexPlace(
  integrity: string,
  id: string,
): { readonly folder: string; readonly name: string } {
  const hex = Buffer.from(parseHash(integrity).digest).toString("hex").slice(0, 64);
  return {
    folder: hex.slice(0, 2),
    name: `${hex.slice(2)}-${id.replace(/[\\/:*?"<>|]/g, "+")}.json`,
  };
}

/**
 * The index of a package as `fetchPnpmDeps` leaves it: written by pnpm, then through `jq --sort-keys` with the times
 * of checking taken out.
 *
 * Follows pnpm 10, `worker/src/start.ts`, and nixpkgs `fetch-pnpm-deps/default.nix`.
 * @param manifest the package's package.json, parsed; undefined when it has none
 */
export function indexText(manifest: unknown, files: ReadonlyMap<string, IndexedFile>): string {
  const { name, version, scripts } = Object(manifest) as Record<string, unknown>;
  const commands = Object(scripts) as Record<string, unknown>;
  const requiresBuild =
    INSTALL_SCRIPTS.some((event) => Boolean(commands[event])) ||
    [...files.keys()].some((file) => file === "binding.gyp" || /^\.hooks[\\/]/.test(file));
  // jq removes every key of this name, and so a file that is called so.
  const indexed = [...files].filter(([file]) => file !== "checkedAt");
  return `${jq({
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    requiresBuild,
    files: new Map(indexed),
  })}\n`;
}

/** JSON in jq's layout: two spaces, keys in the order of their bytes, DEL escaped. */
function jq(value: unknown, indent = ""): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((one) => inner + jq(one, inner)).join(",\n")}\n${indent}]`;
  }
  if (typeof value !== "object" || value === null) return quoted(value);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  if (entries.length === 0) return "{}";
  const lines = entries
    .map(([key, one]: [string, unknown]) => ({ key, bytes: Buffer.from(key), one }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ key, one }) => `${inner}${quoted(key)}: ${jq(one, inner)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

function quoted(value: unknown): string {
  return JSON.stringify(value).replaceAll("\x7f", "\\u007f");
}
