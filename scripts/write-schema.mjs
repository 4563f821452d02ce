// Writes schemas/servers.schema.json from the zod schema; a test fails when it was forgotten.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
// Inside the project: the bundle imports zod from here.
await mkdir(join(root, "node_modules/.cache"), { recursive: true });
const folder = await mkdtemp(join(root, "node_modules/.cache/schema-"));
try {
  const outfile = join(folder, "json-schema.mjs");
  await build({
    entryPoints: [join(root, "src/config/json-schema.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    outfile,
    logLevel: "warning",
  });
  const { serversJsonSchemaText } = await import(pathToFileURL(outfile).href);
  await mkdir(join(root, "schemas"), { recursive: true });
  await writeFile(join(root, "schemas/servers.schema.json"), serversJsonSchemaText());
} finally {
  await rm(folder, { recursive: true, force: true });
}
