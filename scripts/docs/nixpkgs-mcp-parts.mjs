// The parts of nixpkgs-mcp that its pages tell of.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

const parts = `
export { flags, helpText } from "./src/nixpkgs-mcp/config/flags.ts";
export { printedSettings } from "./src/nixpkgs-mcp/config/print.ts";
export { configSchema } from "./src/nixpkgs-mcp/config/schema.ts";
export { settingsOf } from "./src/nixpkgs-mcp/config/settings.ts";
export { policySchema } from "./src/nixpkgs-mcp/policy/schema.ts";
export { commonTools } from "./src/nixpkgs-mcp/tools/common-tools.ts";
export { macro, roff } from "./src/ui/roff.ts";
export { z } from "zod";
`;

/** Loads them, bundled, since Node.js knows no TypeScript. */
export async function nixpkgsMcpParts() {
  const cache = join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "docs-"));
  const outfile = join(folder, "parts.mjs");
  try {
    await build({
      absWorkingDir: root,
      stdin: { contents: parts, resolveDir: root, loader: "ts" },
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      mainFields: ["module", "main"],
      // CommonJS, which asks for parts of Node.js as it goes.
      external: ["yaml"],
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
