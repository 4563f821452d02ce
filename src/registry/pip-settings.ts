import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseIni } from "./config-parser.ts";

/** What pip is configured with that matters for reaching an index; values as written. */
export type PipSettings = Readonly<Record<string, string>>;

/** Sections that count for `pip install` and `pip download`, the later over the earlier. */
const sections = ["global", "download", "install"];

/**
 * pip's configuration: the files of machine, user and virtual environment, and `PIP_*` over them all.
 *
 * Source: pip documentation, "Configuration", files and their precedence.
 */
export async function loadPipSettings(
  env: NodeJS.ProcessEnv,
  platform = process.platform,
): Promise<PipSettings> {
  const settings: Record<string, string> = {};
  for (const file of pipFiles(env, platform)) Object.assign(settings, await readSettings(file));
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith("PIP_") || value === undefined || value === "") continue;
    settings[name.slice(4).toLowerCase().replaceAll("_", "-")] = value;
  }
  return settings;
}

async function readSettings(file: string): Promise<Record<string, string>> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return {};
  const parsed = parseIni(text);
  const settings: Record<string, string> = {};
  for (const section of sections) {
    for (const [name, value] of parsed.get(section) ?? []) settings[name.replaceAll("_", "-")] = value;
  }
  return settings;
}

/** The later ones win. `PIP_CONFIG_FILE` is read over them; the null device as its value stands for none at all. */
function pipFiles(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  const home = env.HOME ?? os.homedir();
  const configHome = env.XDG_CONFIG_HOME || path.join(home, ".config");
  const own = env.PIP_CONFIG_FILE;
  if (own === os.devNull) return [];
  const machine = (env.XDG_CONFIG_DIRS || "/etc/xdg").split(":").map((folder) => `${folder}/pip/pip.conf`);
  return [
    ...machine.toReversed(),
    ...(platform === "darwin" ? ["/Library/Application Support/pip/pip.conf"] : []),
    "/etc/pip.conf",
    path.join(home, ".pip", "pip.conf"),
    ...(platform === "darwin" ? [path.join(home, "Library", "Application Support", "pip", "pip.conf")] : []),
    path.join(configHome, "pip", "pip.conf"),
    ...(env.VIRTUAL_ENV ? [path.join(env.VIRTUAL_ENV, "pip.conf")] : []),
    ...(own ? [own] : []),
  ];
}
