import { UserError } from "../../errors.ts";
import type { Tree, TreeDirectory } from "../tree.ts";

const BLOCK = 512;

/** GNU tar fills its output up to whole records of twenty blocks. */
const RECORD = 20 * BLOCK;

/** Content is handed on in chunks of about this size. */
const CHUNK = 256 * 1024;

/** The time nixpkgs' stdenv sets (`SOURCE_DATE_EPOCH`), 1 January 1980. */
const TIME = 315_532_800;

/**
 * A tree as GNU tar packs it with `--sort=name --owner=0 --group=0 --numeric-owner` and pax headers without access
 * and change times, from within the folder (`.`): directories and executable files of mode 555, other files of 444, all
 * of one time.
 *
 * Follows GNU tar's `create.c` and `xheader.c` (format posix), and nixpkgs `fetch-pnpm-deps/default.nix`.
 * @throws UserError `E_TREE` for a symlink, which is in no such tree
 */
export async function* posixTar(tree: TreeDirectory): AsyncGenerator<Buffer> {
  let size = 0;
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const piece of members("./", tree)) {
    size += piece.length;
    waiting.push(piece);
    length += piece.length;
    if (length < CHUNK) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
  }
  const end = size + 2 * BLOCK;
  yield Buffer.concat([...waiting, Buffer.alloc(Math.ceil(end / RECORD) * RECORD - size)]);
}

/** @param name ends with `/` */
async function* members(name: string, folder: TreeDirectory): AsyncGenerator<Buffer> {
  yield header(name, "5", 0, 0o555);
  const entries = [...folder.entries].sort((a, b) => Buffer.compare(a.name, b.name));
  for (const entry of entries) {
    const path = name + Buffer.from(entry.name).toString();
    if (entry.node.type === "directory") yield* members(`${path}/`, entry.node);
    else yield* member(path, entry.node);
  }
}

async function* member(path: string, node: Exclude<Tree, TreeDirectory>): AsyncGenerator<Buffer> {
  if (node.type === "symlink")
    throw new UserError("a symlink has no place there", { code: "E_TREE", where: path });
  yield header(path, "0", node.size, node.executable ? 0o555 : 0o444);
  const content = node.read();
  if (content instanceof Uint8Array) yield Buffer.from(content);
  else for await (const chunk of content) yield Buffer.from(chunk);
  yield Buffer.alloc(Math.ceil(node.size / BLOCK) * BLOCK - node.size);
}

/** A ustar header holds a name of 100 bytes; GNU tar does not use its prefix in this format. */
function header(path: string, type: string, size: number, mode: number): Buffer {
  const name = Buffer.from(path);
  const whole = name.length <= SHORT && name.every((byte) => byte < 0x80);
  const short = ustar(name.subarray(0, SHORT), type, size, mode);
  return whole ? short : Buffer.concat([...paxHeader(path, name), short]);
}

const SHORT = 100;

function paxHeader(path: string, name: Buffer): Buffer[] {
  const slash = path.replace(/\/$/, "").lastIndexOf("/");
  const content = paxRecord("path", name);
  const where = Buffer.from(`${path.slice(0, slash)}/PaxHeaders/${path.slice(slash + 1).replace(/\/$/, "")}`);
  return [
    ustar(where.subarray(0, SHORT), "x", content.length, 0o644),
    content,
    Buffer.alloc(Math.ceil(content.length / BLOCK) * BLOCK - content.length),
  ];
}

/** `length key=value\n`, the length counting itself. */
function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from("\n")]);
  let length = rest.length;
  for (let next = rest.length + 1; next !== length; ) {
    length = next;
    next = rest.length + String(length).length;
  }
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function ustar(name: Buffer, type: string, size: number, mode: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number) =>
    block.write(value.toString(8).padStart(digits, "0"), at, "latin1");
  name.copy(block, 0);
  octal(mode, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(TIME, 136, 11);
  block.write("        ", 148, "latin1");
  block.write(type, 156, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}
