/**
 * Bytes of a saved output that are read at once: as JSON at most six times as long, which is below what the SDK's
 * stdio client takes for one message (10 MiB).
 */
export const outputPage = 1_000_000;
