// Writes the pages of docs/, and the files of modules/templates/, that follow from the code; a test fails when it was forgotten.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { bundle } from "./bundle.mjs";
import { commandsPage } from "./docs/commands.mjs";
import { nixpkgsMcpPage } from "./docs/nixpkgs-mcp.mjs";
import { nixpkgsMcpManPage } from "./docs/nixpkgs-mcp-man.mjs";
import { nixpkgsMcpParts } from "./docs/nixpkgs-mcp-parts.mjs";
import { moduleOptions, optionsPage } from "./docs/options.mjs";
import { packagesPage } from "./docs/packages.mjs";
import { serversYamlPage } from "./docs/servers-yaml.mjs";
import { templateFiles } from "./docs/templates.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * The pages by their paths below the project.
 * @param {(args: readonly string[]) => Promise<string>} run runs the program: arguments → stdout
 * @returns {Promise<Record<string, string>>}
 */
export async function docsPages(run) {
  const parts = await nixpkgsMcpParts();
  return {
    "docs/commands.md": await commandsPage(run),
    "docs/mcp-nixgen.1": `${(await run(["help", "--man"])).trimEnd()}\n`,
    "docs/nixpkgs-mcp.1": await nixpkgsMcpManPage(parts),
    "docs/nixpkgs-mcp.md": nixpkgsMcpPage(parts),
    "docs/packages.md": await packagesPage(),
    "docs/servers-yaml.md": serversYamlPage(JSON.parse(await run(["schema"]))),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // Not dist/, which may be old. Below the project, so that what is not bundled is found in node_modules.
  const cache = join(root, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "docs-"));
  try {
    await bundle(join(folder, "dist"));
    const run = async (/** @type {readonly string[]} */ args) => {
      const { stdout } = await execa(process.execPath, [join(folder, "dist/cli.js"), ...args]);
      return stdout;
    };
    const pages = { ...(await docsPages(run)), ...(await templateFiles(run)) };
    for (const [path, text] of Object.entries(pages)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    const options = await moduleOptions();
    if (options !== null) await writeFile(join(root, "docs/options.md"), optionsPage(options));
    else {
      process.stderr.write(
        "docs/options.md stays as it is: it needs Nix, and there is no nix-instantiate on PATH (scripts/get-nix.sh makes one)\n",
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
