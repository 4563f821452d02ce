import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import type { ServerCommand } from "../../src/mcp/execa-transport.ts";

/** A server of a few lines of JavaScript, in a folder of its own. */
export interface ScriptedServer {
  readonly command: ServerCommand;
  readonly folder: string;
  /** The same as a program that needs no arguments, as a package's wrapper is one. */
  program(): Promise<string>;
  /** How often it was started. */
  starts(): Promise<number>;
  /** Processes, of any start's group, that are still there. */
  left(): Promise<string[]>;
  remove(): Promise<void>;
}

/**
 * What every script can use: `tools` (names it answers with), `serve(handlers)` (answers line by line with
 * `handlers[method](params)`, or leaves without an answer where that gives undefined), `say(message)`.
 */
const prelude = `
const fs = require("node:fs");
const { spawn } = require("node:child_process");
fs.appendFileSync(__dirname + "/starts", process.pid + "\\n");
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: "2.0", ...message }) + "\\n");
const greeting = {
  protocolVersion: "2025-06-18",
  capabilities: { tools: {} },
  serverInfo: { name: "scripted", version: "1.2.3" },
};
function serve(handlers = {}) {
  const all = { initialize: () => greeting, "tools/list": () => ({ tools: [{ name: "one" }] }), ...handlers };
  let buffer = "";
  process.stdin.on("data", (chunk) => {
    buffer += chunk;
    const lines = buffer.split("\\n");
    buffer = lines.pop();
    for (const { id, method, params } of lines.map((line) => JSON.parse(line))) {
      const result = all[method]?.(params, id);
      if (result !== undefined) say({ id, result });
    }
  });
}
`;

export async function scriptedServer(script: string): Promise<ScriptedServer> {
  const folder = await mkdtemp(join(tmpdir(), "scripted-server-"));
  const file = join(folder, "server.cjs");
  await writeFile(file, `${prelude}\n${script}\n`);
  const pids = async () =>
    (await readFile(join(folder, "starts"), "utf8").catch(() => ""))
      .split("\n")
      .filter((line) => line !== "");
  return {
    folder,
    command: { command: process.execPath, args: [file], env: { PATH: process.env.PATH ?? "" }, cwd: folder },
    async program() {
      const path = join(folder, "program");
      await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${file}' "$@"\n`, { mode: 0o755 });
      return path;
    },
    starts: async () => (await pids()).length,
    async left() {
      const groups = new Set(await pids());
      let found: string[] = [];
      // SIGKILL is on its way when the probe returns; a zombie is gone but for its parent's asking.
      for (let look = 0; look < 20; look += 1) {
        const { stdout } = await execa("ps", ["-A", "-o", "pgid=,stat=,pid=,args="]);
        const rows = stdout.split("\n").map((row) => row.trim().split(/\s+/));
        found = rows
          .filter(([group, state]) => groups.has(group!) && !state!.startsWith("Z"))
          .map((row) => row.join(" "));
        if (found.length === 0) break;
        await pause(50);
      }
      return found;
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
