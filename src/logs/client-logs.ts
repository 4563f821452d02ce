import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ClientId } from "../config/clients.ts";
import type { XdgFolders } from "../config/xdg.ts";

/** A file in which a client keeps what a server said to it. */
interface ClientLog {
  readonly client: ClientId;
  readonly path: string;
}

/** Where a client keeps them: path parts below a folder, in which `*` stands for any name. */
interface Place {
  readonly client: ClientId;
  readonly base: (folders: XdgFolders, platform: NodeJS.Platform) => string;
  readonly parts: (server: string) => readonly string[];
}

/**
 * Sources: Claude Desktop: MCP documentation, "Debugging" (macOS); the same below its configuration folder on
 * Linux. Claude Code: its maintainers in the issue "How to Debug MCP Server that fails to connect?"
 * (anthropics/claude-code, 72) and later ones that name the folder.
 */
const places: readonly Place[] = [
  {
    client: "claude-desktop",
    base: ({ home, config }, platform) =>
      platform === "darwin" ? join(home, "Library/Logs/Claude") : join(config, "Claude/logs"),
    parts: (server) => [`mcp-server-${server}.log`],
  },
  {
    client: "claude-code",
    base: ({ home, cache }, platform) =>
      join(platform === "darwin" ? join(home, "Library/Caches") : cache, "claude-cli-nodejs"),
    // One folder a project, one file a session.
    parts: (server) => ["*", `mcp-logs-${server}`, "*"],
  },
];

/** The logs of a server that clients keep on this machine, each client's newest one. */
export async function clientLogs(
  server: string,
  folders: XdgFolders,
  platform: NodeJS.Platform = process.platform,
): Promise<ClientLog[]> {
  const found = await Promise.all(
    places.map(async ({ client, base, parts }) => {
      const newest = await newestOf(await matching(base(folders, platform), parts(server)));
      return newest === undefined ? [] : [{ client, path: newest }];
    }),
  );
  return found.flat();
}

async function matching(folder: string, parts: readonly string[]): Promise<string[]> {
  const [part, ...rest] = parts;
  if (part === undefined) return [folder];
  const names = part === "*" ? await readdir(folder).catch(() => []) : [part];
  const below = await Promise.all(names.map((name) => matching(join(folder, name), rest)));
  return below.flat();
}

async function newestOf(paths: readonly string[]): Promise<string | undefined> {
  const dated = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => null);
      return found?.isFile() ? [{ path, time: found.mtimeMs }] : [];
    }),
  );
  return dated.flat().toSorted((a, b) => b.time - a.time)[0]?.path;
}
