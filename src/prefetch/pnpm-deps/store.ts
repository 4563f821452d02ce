import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { messageOf, UserError } from "../../errors.ts";
import { directory, file, type Tree, type TreeDirectory, type TreeFile } from "../tree.ts";
import type { Contents } from "./contents.ts";
import { type IndexedFile, indexPlace, indexText } from "./index-file.ts";
import type { PnpmPackage } from "./lockfile.ts";
import { packageFiles } from "./package-files.ts";

const unzipped = promisify(gunzip);

/** No package of a registry unpacks to more; a guard against one that is made to. */
const LARGEST = 2 ** 31 - 1;

const EXECUTABLE = 0o111;

/** pnpm 10's store as it fills up, package by package. */
export class PnpmStore {
  readonly #contents: Contents;
  readonly #files = new Map<string, () => TreeFile>();
  readonly #indexes = new Map<string, Map<string, string>>();

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  /**
   * Puts a package into the store.
   *
   * @param tarball the file, whose integrity has been checked
   * @throws UserError `E_ARCHIVE` when pnpm could not unpack it either
   */
  async add({ name, version, integrity }: PnpmPackage, tarball: string): Promise<void> {
    const id = `${name}@${version}`;
    try {
      const files = packageFiles(await plain(await readFile(tarball)));
      const indexed = new Map<string, IndexedFile>();
      for (const [path, { mode, content }] of files) {
        indexed.set(path, { integrity: await this.#keep(content, mode), mode, size: content.length });
      }
      const place = indexPlace(integrity, id);
      const folder = this.#indexes.get(place.folder) ?? new Map<string, string>();
      const manifest = files
        .get("package.json")
        ?.content.toString()
        .replace(/^\uFEFF/, "");
      folder.set(place.name, indexText(manifest === undefined ? undefined : JSON.parse(manifest), indexed));
      this.#indexes.set(place.folder, folder);
    } catch (error) {
      if (error instanceof UserError || !(error instanceof Error) || "syscall" in error) throw error;
      throw new UserError(`the tarball of ${id} cannot be unpacked: ${messageOf(error)}`, {
        code: "E_ARCHIVE",
        where: id,
        cause: error,
      });
    }
  }

  /** @returns SRI sha512 */
  async #keep(content: Buffer, mode: number): Promise<string> {
    const digest = createHash("sha512").update(content).digest();
    const executable = (mode & EXECUTABLE) !== 0;
    const name = `${digest.toString("hex")}${executable ? "-exec" : ""}`;
    if (!this.#files.has(name)) {
      // Before the first pause: another package may come with the same content.
      let made: (() => TreeFile) | undefined;
      this.#files.set(name, () => made!());
      made = await this.#contents.add(content, executable);
    }
    return `sha512-${digest.toString("base64")}`;
  }

  /** The store's folder, all packages being there: what pnpm is told as `store-dir`. */
  tree(): TreeDirectory {
    const files = new Map<string, [string, Tree][]>();
    for (const [name, node] of this.#files) {
      const folder = files.get(name.slice(0, 2)) ?? [];
      folder.push([name.slice(2), node()]);
      files.set(name.slice(0, 2), folder);
    }
    return directory({
      v10: directory({
        files: directory(BYTES.map((byte) => [byte, directory(files.get(byte) ?? [])] as const)),
        index: directory(
          BYTES.map((byte) => {
            const entries = [...(this.#indexes.get(byte) ?? [])];
            return [byte, directory(entries.map(([name, text]) => [name, file(text)] as const))] as const;
          }),
        ),
      }),
    });
  }
}

/** pnpm makes a folder for each of them at once. */
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

async function plain(tarball: Buffer): Promise<Buffer> {
  const zipped = tarball[0] === 0x1f && tarball[1] === 0x8b;
  return zipped ? unzipped(tarball, { maxOutputLength: LARGEST }) : tarball;
}
