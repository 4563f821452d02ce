import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { ClientId } from "../../src/config/clients.ts";
import { manifestOf } from "../deploy/setting.ts";
import { bundledCli, type Cli } from "../support/cli.ts";

/** A home folder for the program as it is published. */
export async function makeCliHome(cli: Cli) {
  const home = await mkdtemp(join(tmpdir(), "deploy-cli-"));
  const read = (path: string) => readFile(join(home, path), "utf8");
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  };
  return {
    home,
    /** dist/cli.js, absolute. */
    program: cli.path,
    read,
    put,
    /** Puts a manifest where Home-Manager does; its path. */
    install: async (
      clients: readonly ClientId[],
      servers: Parameters<typeof manifestOf>[1],
      name = "manifest.json",
    ) => {
      await put(`.config/mcp-nixgen/${name}`, JSON.stringify(manifestOf(clients, servers)));
      return join(home, ".config/mcp-nixgen", name);
    },
    run: (words: readonly string[], env: Record<string, string> = {}) =>
      cli.run(words, { env: { HOME: home, ...env } }),
    /** The servers of a JSON file in Claude's notation. */
    names: async (path: string) => Object.keys(JSON.parse(await read(path)).mcpServers),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

export type CliHome = Awaited<ReturnType<typeof makeCliHome>>;

/** A home folder of its own for each test of a file, and the program bundled once. */
export function useCliHome(): CliHome {
  let cli: Cli;
  let current: CliHome;
  beforeAll(async () => {
    cli = await bundledCli();
  });
  afterAll(() => cli.remove());
  beforeEach(async () => {
    current = await makeCliHome(cli);
  });
  afterEach(() => current.remove());
  return {
    get home() {
      return current.home;
    },
    get program() {
      return current.program;
    },
    read: (path) => current.read(path),
    put: (path, text) => current.put(path, text),
    install: (...words) => current.install(...words),
    run: (...words) => current.run(...words),
    names: (path) => current.names(path),
    remove: () => current.remove(),
  };
}

export const secret = "sk-abcdefghijklmnopqrstuvwxyz012345";
export const users = `{"mcpServers": {"mine": {"command": "x", "env": {"API_KEY": "${secret}"}}}, "password": "tell-nobody"}`;
