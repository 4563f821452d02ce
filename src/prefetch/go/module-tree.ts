import { archiveError } from "../archive/archive-error.ts";
import { directory, type Tree, type TreeDirectory, type TreeEntry, type TreeFile } from "../tree.ts";

/**
 * The files of a module's zip as the go command unpacks them: without the `PATH@VERSION/` that all of them are
 * under, and none executable (golang.org/x/mod/zip).
 *
 * @throws UserError `E_ARCHIVE` when a member is elsewhere, or is a link
 */
export function moduleTree(zip: TreeDirectory, module: string, version: string): TreeDirectory {
  let place = zip;
  for (const name of `${module}@${version}`.split("/")) {
    const [only, ...others] = place.entries;
    if (only?.node.type !== "directory" || others.length > 0 || nameOf(only) !== name) {
      throw archiveError(
        `this is not the zip of ${module}@${version}: not all its files are under that name`,
      );
    }
    place = only.node;
  }
  return plain(place, "");
}

/** Every file below a tree, with its path from there; sorted by its bytes, as Go sorts strings. */
export function filesOf(tree: TreeDirectory): { readonly path: string; readonly file: TreeFile }[] {
  const files: { path: string; file: TreeFile }[] = [];
  const walk = (folder: TreeDirectory, before: string) => {
    for (const entry of folder.entries) {
      const path = before + nameOf(entry);
      if (entry.node.type === "directory") walk(entry.node, `${path}/`);
      else if (entry.node.type === "file") files.push({ path, file: entry.node });
    }
  };
  walk(tree, "");
  return files.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

/** A folder inside a tree; undefined where there is none. */
export function folderAt(tree: TreeDirectory, path: string): TreeDirectory | undefined {
  let place: Tree | undefined = tree;
  for (const name of path.split("/").filter((part) => part !== "" && part !== ".")) {
    if (place?.type !== "directory") return undefined;
    place = place.entries.find((entry) => nameOf(entry) === name)?.node;
  }
  return place?.type === "directory" ? place : undefined;
}

function plain(folder: TreeDirectory, before: string): TreeDirectory {
  return directory(
    folder.entries.map((entry): [Uint8Array, Tree] => {
      const path = before + nameOf(entry);
      const { node } = entry;
      if (node.type === "symlink") throw archiveError(`${path} is a link, which no zip of a module has`);
      if (node.type === "directory") return [entry.name, plain(node, `${path}/`)];
      return [
        entry.name,
        { type: "file", executable: false, size: node.size, read: (reuse) => node.read(reuse) },
      ];
    }),
  );
}

function nameOf({ name }: TreeEntry): string {
  return Buffer.from(name).toString();
}
