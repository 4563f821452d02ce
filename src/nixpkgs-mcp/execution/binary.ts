/** More than this share of odd bytes is no text, in whatever encoding. */
const MOST_ODD = 0.1;

/**
 * Is this no text? A NUL byte decides; otherwise the share of bytes that are neither UTF-8 nor whitespace nor
 * printable: a Latin-1 file with umlauts is a text still. Cut ends of characters do not count.
 */
export function isBinary(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  if (bytes.includes(0)) return true;
  const text = new TextDecoder("utf-8").decode(bytes);
  let odd = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Tab to carriage return, and escape, with which terminals are coloured.
    if (code === 0xfffd || code === 0x7f || (code < 0x20 && !(code >= 9 && code <= 13) && code !== 0x1b))
      odd++;
  }
  // Up to three bytes at each end may belong to a character that was cut.
  return odd > 6 && odd / bytes.length > MOST_ODD;
}

/** UTF-8, without the parts of a character that a cut left at the ends. */
export function decodeText(
  bytes: Uint8Array,
  cut: { readonly start: boolean; readonly end: boolean },
): string {
  let from = 0;
  let to = bytes.length;
  if (cut.start) while (from < Math.min(3, to) && isContinuation(bytes[from]!)) from++;
  if (cut.end) to = endOfWhole(bytes, from);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(from, to));
}

/** Does this decode without loss? */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The end of the last whole character, in bytes from the start; nothing before `from` is looked at. */
export function endOfWhole(bytes: Uint8Array, from = 0): number {
  const end = bytes.length;
  for (let at = end - 1; at >= Math.max(from, end - 4); at--) {
    const byte = bytes[at]!;
    if (isContinuation(byte)) continue;
    return at + lengthByLead(byte) > end ? at : end;
  }
  return end;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function lengthByLead(byte: number): number {
  if (byte >= 0xf0) return 4;
  if (byte >= 0xe0) return 3;
  return byte >= 0xc0 ? 2 : 1;
}
