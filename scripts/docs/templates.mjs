// modules/templates/: what `mcp-nixgen init` writes, for those who begin with `nix flake init -t`.
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const templates = join(dirname(fileURLToPath(import.meta.url)), "../../modules/templates");

/** Template → the files of it that people wrote, and where its weekly update has the program from. */
const made = {
  default: { own: ["flake.nix", "home.nix", "README.md"], flake: ".#mcp-nixgen" },
  servers: { own: ["README.md"], flake: "github:OWNER/mcp-nixgen" },
};

/** A large copy that the first `generate` writes. */
const leftOut = ".mcp-nixgen";

/**
 * The written files by their paths below the project.
 * @param {(args: readonly string[]) => Promise<string>} run runs the program: arguments → stdout
 * @returns {Promise<Record<string, string>>}
 */
export async function templateFiles(run) {
  /** @type {Record<string, string>} */
  const files = {};
  for (const [name, { own, flake }] of Object.entries(made)) {
    const folder = await mkdtemp(join(tmpdir(), "template-"));
    try {
      for (const file of own) await cp(join(templates, name, file), join(folder, file));
      await run(["init", folder, "--workflow", flake]);
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      for (const entry of entries) {
        const path = relative(folder, join(entry.parentPath, entry.name));
        if (!entry.isFile() || own.includes(path) || path.startsWith(`${leftOut}/`)) continue;
        files[`modules/templates/${name}/${path}`] = await readFile(join(folder, path), "utf8");
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return files;
}
