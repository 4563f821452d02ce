import fc from "fast-check";

/** A text of some of `unit`, and its bytes in chunks of any length. */
export const chunked = (unit: readonly string[]) =>
  fc
    .tuple(
      fc.array(fc.constantFrom(...unit), { maxLength: 60 }),
      fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 20 }),
    )
    .map(([parts, sizes]) => {
      const bytes = Buffer.from(parts.join(""));
      const chunks: Buffer[] = [];
      for (let start = 0, turn = 0; start < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] || (turn % sizes.length === 0 ? 1 : 0);
        chunks.push(bytes.subarray(start, start + size));
        start += size;
      }
      return { text: bytes.toString("utf8"), chunks };
    });
