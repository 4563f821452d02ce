// usage: node unpack-store.mjs FILE >TAR. The host need not have zstd; this Node does.
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";

await pipeline(createReadStream(process.argv[2]), createZstdDecompress(), process.stdout);
