// Bundles this project's code into the files that the stand-in's fetchers run.
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const standIn = dirname(fileURLToPath(import.meta.url));

/** The programs, by their folder. */
const programs = {
  "prefetch-npm-deps": "npm/prefetch-npm-deps",
  "prefetch-yarn-deps": "yarn/prefetch-yarn-deps",
  "pack-pnpm-store": "pnpm/pack-pnpm-store",
};

/**
 * Makes the stand-in ready to use. A file is left as it is when nothing changed, so that no derivation
 * changes either; several processes may do it at once.
 */
export async function bundleStandIn() {
  for (const [name, folder] of Object.entries(programs)) await bundleProgram(name, folder);
}

async function bundleProgram(name, folder) {
  const outfile = join(standIn, ".bundle", `${name}.mjs`);
  const result = await build({
    entryPoints: [join(standIn, folder, "main.ts")],
    absWorkingDir: join(standIn, "../.."),
    outfile,
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    // jsonc-parser's `main` is UMD, whose require() a bundler cannot follow.
    mainFields: ["module", "main"],
    legalComments: "none",
    banner: {
      js: 'import { createRequire as __cr } from "node:module"; const require = __cr(import.meta.url);',
    },
    logLevel: "warning",
  });
  const text = result.outputFiles[0].text;
  if ((await readFile(outfile, "utf8").catch(() => "")) === text) return;
  const temporary = `${outfile}.${process.pid}`;
  try {
    await mkdir(dirname(outfile), { recursive: true });
    await writeFile(temporary, text);
    await rename(temporary, outfile);
  } finally {
    await rm(temporary, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleStandIn();
