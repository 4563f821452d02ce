import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * A `nix` that builds nothing: it looks which version of a server the overlay has, and makes a program that answers MCP
 * with the tools that are written down for that version; without any it answers nothing. A version called broken fails.
 */
export interface FakeNix {
  /** Goes before PATH. */
  readonly bin: string;
  /** Version → names of tools (with a description after a colon), or `broken`, or `hangs`. */
  say(versions: Readonly<Record<string, readonly string[] | "broken" | "hangs">>): Promise<void>;
  /** Overlays it was asked to build from, one a line. */
  readonly log: string;
}

export async function makeFakeNix(folder: string): Promise<FakeNix> {
  const bin = join(folder, "nix-bin");
  const table = join(folder, "tools.json");
  const log = join(folder, "nix.log");
  await program(join(bin, "nix"), "console.log('nix (Nix) 2.26.3')");
  await program(
    join(bin, "nix-build"),
    `const fs = require("node:fs"), path = require("node:path");
     const text = fs.readFileSync(0, "utf8");
     const name = /mcpServers\\.([\\w-]+)/.exec(text)[1];
     const overlay = /(\\/\\S+)\\/default\\.nix/.exec(text)[1];
     const file = path.join(overlay, "packages", name, "package.nix");
     const version = /version = "([^"]+)"/.exec(fs.readFileSync(file, "utf8"))[1];
     fs.appendFileSync(${JSON.stringify(log)}, overlay + "\\n");
     const what = JSON.parse(fs.readFileSync(${JSON.stringify(table)}, "utf8"))[version];
     if (what === "hangs") { setInterval(() => {}, 1000); return; }
     if (what === "broken") {
       process.stderr.write("@nix " + JSON.stringify({ action: "msg", level: 0, msg: "error: it does not compile" }) + "\\n");
       process.exit(1);
     }
     const out = path.join(${JSON.stringify(folder)}, "built", name + "-" + version);
     fs.mkdirSync(path.join(out, "bin"), { recursive: true });
     const server = ${JSON.stringify(server)}.replace("TOOLS", JSON.stringify(what ?? null));
     fs.writeFileSync(path.join(out, "bin", name), "#!" + process.execPath + "\\n" + server, { mode: 0o755 });
     console.log(out);`,
  );
  return {
    bin,
    log,
    say: (versions) => writeFile(table, JSON.stringify(versions)),
  };
}

const server = `
const tools = TOOLS;
if (tools === null) { console.error("I will not"); process.exit(5); }
process.stdin.on("data", (chunk) => {
  for (const line of String(chunk).trim().split("\\n")) {
    const { id, method } = JSON.parse(line);
    if (id === undefined) continue;
    const known = {
      initialize: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "gen", version: "1" } },
      "tools/list": { tools: tools.map((text) => text.split(":")).map(([name, words]) => ({ name, description: words ?? "Does " + name, inputSchema: { type: "object" } })) },
    }[method];
    const answer = known === undefined ? { error: { code: -32601, message: "no" } } : { result: known };
    console.log(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
  }
});
`;

async function program(file: string, script: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
}
