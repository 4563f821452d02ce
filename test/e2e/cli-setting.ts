import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { execa } from "execa";
import type { Cli, CliRun } from "../support/cli.ts";

/** The folder a test runs the program in: a home with npm's configuration, a cache, a project. */
export interface Setting {
  /** Of the whole setting; holds nothing but `home`, `cache` and `project`. */
  readonly folder: string;
  readonly project: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs the program in the project. */
  run(...args: string[]): Promise<CliRun>;
  /** The same with `--json`; fails unless stdout is one JSON document. Only progress may be on stderr. */
  json(...args: string[]): Promise<JsonRun>;
  /** Starts the program and gives its process, as execa does. */
  start(...args: string[]): ReturnType<typeof startProgram>;
  /** The same again, with all files of the project and all caches. */
  copy(): Promise<Setting>;
  /** Another machine of the same user: empty caches, and of the project only these files (none by default). */
  elsewhere(files?: Readonly<Record<string, string>>): Promise<Setting>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** Every file of the project: path → text. */
  files(): Promise<Record<string, string>>;
  remove(): Promise<void>;
}

export interface JsonRun {
  readonly code: number | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: each command has a document of its own; tests say what they expect
  readonly value: any;
}

/** Of npm's own time-outs and pauses, what a test waits for. */
const impatient = [
  "fetch-retries=1",
  "fetch-retry-mintimeout=10",
  "fetch-retry-maxtimeout=50",
  "fetch-timeout=2000",
];

/** @param npmrc more lines of the user's `.npmrc` */
export async function makeSetting(
  cli: Cli,
  registry: string,
  npmrc: readonly string[] = [],
): Promise<Setting> {
  const text = [`registry=${registry}`, ...impatient, ...npmrc, ""].join("\n");
  return emptySetting(cli, text);
}

async function emptySetting(cli: Cli, npmrc: string): Promise<Setting> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-e2e-"));
  for (const name of ["home", "project", "tmp"]) await mkdir(join(folder, name));
  await writeFile(join(folder, "home/.npmrc"), npmrc);
  return settingIn(cli, folder, npmrc);
}

function settingIn(cli: Cli, folder: string, npmrc: string): Setting {
  const project = join(folder, "project");
  const env = {
    HOME: join(folder, "home"),
    XDG_CACHE_HOME: join(folder, "cache"),
    TMPDIR: join(folder, "tmp"),
    npm_config_cache: join(folder, "npm-cache"),
  };
  const run = (...args: string[]) => cli.run(args, { cwd: project, env });
  const setting: Setting = {
    folder,
    project,
    env,
    run,
    async json(...args) {
      const { code, stdout, stderr } = await run(...args, "--json");
      if (/^(?:error|warning|\{)/m.test(stderr)) throw new Error(`not in the JSON document: ${stderr}`);
      return { code, value: JSON.parse(stdout) };
    },
    start: (...args) => startProgram(cli, args, project, env),
    async copy() {
      const other = await emptySetting(cli, npmrc);
      await cp(folder, other.folder, { recursive: true, force: true, preserveTimestamps: true });
      return other;
    },
    async elsewhere(files = {}) {
      const other = await emptySetting(cli, npmrc);
      for (const [path, text] of Object.entries(files)) await other.write(path, text);
      return other;
    },
    read: (path) => readFile(join(project, path), "utf8"),
    async write(path, text) {
      await mkdir(dirname(join(project, path)), { recursive: true });
      await writeFile(join(project, path), text);
    },
    files: () => filesBelow(project),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  return setting;
}

function startProgram(cli: Cli, args: readonly string[], cwd: string, env: Setting["env"]) {
  return execa(process.execPath, [cli.path, ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
}

/** Path relative to `folder` → text, for every file below it. */
export async function filesBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = await Promise.all(
    files.sort().map(async (file) => [relative(folder, file), await readFile(file, "utf8")] as const),
  );
  return Object.fromEntries(pairs);
}
