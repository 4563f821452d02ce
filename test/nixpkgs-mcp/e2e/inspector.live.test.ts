import { execa } from "execa";
import pLimit from "p-limit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { commonTools } from "../../../src/nixpkgs-mcp/tools/common-tools.ts";
import { describeNix, nixOrNull } from "../../support/nix.ts";
import { type Installed, installWithNode } from "./newer-node.ts";
import { makeWorld, type World } from "./world.ts";

// LIVE: installs the MCP inspector and Node 22 (about 250 MB) from npm's registry. Without the registry it fails,
// and says so.

if (nixOrNull() === null)
  process.stderr.write("NOT CHECKED: the inspector against nixpkgs-mcp, for want of Nix\n");

describeNix("the MCP inspector's command line", () => {
  let world: World;
  let inspector: Installed;
  let home: string;
  beforeAll(async () => {
    const work = [makeWorld(), installWithNode("@modelcontextprotocol/inspector@2.12.0")] as const;
    await Promise.allSettled(work);
    [world, inspector] = await Promise.all(work);
    home = await world.home();
  }, 300_000);
  afterAll(() => Promise.all([world?.remove(), inspector?.remove()]));

  async function inspect(target: readonly string[], ...words: string[]) {
    const main = inspector.file(".bin/mcp-inspector");
    const { exitCode, stdout, stderr } = await execa(inspector.node, [main, "--cli", ...target, ...words], {
      cwd: home,
      env: { ...world.env(home), NO_COLOR: "1" },
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      timeout: 120_000,
    });
    expect(exitCode, `${words.join(" ")}: ${stderr}${stdout}`).toBe(0);
    return JSON.parse(stdout);
  }

  it("starts it on stdio, lists its tools, resources and prompts, and runs one", {
    timeout: 300_000,
  }, async () => {
    const { writeFile } = await import("node:fs/promises");
    const file = `${home}/inspector.json`;
    const server = {
      command: process.execPath,
      args: [world.program, ...world.flags],
      cwd: home,
      env: world.env(home),
    };
    await writeFile(file, JSON.stringify({ mcpServers: { nixpkgs: server } }));
    const stdio = ["--config", file, "--server", "nixpkgs"];
    expect((await inspect(stdio, "--method", "tools/list")).tools).toHaveLength(110);
    expect(await inspect(stdio, "--method", "prompts/list")).toMatchObject({
      prompts: [{ name: "find_package" }, { name: "use_package" }],
    });
    expect((await inspect(stdio, "--method", "resources/templates/list")).resourceTemplates).toHaveLength(2);
    const read = await inspect(stdio, "--method", "resources/read", "--uri", "nixpkgs://package/hello");
    expect(JSON.parse(read.contents[0].text)).toMatchObject({ attr: "hello", version: "1.0" });
    const words = [
      "--method",
      "tools/call",
      "--tool-name",
      "nixpkgs_execute",
      "--tool-arg",
      "attr=hello",
      'args=["you"]',
    ];
    expect(await inspect(stdio, ...words)).toMatchObject({
      structuredContent: { stdout: "Hello, you!\n", exitCode: 0 },
    });
  });

  it("runs every tool over HTTP", { timeout: 900_000 }, async () => {
    const server = world.start(home, [...world.flags, "--http", "0"]);
    let said = "";
    const url = await new Promise<string>((resolve) => {
      server.stderr.on("data", (chunk) => {
        said += chunk;
        const found = /listening on (\S+)\n/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    const call = (name: string, ...given: string[]) => {
      const pairs = given.length === 0 ? [] : ["--tool-arg", ...given];
      return inspect([url], "--method", "tools/call", "--tool-name", name, ...pairs);
    };
    const limit = pLimit(3);
    const ran = await Promise.all(
      commonTools.map(({ attr }) =>
        limit(async () => [attr, (await call(attr, 'args=["--version"]')).structuredContent] as const),
      ),
    );
    for (const [attr, structured] of ran) {
      expect(structured, attr).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("[--version]") });
    }
    expect(await call("nixpkgs_search", "query=hello")).toMatchObject({
      structuredContent: { total: expect.any(Number) },
    });
    expect(await call("nixpkgs_install_tool", "attr=hello")).toMatchObject({
      structuredContent: { tool: "nixpkgs_hello" },
    });
    expect(await call("nixpkgs_hello")).toMatchObject({ structuredContent: { stdout: "Hello, world!\n" } });
    expect(await call("nixpkgs_list_installed")).toMatchObject({
      structuredContent: { tools: [{ attr: "hello" }] },
    });
    expect(await call("nixpkgs_info", "attr=hello")).toMatchObject({ structuredContent: { version: "1.0" } });
    expect(await call("nixpkgs_batch", 'runs=[{"attr":"hello"},{"attr":"jq","stdin_from":0}]')).toMatchObject(
      {
        structuredContent: { results: [{ exitCode: 0 }, { stdout: "jq\nHello, world!\n" }] },
      },
    );
    expect(await call("nixpkgs_shell", 'attrs=["hello"]', 'command=["hello"]')).toMatchObject({
      structuredContent: { exitCode: 0 },
    });
    expect(await call("nixpkgs_categories")).toMatchObject({
      structuredContent: { categories: expect.anything() },
    });
    expect(await call("nixpkgs_uninstall_tool", "attr=hello")).toMatchObject({
      structuredContent: { attr: "hello" },
    });
    server.kill("SIGTERM");
    expect((await server).exitCode).toBe(0);
  });
});
