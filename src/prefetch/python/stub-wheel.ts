import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { SdistFacts } from "./sdist-facts.ts";

/**
 * Writes a wheel of metadata only, so that uv and pip can take a project into account that has but a source archive,
 * without running its code. Nothing is ever installed from it.
 *
 * @param folder what goes to the tools as `--find-links`
 */
export async function writeStubWheel(
  folder: string,
  project: string,
  version: string,
  facts: SdistFacts,
): Promise<void> {
  const name = project.replace(/-/g, "_");
  const info = `${name}-${version}.dist-info`;
  const metadata = [
    "Metadata-Version: 2.1",
    `Name: ${project}`,
    `Version: ${version}`,
    ...(facts.requiresPython === null ? [] : [`Requires-Python: ${facts.requiresPython}`]),
    ...facts.providesExtra.map((extra) => `Provides-Extra: ${extra}`),
    // A line break of pyproject.toml's would begin another header.
    ...facts.requiresDist.map((requirement) => `Requires-Dist: ${requirement.replace(/[\r\n]+/g, " ")}`),
  ];
  const wheel = ["Wheel-Version: 1.0", "Generator: mcp-nixgen", "Root-Is-Purelib: true", "Tag: py3-none-any"];
  const archive = storedZip([
    [`${info}/METADATA`, lines(metadata)],
    [`${info}/WHEEL`, lines(wheel)],
    [`${info}/RECORD`, `${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`],
  ]);
  await writeFile(join(folder, `${name}-${version}-py3-none-any.whl`), archive);
}

const lines = (texts: readonly string[]) => `${texts.join("\n")}\n`;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** The first of January 1980, where MS-DOS begins. */
const DATE = 0x21;

/** A zip archive of uncompressed files. Source: PKWARE's APPNOTE.TXT 6.3.10. */
function storedZip(files: readonly (readonly [name: string, text: string])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [fileName, text] of files) {
    const [name, content] = [Buffer.from(fileName), Buffer.from(text)];
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(VERSION, 0);
    facts.writeUInt16LE(DATE, 8);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(content.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    parts.push(number(LOCAL), facts, name, content);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(number(CENTRAL), half(VERSION), facts, place, name);
    offset += 30 + name.length + content.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, number(END), end]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function half(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
