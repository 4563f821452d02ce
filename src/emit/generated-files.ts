import { posix } from "node:path";
import type { Settings } from "../config/servers-schema.ts";
import { overlayNix } from "./overlay-nix.ts";

/** A file that `generate` writes. */
export interface GeneratedFile {
  /** Relative to the project root, or to the folder it is said to be of; with `/`. */
  readonly path: string;
  readonly contents: string;
}

export interface GenerateInput {
  readonly settings: Pick<Settings, "output" | "style">;
  /** Server's name → the files of its package's folder, relative to that. */
  readonly packages: ReadonlyMap<string, readonly GeneratedFile[]>;
  /** What the overlay names; default: all of `packages`. */
  readonly names?: readonly string[];
  /** The files of `overlays/lib` (style overlay), relative to that folder. */
  readonly helpers: readonly GeneratedFile[];
}

/**
 * Every file that `generate` writes below `settings.output`, sorted by path: the overlay, each server's
 * package, and in style overlay the helpers. Pure: the same input gives the same bytes.
 */
export function generatedFiles({ settings, packages, names, helpers }: GenerateInput): GeneratedFile[] {
  const below = (folder: string, files: readonly GeneratedFile[]) =>
    files.map(({ path, contents }) => ({ path: posix.join(settings.output, folder, path), contents }));
  const overlay = overlayNix(names ?? [...packages.keys()], settings.style);
  return [
    ...below("", [{ path: "default.nix", contents: overlay }]),
    ...[...packages].flatMap(([name, files]) => below(`packages/${name}`, files)),
    ...(settings.style === "overlay" ? below("lib", helpers) : []),
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
