import { fetchWhole, type WholeRequest } from "../cache/fetch-whole.ts";

/** Bytes of what an address gives, as its server says before it sends them; null: it does not say, or does not answer. */
export async function downloadSize(
  url: string,
  how: Pick<WholeRequest, "headers" | "connection" | "signal">,
): Promise<number | null> {
  try {
    const { headers } = await fetchWhole({ ...how, url, maxBytes: 0, retries: 0 });
    const size = Number(headers["content-length"] ?? Number.NaN);
    return Number.isSafeInteger(size) ? size : null;
  } catch {
    how.signal?.throwIfAborted();
    return null;
  }
}
