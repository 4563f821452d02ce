#!/usr/bin/env node
// Runs a bench: `node test/bench/run.mjs nar [arguments]` bundles test/bench/nar.ts as the release is bundled
// (Node 20 reads no TypeScript) and runs it in a process of its own.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !/^[a-z0-9-]+$/.test(name)) {
  console.error("usage: node test/bench/run.mjs NAME [arguments]   (NAME.ts lies beside this file)");
  process.exit(2);
}

// Below the project, so that the bundle finds node_modules.
const folder = mkdtempSync(path.join(root, "node_modules", ".bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const outfile = path.join(folder, `${name}.mjs`);
await build({
  entryPoints: [path.join(here, `${name}.ts`)],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  logLevel: "error",
});

const child = spawn(process.execPath, ["--enable-source-maps", outfile, ...rest], {
  stdio: "inherit",
  cwd: root,
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("close", (code) => process.exit(code ?? 1));
