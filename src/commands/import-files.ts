import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { clientById } from "../clients/clients.ts";
import type { Client, Place } from "../clients/types.ts";
import type { ClientId } from "../config/clients.ts";
import { xdgFolders } from "../config/xdg.ts";
import { messageOf, UserError } from "../errors.ts";
import type { World } from "../import/call.ts";
import { withProjectSwitches } from "../import/claude-projects.ts";
import type { ReadFile } from "../import/found.ts";
import type { NixConfig } from "../import/nix-config.ts";
import { possibleFiles } from "../import/places.ts";
import { type ConfigFile, readClientFile } from "../import/read-file.ts";
import type { Context } from "./command.ts";
import { shortPath } from "./deploy-report.ts";
import { usageError } from "./usage-error.ts";

interface Asked {
  readonly files: readonly string[];
  readonly client: ClientId | undefined;
  readonly nix: string | undefined;
  readonly flake: string | undefined;
}

/** A file that was read, for the report. */
export interface ReadSummary {
  readonly file: string;
  readonly client: ClientId | null;
  readonly servers: number;
}

interface Imports {
  readonly files: readonly ReadSummary[];
  readonly read: readonly ReadFile[];
  /** Files that could not be read; the others are. */
  readonly errors: readonly UserError[];
}

/** Reads what was named; without anything named, every file of every client that is there. */
export async function readImports(context: Context, asked: Asked): Promise<Imports> {
  const nix = nixConfigs(context, asked);
  if (asked.client !== undefined && asked.files.length === 0) throw usageError("--client goes with FILEs");
  const { home } = xdgFolders(context.env);
  const place: Place = {
    platform: process.platform === "darwin" ? "darwin" : "linux",
    home,
    env: context.env,
  };
  const wanted =
    asked.files.length > 0
      ? asked.files.map((path) => ({
          path: resolve(context.cwd, path),
          client: asked.client === undefined ? undefined : clientById(asked.client),
          project: undefined,
          named: true,
        }))
      : nix.length > 0
        ? []
        : onMachine(context, place);
  const files: ReadSummary[] = [];
  const read: ReadFile[] = [];
  const errors: UserError[] = [];
  for (const { path, client, project, named } of wanted) {
    context.signal.throwIfAborted();
    const shown = shortPath(path, home);
    try {
      const text = await textOf(path, shown, named);
      if (text === null) continue;
      const isOwn = (one: Client) => one.file(place, existsSync) === path;
      const file: ConfigFile = { path, shown, text, client, home, project, isOwn };
      const one = readClientFile(file);
      read.push(one);
      const count = one.found.length + one.unread.length;
      if (count > 0 || named)
        files.push({
          file: shown,
          client: (one.found[0] ?? one.unread[0])?.client ?? client?.id ?? null,
          servers: count,
        });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
    }
  }
  for (const config of nix) {
    const one = await evaluated(context, config);
    read.push(one);
    files.push({ file: "nix", client: null, servers: one.found.length + one.unread.length });
  }
  return { files, read: withProjectSwitches(read), errors };
}

function onMachine(context: Context, place: Place) {
  return possibleFiles(place, context.cwd).map((file) => ({
    ...file,
    project: file.project,
    named: false,
  }));
}

/** null: nothing is there, and nobody said there was. */
async function textOf(path: string, shown: string, named: boolean): Promise<string | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!named && ["ENOENT", "ENOTDIR", "EISDIR"].includes(code ?? "")) return null;
    const reason =
      code === "ENOENT" ? "no such file" : code === "EISDIR" ? "it is a folder" : messageOf(error);
    throw new UserError(`cannot read it: ${reason}`, { code: "E_IMPORT_READ", where: shown, cause: error });
  }
  try {
    return textFrom(bytes);
  } catch (cause) {
    throw new UserError("the file is no text", {
      code: "E_IMPORT_SYNTAX",
      where: shown,
      hint: "Save it as UTF-8.",
      cause,
    });
  }
}

/** UTF-8, or the UTF-16 that Windows' Notepad once wrote. */
function textFrom(bytes: Buffer): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}

function nixConfigs(context: Context, { nix, flake }: Asked): NixConfig[] {
  const configs: NixConfig[] = [];
  if (nix !== undefined) {
    const isPath = /^(?:\.{0,2}\/|~\/)|\.nix$/.test(nix) && !/[\s;{(]/.test(nix);
    configs.push(
      isPath ? { kind: "file", path: resolve(context.cwd, nix) } : { kind: "expression", text: nix },
    );
  }
  if (flake !== undefined) {
    const hash = flake.indexOf("#");
    const uri = hash === -1 ? flake : flake.slice(0, hash);
    const attribute = hash === -1 ? [] : attributePath(flake.slice(hash + 1));
    const isPath = /^(?:\.{0,2}\/|\.{1,2}$)/.test(uri) || uri === "";
    configs.push({ kind: "flake", uri: isPath ? resolve(context.cwd, uri) : uri, attribute });
  }
  return configs;
}

/** `homeConfigurations."me@host".config` */
function attributePath(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|([^."]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

async function evaluated(context: Context, config: NixConfig): Promise<ReadFile> {
  const [{ findNix }, { readNixConfig }] = await Promise.all([
    import("../nix/find-nix.ts"),
    import("../import/nix-config.ts"),
  ]);
  return readNixConfig(await findNix(context.env), config, context.signal);
}

/** What recognising may look at: package.json files of packages that npm has installed. */
export function worldOf(env: Context["env"]): World {
  return {
    home: xdgFolders(env).home,
    readText: (path) => {
      try {
        return readFileSync(path, "utf8");
      } catch {
        return null;
      }
    },
  };
}
