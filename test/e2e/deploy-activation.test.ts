import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import { homeManagerForTests } from "../support/home-manager.ts";
import { describeNix } from "../support/nix.ts";

/** The clients' files under home-manager's own activation: dry, for real, again, and from generation to generation. */

const module = fileURLToPath(new URL("../../modules/home-manager.nix", import.meta.url));

describeNix("deploying on activation", () => {
  let cli: Cli;
  let home: string;
  beforeAll(async () => {
    cli = await bundledCli();
  });
  afterAll(() => cli.remove());
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "deploy-activation-"));
    return () => rm(home, { recursive: true, force: true });
  });

  const configuration = (settings: string, more = "") => `{ pkgs, lib, config, ... }: {
    imports = [ ${module} ];
    home.homeDirectory = "${home}";
    programs.mcp-nixgen = {
      enable = true;
      package = pkgs.writeShellScriptBin "mcp-nixgen" "exec ${process.execPath} ${cli.path} \\"$@\\"";
      ${settings}
    };
    home.activation.zLast = lib.hm.dag.entryAfter [ "mcpNixgen" ] "echo the-end";
    ${more}
  }`;
  const server = 'pkgs.writeShellScriptBin "some-server" "exec cat"';
  const two = `
    clients = { claude-code.enable = true; cursor.enable = true; };
    servers = { one.package = ${server}; two = { package = ${server}; clients = [ "cursor" ]; }; };`;

  async function activate(text: string, env: Record<string, string> = {}) {
    const manager = await homeManagerForTests();
    return manager.activate(await manager.buildActivation(text), home, env);
  }
  const read = (path: string) => readFile(join(home, path), "utf8");
  const servers = async (path: string) => Object.keys(JSON.parse(await read(path)).mcpServers).sort();

  it("shows on a dry run, writes for real, and changes nothing the second time", async () => {
    const before = '{\n\t"numStartups": 7,\n\t"mcpServers": { "mine": { "command": "x" } }\n}';
    await writeFile(join(home, ".claude.json"), before);
    const dry = await activate(configuration(two), { DRY_RUN: "1", VERBOSE: "1" });
    expect(dry, dry.output).toMatchObject({ code: 0 });
    expect(dry.output).toMatch(/claude-code: would add one/);
    expect(dry.output).toMatch(/\+.*bin\/mcp-two/);
    expect(await read(".claude.json")).toBe(before);
    await expect(stat(join(home, ".cursor"))).rejects.toThrow("ENOENT");
    await expect(stat(join(home, ".local/state/mcp-nixgen"))).rejects.toThrow("ENOENT");

    const wet = await activate(configuration(two));
    expect(wet, wet.output).toMatchObject({ code: 0 });
    expect(wet.output).toContain("the-end");
    expect(await servers(".claude.json")).toEqual(["mine", "one"]);
    expect(await servers(".cursor/mcp.json")).toEqual(["one", "two"]);
    const entry = JSON.parse(await read(".cursor/mcp.json")).mcpServers.two;
    expect(entry.command).toMatch(/^\/nix\/store\/.*\/bin\/mcp-two$/);
    expect((await stat(entry.command)).mode & 0o111).not.toBe(0);

    const [files, facts] = [await read(".claude.json"), await stat(join(home, ".claude.json"))];
    const again = await activate(configuration(two));
    expect(again, again.output).toMatchObject({ code: 0 });
    expect(await read(".claude.json")).toBe(files);
    expect((await stat(join(home, ".claude.json"))).ino).toBe(facts.ino);

    // Another generation takes out what it lacks: a server, then a client.
    const fewer = await activate(
      configuration(`clients.cursor.enable = true; servers.one.package = ${server};`),
    );
    expect(fewer, fewer.output).toMatchObject({ code: 0 });
    expect(await read(".claude.json")).toBe(before);
    expect(await servers(".cursor/mcp.json")).toEqual(["one"]);

    const run = await cli.run(["undeploy"], { env: { HOME: home } });
    expect(run, run.stderr).toMatchObject({ code: 0 });
    await expect(stat(join(home, ".cursor"))).rejects.toThrow("ENOENT");
  });

  it("goes on after a client that cannot be written, and says so", async () => {
    await writeFile(join(home, ".claude.json"), '{ "a": }');
    const { code, output } = await activate(configuration(two));
    expect(code, output).toBe(0);
    expect(output).toContain(`${join(home, ".claude.json")}:1:8`);
    expect(output).toContain("not all of the clients' configuration is as it should be");
    expect(output).toContain("the-end");
    expect(await read(".claude.json")).toBe('{ "a": }');
    expect(await servers(".cursor/mcp.json")).toEqual(["one", "two"]);
  });

  it("leaves Home-Manager's own links to it, and the next switch works", async () => {
    const own = `home.file.".cursor/mcp.json".text = "{}";`;
    for (let round = 0; round < 2; round++) {
      const { code, output } = await activate(configuration(two, own));
      expect(code, output).toBe(0);
      expect(output).toContain("Home-Manager made it, a link into the store");
      expect(output).toContain("the-end");
      expect(await read(".cursor/mcp.json")).toBe("{}");
      expect(await servers(".claude.json")).toEqual(["one"]);
    }
    const { code, output } = await activate(configuration(two));
    expect(code, output).toBe(0);
    expect(await servers(".cursor/mcp.json")).toEqual(["one", "two"]);
  });

  it("takes the places of clients from the session's variables", async () => {
    await mkdir(join(home, "claude"));
    const more = `home.sessionVariables = { CLAUDE_CONFIG_DIR = "$HOME/claude"; UNRELATED = "$NOT_SET_ANYWHERE"; };`;
    const { code, output } = await activate(configuration(two, more));
    expect(code, output).toBe(0);
    expect(await servers("claude/.claude.json")).toEqual(["one"]);
    await expect(stat(join(home, ".claude.json"))).rejects.toThrow("ENOENT");
  });

  it("writes nothing when it is switched off, and warns where there is no program", async () => {
    const off = await activate(configuration(`${two} deploy.enable = false;`));
    expect(off, off.output).toMatchObject({ code: 0 });
    await expect(stat(join(home, ".cursor"))).rejects.toThrow("ENOENT");
    const manager = await homeManagerForTests();
    const without = `{ pkgs, ... }: { imports = [ ${module} ]; programs.mcp-nixgen = { enable = true; package = null; ${two} }; }`;
    const warnings = await manager.evalHome(without, "config.warnings");
    expect(warnings).toEqual([expect.stringContaining("programs.mcp-nixgen.package is null")]);
    expect(await manager.evalHome(without, "config.home.activation ? mcpNixgen")).toBe(false);
  });

  it("comes after the links, and after secrets where something decrypts them", async () => {
    const manager = await homeManagerForTests();
    const after = (text: string) => manager.evalHome(text, "config.home.activation.mcpNixgen.after");
    expect(await after(configuration(two))).toEqual(["linkGeneration"]);
    const anything = "lib.mkOption { type = lib.types.attrsOf lib.types.anything; default = { }; }";
    const vaults = `{ options.sops.secrets = ${anything}; options.age.secrets = ${anything}; }`;
    expect(await after(configuration(two).replace("imports = [", `imports = [ ${vaults}`))).toEqual([
      "linkGeneration",
      "reloadSystemd",
      "sops-nix",
      "agenix",
    ]);
  });
});
