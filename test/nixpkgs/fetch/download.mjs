// usage: node download.mjs URL FILE. Follows redirects; three tries; no partial file on failure.
import { createWriteStream, rmSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

const [url, file] = process.argv.slice(2);
for (let attempt = 1; ; attempt++) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(600_000) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file));
    break;
  } catch (error) {
    rmSync(file, { force: true });
    console.error(`${url}: ${error.cause?.message ?? error.message}`);
    if (attempt === 3) process.exit(1);
    await sleep(1000 * attempt);
  }
}
