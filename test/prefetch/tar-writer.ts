/** One member of a tar archive as it is to stand there, right or wrong; nothing is checked. */
export interface RawMember {
  readonly name: string | Uint8Array;
  readonly type?: string;
  readonly linkName?: string;
  readonly mode?: number;
  readonly content?: string | Uint8Array;
  /** When it is to differ from the content's. */
  readonly size?: number;
  readonly magic?: string;
  readonly prefix?: string;
}

/** A tar archive of ustar headers, byte for byte as told. */
export function rawTar(members: readonly RawMember[], end = Buffer.alloc(1024)): Buffer {
  return Buffer.concat([...members.map(rawMember), end]);
}

function rawMember(member: RawMember): Buffer {
  const content = Buffer.from((member.content ?? "") as Uint8Array);
  const header = Buffer.alloc(512);
  header.set(Buffer.from(member.name as Uint8Array).subarray(0, 100), 0);
  header.write(`${(member.mode ?? 0o644).toString(8).padStart(7, "0")}\0`, 100, "latin1");
  header.write(`${(member.size ?? content.length).toString(8).padStart(11, "0")}\0`, 124, "latin1");
  header.write(member.type ?? "0", 156, "latin1");
  header.write(member.linkName ?? "", 157, "utf8");
  header.write(member.magic ?? "ustar\x0000", 257, "latin1");
  header.write(member.prefix ?? "", 345, "utf8");
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return Buffer.concat([header, content, Buffer.alloc(-content.length & 511)]);
}

/** A record of a pax extended header. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  for (let length = Buffer.byteLength(rest); ; length++) {
    const record = `${length}${rest}`;
    if (Buffer.byteLength(record) === length) return record;
  }
}
