import { posix } from "node:path";
import type { LocksFile } from "../config/lock-schema.ts";
import type { Settings } from "../config/servers-schema.ts";
import { lockTraits } from "./lock-traits.ts";
import { overlayNix } from "./overlay-nix.ts";
import { packageNix } from "./package-nix.ts";

/** A file that `generate` writes. */
export interface GeneratedFile {
  /** Relative to the project root, with `/`. */
  readonly path: string;
  readonly contents: string;
}

/** The two files of npm that stand beside a server's package.nix, complete. */
export interface ServerFiles {
  readonly packageJson: string;
  readonly packageLock: string;
}

interface GenerateInput {
  readonly locks: LocksFile;
  readonly settings: Pick<Settings, "output" | "style">;
  readonly filesOf: (name: string) => ServerFiles;
  /** Takes the addresses that npm's own registry has by convention out of a lockfile (style overlay). */
  readonly omitResolved: (lockfile: string) => string;
  /** The files of `overlays/lib` (style overlay), relative to that folder. */
  readonly helpers: readonly GeneratedFile[];
}

/**
 * Every file that `generate` writes below `settings.output`, sorted by path: the overlay, each server's
 * package.nix with its package.json and package-lock.json, and in style overlay the helpers. Pure: the
 * same input gives the same bytes.
 */
export function generatedFiles(input: GenerateInput): GeneratedFile[] {
  const { settings, locks } = input;
  const names = Object.keys(locks.servers);
  const files = [
    { path: "default.nix", contents: overlayNix(names, settings.style) },
    ...names.flatMap((name) => serverFiles(name, input)),
    ...(settings.style === "overlay"
      ? input.helpers.map(({ path, contents }) => ({ path: posix.join("lib", path), contents }))
      : []),
  ];
  return files
    .map(({ path, contents }) => ({ path: posix.join(settings.output, path), contents }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function serverFiles(
  name: string,
  { locks, settings, filesOf, omitResolved }: GenerateInput,
): GeneratedFile[] {
  const server = locks.servers[name];
  if (server === undefined) return [];
  const { packageJson, packageLock } = filesOf(name);
  const { style } = settings;
  const folder = `packages/${name}`;
  return [
    {
      path: `${folder}/package.nix`,
      contents: packageNix(name, server, { style, ...lockTraits(packageLock) }),
    },
    { path: `${folder}/package.json`, contents: packageJson },
    {
      path: `${folder}/package-lock.json`,
      contents: style === "overlay" ? omitResolved(packageLock) : packageLock,
    },
  ];
}
