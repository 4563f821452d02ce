import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../errors.ts";
import { readAhead } from "./read-ahead.ts";
import type { Tree, TreeDirectory, TreeEntry, TreeFile } from "./tree.ts";

/** Up to this size a blocking read is faster than a trip through the thread pool. */
const SMALL = 256 * 1024;

const NOT_FOLLOWED = constants.O_RDONLY | constants.O_NOFOLLOW;

const SLASH = Buffer.from("/");

/**
 * The tree at `location`, which may itself be a file or a symlink (it is not followed, as `nix hash path` does
 * not). Directories are listed and files opened only when they are asked for; what is asked for twice is
 * listed and read twice. A file is executable when its owner may execute it (`S_IXUSR`, as
 * `src/libutil/posix-source-accessor.cc` of NixOS/nix has it).
 *
 * @throws UserError `E_NOT_FOUND`, `E_FORBIDDEN` or `E_TREE` (a socket, device or pipe), now or while reading
 */
export async function treeOfPath(location: string | Uint8Array): Promise<Tree> {
  const absolute = typeof location === "string" ? Buffer.from(path.resolve(location)) : Buffer.from(location);
  return nodeAt(absolute);
}

function nodeAt(location: Buffer): Tree {
  const stats = attempt(location, () => lstatSync(location));
  if (stats.isFile()) return new DiskFile(location, stats);
  if (stats.isDirectory()) return new DiskDirectory(location);
  if (stats.isSymbolicLink()) {
    return { type: "symlink", target: attempt(location, () => readlinkSync(location, "buffer")) };
  }
  throw new UserError(`a tree holds files, directories and symlinks only, and this is ${kindOf(stats)}`, {
    code: "E_TREE",
    where: location.toString(),
    hint: "Remove it, or choose a directory without it.",
  });
}

class DiskDirectory implements TreeDirectory {
  readonly type = "directory";
  readonly #location: Buffer;

  constructor(location: Buffer) {
    this.#location = location;
  }

  // Not kept: a walk needs each listing once, and a whole tree's worth of them would be held for nothing.
  get entries(): readonly TreeEntry[] {
    const names = attempt(this.#location, () => readdirSync(this.#location, { encoding: "buffer" }));
    const prefix = Buffer.concat([this.#location, SLASH]);
    return names.map((name) => ({ name, node: nodeAt(Buffer.concat([prefix, name])) }));
  }
}

class DiskFile implements TreeFile {
  readonly type = "file";
  readonly executable: boolean;
  readonly size: number;
  // No `#private`: its checks are felt when files are many.
  private readonly location: Buffer;

  constructor(location: Buffer, stats: Stats) {
    this.location = location;
    this.executable = (stats.mode & constants.S_IXUSR) !== 0;
    this.size = stats.size;
  }

  read(reuse = false): Uint8Array | AsyncIterable<Uint8Array> {
    if (this.size > SMALL) return this.stream(reuse);
    const bytes = Buffer.allocUnsafe(this.size + 1);
    return bytes.subarray(0, this.readInto(bytes, 0));
  }

  readInto(target: Uint8Array, offset: number): number {
    const descriptor = attempt(this.location, () => openSync(this.location, NOT_FOLLOWED));
    try {
      // One byte more than expected is asked for, so that a file that grew is noticed without a second read: a
      // regular file's read comes back short at its end only.
      return readSync(descriptor, target, offset, this.size + 1, null);
    } finally {
      closeSync(descriptor);
    }
  }

  private async *stream(reuse: boolean): AsyncGenerator<Uint8Array> {
    let handle: FileHandle;
    try {
      handle = await open(this.location, NOT_FOLLOWED);
    } catch (error) {
      throw explained(error, this.location);
    }
    try {
      yield* readAhead(handle, { length: this.size + 1, reuse });
    } finally {
      await handle.close();
    }
  }
}

function attempt<Result>(location: Buffer, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw explained(error, location);
  }
}

function explained(error: unknown, location: Buffer): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const where = location.toString();
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new UserError("no such file or directory", { code: "E_NOT_FOUND", where, cause: error });
  }
  if (code === "EACCES" || code === "EPERM") {
    return new UserError("it may not be read", { code: "E_FORBIDDEN", where, cause: error });
  }
  return error;
}

function kindOf(stats: Stats): string {
  if (stats.isSocket()) return "a socket";
  if (stats.isFIFO()) return "a named pipe";
  return "a device";
}
