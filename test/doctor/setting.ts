import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A home folder with a manifest of servers whose wrappers are scripts. */
export interface Home {
  readonly folder: string;
  /** HOME and PATH, and nothing that leads to a user manager. */
  readonly env: Record<string, string>;
  /** Writes an executable script, and gives its path. */
  script(name: string, text: string): Promise<string>;
  /** A wrapper of JavaScript that answers MCP on stdio; `more` runs before it reads anything. */
  wrapper(name: string, more?: string): Promise<string>;
  manifest(servers: Record<string, unknown>, change?: Record<string, unknown>): Promise<string>;
  remove(): Promise<void>;
}

const answers = `
const all = {
  initialize: () => ({ protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "scripted", version: "1.2.3" } }),
  "tools/list": () => ({ tools: [{ name: "one", inputSchema: { type: "object" } }, { name: "two", inputSchema: { type: "object" } }] }),
};
`;

export const stdioAnswers = `${answers}
let buffer = "";
process.stdin.on("data", (chunk) => {
  buffer += chunk;
  const lines = buffer.split("\\n");
  buffer = lines.pop();
  for (const { id, method } of lines.map((line) => JSON.parse(line))) {
    if (all[method]) process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result: all[method]() }) + "\\n");
  }
});
process.stdin.on("end", () => process.exit(0));
`;

/** Streamable HTTP with plain JSON answers, at /mcp of the port that follows. */
export const httpAnswers = `${answers}
require("node:http").createServer((request, response) => {
  if (request.url !== "/mcp" || request.method !== "POST") return response.writeHead(request.url === "/mcp" ? 405 : 404).end();
  let body = "";
  request.on("data", (chunk) => { body += chunk; });
  request.on("end", () => {
    const { id, method } = JSON.parse(body);
    if (!all[method]) return response.writeHead(202).end();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result: all[method]() }));
  });
})`;

export async function makeHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), "doctor-"));
  const script = async (name: string, text: string) => {
    const path = join(folder, "store", name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    await chmod(path, 0o755);
    return path;
  };
  return {
    folder,
    env: { HOME: folder, PATH: process.env.PATH ?? "", XDG_RUNTIME_DIR: join(folder, "no-runtime") },
    script,
    wrapper: (name, more = "") =>
      script(`bin/mcp-${name}`, `#!${process.execPath}\n${more}\n${stdioAnswers}`),
    manifest: async (servers, change = {}) => {
      const path = join(folder, ".config/mcp-nixgen/manifest.json");
      await mkdir(dirname(path), { recursive: true });
      const full = Object.fromEntries(
        Object.entries(servers).map(([name, server]) => [
          name,
          {
            transport: "stdio",
            command: join(folder, `store/bin/mcp-${name}`),
            checkSecrets: join(folder, `store/check-${name}`),
            args: [],
            env: {},
            clients: ["codex"],
            package: { name, version: "1.0.0", path: join(folder, "store") },
            secrets: [],
            scope: true,
            limits: {},
            log: `$XDG_STATE_HOME/mcp-nixgen/log/${name}.log`,
            ...(server as object),
          },
        ]),
      );
      const manifest = {
        version: 1,
        slice: "mcp-servers.slice",
        clients: ["codex"],
        servers: full,
        ...change,
      };
      await writeFile(path, JSON.stringify(manifest, null, 2));
      return path;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
