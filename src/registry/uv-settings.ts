import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { messageOf, UserError } from "../errors.ts";

/** An index as uv is told of it. */
export interface UvIndex {
  readonly name?: string | undefined;
  readonly url: string;
}

/** What uv is configured with that matters for reaching an index. */
export interface UvSettings {
  /** In the order uv asks them, before the default. */
  readonly extra: readonly UvIndex[];
  readonly fallback: UvIndex | undefined;
  readonly insecureHosts: readonly string[];
}

const indexEntry = z.object({
  name: z.string().optional(),
  url: z.string(),
  default: z.boolean().optional(),
  explicit: z.boolean().optional(),
});

const uvFile = z.object({
  index: z.array(indexEntry).default([]),
  "index-url": z.string().optional(),
  "extra-index-url": z.array(z.string()).default([]),
  "allow-insecure-host": z.array(z.string()).default([]),
});

type UvFile = z.infer<typeof uvFile>;

/**
 * uv's configuration for a project folder: `UV_*`, then `uv.toml` or `[tool.uv]` of pyproject.toml in it or
 * above, then the user's and the machine's uv.toml.
 *
 * Source: uv documentation, "Configuration files", "Package indexes", "Environment variables".
 *
 * @throws UserError `E_PYPI_CONFIG` when a file cannot be parsed
 */
export async function loadUvSettings(cwd: string, env: NodeJS.ProcessEnv): Promise<UvSettings> {
  const files = await uvFiles(cwd, env);
  const words = (name: string) => (env[name] ?? "").split(/\s+/).filter((word) => word !== "");
  const ofEnv = [...words("UV_INDEX"), ...words("UV_EXTRA_INDEX_URL")].map(namedIndex);
  const entries = files.flatMap(({ index }) => index.filter(({ explicit }) => explicit !== true));
  const extra: UvIndex[] = [
    ...ofEnv,
    ...entries.filter((entry) => entry.default !== true),
    ...files.flatMap((file) => file["extra-index-url"].map((url) => ({ url }))),
  ];
  const asked = env.UV_DEFAULT_INDEX || env.UV_INDEX_URL;
  const plain = files.find((file) => file["index-url"] !== undefined)?.["index-url"];
  return {
    extra,
    fallback: asked
      ? namedIndex(asked)
      : (entries.find((entry) => entry.default === true) ??
        (plain === undefined ? undefined : { url: plain })),
    insecureHosts: [...words("UV_INSECURE_HOST"), ...files.flatMap((file) => file["allow-insecure-host"])],
  };
}

/** `NAME=URL` or `URL`. */
function namedIndex(word: string): UvIndex {
  const named = /^([A-Za-z0-9._-]+)=(.+)$/.exec(word);
  return named === null ? { url: word } : { name: named[1] as string, url: named[2] as string };
}

/** The first one counts first. */
async function uvFiles(cwd: string, env: NodeJS.ProcessEnv): Promise<UvFile[]> {
  if (env.UV_CONFIG_FILE) return present([await readUvFile(env.UV_CONFIG_FILE, false)]);
  if (/^(?:1|true|yes|on)$/i.test(env.UV_NO_CONFIG ?? "")) return [];
  const configHome = env.XDG_CONFIG_HOME || path.join(env.HOME ?? os.homedir(), ".config");
  const machine = (env.XDG_CONFIG_DIRS || "/etc/xdg").split(":").map((folder) => `${folder}/uv/uv.toml`);
  return present([
    await projectFile(path.resolve(cwd)),
    await readUvFile(path.join(configHome, "uv", "uv.toml"), false),
    ...(await Promise.all([...machine, "/etc/uv/uv.toml"].map((file) => readUvFile(file, false)))),
  ]);
}

async function projectFile(folder: string): Promise<UvFile | null> {
  const found =
    (await readUvFile(path.join(folder, "uv.toml"), false)) ??
    (await readUvFile(path.join(folder, "pyproject.toml"), true));
  const above = path.dirname(folder);
  return found ?? (above === folder ? null : projectFile(above));
}

async function readUvFile(file: string, isPyproject: boolean): Promise<UvFile | null> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return null;
  const { parseTOML, getStaticTOMLValue } = await import("toml-eslint-parser");
  try {
    const whole = getStaticTOMLValue(parseTOML(text)) as { tool?: { uv?: unknown } };
    const table = isPyproject ? whole.tool?.uv : whole;
    return table === undefined ? null : uvFile.parse(table);
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error).split("\n")[0] : messageOf(error);
    throw new UserError(`uv's configuration cannot be read: ${message}`, {
      code: "E_PYPI_CONFIG",
      where: file,
      hint: "uv would not read it either: mend it, or set UV_NO_CONFIG=1.",
      cause: error,
    });
  }
}

function present<T>(items: readonly (T | null)[]): T[] {
  return items.filter((item) => item !== null);
}
