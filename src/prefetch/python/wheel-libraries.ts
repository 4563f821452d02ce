import { withArchive } from "../archive/open-archive.ts";
import { fileContents } from "../file-contents.ts";
import type { TreeDirectory, TreeFile } from "../tree.ts";
import { readElf } from "./elf.ts";

/** What the ELF files of a wheel bring, and what they want from elsewhere. */
export interface WheelLibraries {
  /** File names and sonames of its libraries, sorted. */
  readonly brings: readonly string[];
  /** Sonames that are needed and not brought, sorted. */
  readonly needs: readonly string[];
}

/** Of glibc: every program has them loaded already. */
const C_LIBRARY =
  /^(?:libc|libm|libdl|libpthread|librt|libutil|libresolv|libanl|libBrokenLocale|libmvec|libthread_db)\.so\.\d+$|^ld-linux[\w-]*\.so\.\d+$/;

/**
 * Reads the ELF files of a wheel for Linux.
 *
 * @param file the wheel
 * @throws UserError `E_ARCHIVE`
 */
export async function wheelLibraries(file: string): Promise<WheelLibraries> {
  const brings = new Set<string>();
  const needs = new Set<string>();
  await withArchive(file, async (root) => {
    for await (const { name, node } of filesBelow(root)) {
      if (!(await beginsAsElf(node))) continue;
      const facts = readElf(await fileContents(node));
      if (facts === null) continue;
      brings.add(name);
      if (facts.soname !== null) brings.add(facts.soname);
      for (const one of facts.needed) needs.add(one);
    }
  });
  return {
    brings: [...brings].sort(),
    needs: [...needs].filter((one) => !brings.has(one) && !C_LIBRARY.test(one)).sort(),
  };
}

async function* filesBelow(folder: TreeDirectory): AsyncGenerator<{ name: string; node: TreeFile }> {
  for (const { name, node } of folder.entries) {
    if (node.type === "directory") yield* filesBelow(node);
    else if (node.type === "file") yield { name: Buffer.from(name).toString("utf8"), node };
  }
}

async function beginsAsElf(node: TreeFile): Promise<boolean> {
  const content = node.read();
  if (content instanceof Uint8Array) return isElf(content);
  for await (const chunk of content) return isElf(chunk);
  return false;
}

function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}
