import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startSdkServer } from "../gateway/sdk-server.ts";
import { bundledCli, type Cli } from "../support/cli.ts";
import { homeManagerForTests } from "../support/home-manager.ts";
import { describeNix } from "../support/nix.ts";

const module = fileURLToPath(new URL("../../modules/home-manager.nix", import.meta.url));

describeNix("a client that has stdio servers only", () => {
  let cli: Cli;
  let home: string;
  beforeAll(async () => {
    cli = await bundledCli();
    home = await mkdtemp(join(tmpdir(), "bridge-"));
  });
  afterAll(async () => {
    await cli.remove();
    await rm(home, { recursive: true, force: true });
  });

  it("starts what activation wrote, and has the tools of an HTTP server with a login", async (context) => {
    const server = await startSdkServer({
      before: ({ headers }, respond) => {
        if (headers.authorization === "Bearer correct-horse") return false;
        respond(401, '{"error":"who is there?"}');
        return true;
      },
    });
    context.onTestFinished(() => server.close());
    await writeFile(join(home, "token"), "correct-horse\n", { mode: 0o600 });
    const configuration = `{ pkgs, ... }: {
      imports = [ ${module} ];
      home.homeDirectory = "${home}";
      programs.mcp-nixgen = {
        enable = true;
        package = pkgs.writeShellScriptBin "mcp-nixgen" "exec ${process.execPath} ${cli.path} \\"$@\\"";
        clients = { claude-desktop.enable = true; zed.enable = true; claude-code.enable = true; };
        servers.far = {
          package = pkgs.writeShellScriptBin "far" "exec cat";
          transport = "http";
          port = 8931;
          url = "${server.url.href}";
          secrets.FAR_TOKEN.file = "~/token";
          headers.Authorization = { secret = "FAR_TOKEN"; prefix = "Bearer "; };
        };
      };
    }`;
    const manager = await homeManagerForTests();
    const { code, output } = await manager.activate(await manager.buildActivation(configuration), home);
    expect(code, output).toBe(0);
    expect(output).not.toContain("not all of the clients");
    const read = async (path: string) => JSON.parse(await readFile(join(home, path), "utf8"));
    const { far } = (await read(".config/Claude/claude_desktop_config.json")).mcpServers;
    expect((await read(".config/zed/settings.json")).context_servers.far.command).toBe(far.command);
    expect((await read(".claude.json")).mcpServers.far.url).toBe(server.url.href);

    const transport = new StdioClientTransport({ ...far, env: { HOME: home }, stderr: "pipe" });
    let said = "";
    transport.stderr?.on("data", (chunk) => {
      said += chunk;
    });
    const client = new Client({ name: "desktop", version: "1" });
    const start = performance.now();
    await client.connect(transport);
    process.stderr.write(
      `a bridge behind its wrapper answers after ${Math.round(performance.now() - start)} ms\n`,
    );
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain("echo");
    await client.close();
    await vi.waitFor(() => expect(server.sessions.size).toBe(0));
    expect(said).not.toContain("correct-horse");

    // Its own error, where the client can show it.
    await writeFile(join(home, "token"), "wrong-horse\n");
    const refused = new Client({ name: "desktop", version: "1" });
    const attempt = refused.connect(
      new StdioClientTransport({ ...far, env: { HOME: home }, stderr: "ignore" }),
    );
    await expect(attempt).rejects.toThrow("refuses the login (HTTP 401): who is there?");
    await refused.close();
  });
});
