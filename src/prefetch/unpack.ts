import { UserError } from "../errors.ts";
import { archiveError } from "./archive/archive-error.ts";
import { onlyEntry } from "./archive/archive-tree.ts";
import { withArchive } from "./archive/open-archive.ts";
import type { Hash } from "./hash.ts";
import { narHash } from "./nar.ts";
import type { Tree, TreeDirectory } from "./tree.ts";

/**
 * What becomes of an archive's top level:
 * - `one`: there must be one entry; a directory becomes the result, a file stays in a directory (fetchzip, and so
 *   fetchFromGitHub and its kin);
 * - `none`: everything stays (fetchzip with `stripRoot = false`);
 * - `single`: a single entry, file or directory, becomes the result, several stay (`nix-prefetch-url --unpack`).
 */
export type StripRoot = "one" | "none" | "single";

/**
 * The NAR hash of what an archive unpacks to, as `fetchzip` wants it. Nothing is written by a member's name, and no
 * program unpacks: the tree is read from the archive itself.
 *
 * Follows `pkgs/build-support/fetchzip` of nixpkgs and `src/nix/prefetch.cc` of NixOS/nix.
 *
 * @param file the archive: tar (also gz, bz2, xz, zst, lz) or zip, told apart by content
 * @param name what the archive is called in errors; `file` when left out
 * @throws UserError `E_ARCHIVE`, `E_TOOL` (a decompressor is missing), `E_NOT_FOUND`, `E_DISK_FULL`
 */
export async function unpackedHash(
  file: string,
  { name = file, stripRoot = "one" }: { name?: string; stripRoot?: StripRoot } = {},
): Promise<Hash> {
  try {
    return await withArchive(file, (tree) => narHash(STRIPPERS[stripRoot](tree)));
  } catch (error) {
    if (!(error instanceof UserError) || error.where !== undefined) throw error;
    const { code, hint, cause } = error;
    throw new UserError(error.message, { code, hint, cause, where: name });
  }
}

const STRIPPERS: Readonly<Record<StripRoot, (tree: TreeDirectory) => Tree>> = {
  one(tree) {
    const only = onlyEntry(tree);
    if (only?.type === "directory") return only;
    if (only?.type === "file") return tree;
    throw archiveError(
      only === undefined
        ? `the archive has ${tree.entries.length} entries at its top, where fetchzip wants one`
        : "the archive has nothing but a symlink at its top",
      "With `stripRoot = false`, fetchzip takes it as it is.",
    );
  },
  none: (tree) => tree,
  single(tree) {
    if (tree.entries.length === 0) throw archiveError("the archive is empty");
    return onlyEntry(tree) ?? tree;
  },
};
