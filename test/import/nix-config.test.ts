import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type NixConfig, readNixConfig } from "../../src/import/nix-config.ts";
import { withoutValues } from "../../src/import/nix-message.ts";
import { planImport } from "../../src/import/plan.ts";
import { findNix } from "../../src/nix/find-nix.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { nixpkgsForTests } from "../support/nixpkgs.ts";
import { linesOf, options } from "./support.ts";

it("a message that only repeats the call is none", () => {
  expect(
    withoutValues("Command failed with exit code 1: nix-instantiate --arg value '{ K = \"planted\"; }'"),
  ).toBe("Nix failed without a message");
});

describeNix("configurations in Nix", () => {
  let folder: string;
  let before: string | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nix-config-"));
    before = process.env.NIX_PATH;
    process.env.NIX_PATH = `nixpkgs=${(await nixpkgsForTests()).path}`;
  });
  afterAll(async () => {
    if (before === undefined) delete process.env.NIX_PATH;
    else process.env.NIX_PATH = before;
    await rm(folder, { recursive: true, force: true });
  });

  async function read(config: NixConfig) {
    const nix = await findNix({ ...process.env, ...requireNix().env });
    return readNixConfig(nix, config, new AbortController().signal);
  }

  async function linesOfFile(text: string): Promise<string[]> {
    const path = join(folder, "config.nix");
    await writeFile(path, text);
    return linesOf(planImport([await read({ kind: "file", path })], options));
  }

  it("for mcp-servers-nix: modules that are enabled, and settings.servers", async () => {
    const lines = await linesOfFile(`{
      programs = {
        filesystem = { enable = true; args = [ "/home/me/notes" ]; };
        github = { enable = true; passwordCommand.GITHUB_PERSONAL_ACCESS_TOKEN = [ "gh" "auth" "token" ]; };
        fetch.enable = false;
        playwright = { enable = true; env.X = "1"; args = [ ]; url = null; };
        zsh.enable = true;
      };
      settings.servers = {
        mcp-nixos = { command = "uvx"; args = [ "mcp-nixos" ]; };
        remote = { type = "http"; url = "https://example.com/mcp"; };
        odd = "text";
      };
    }`);
    expect(lines).toEqual([
      "filesystem (-): npm:@modelcontextprotocol/server-filesystem /home/me/notes []",
      "github (-): go:github.com/github/github-mcp-server/cmd/github-mcp-server stdio GITHUB_PERSONAL_ACCESS_TOKEN=<command> []",
      "playwright (-): npm:@playwright/mcp X=1 []",
      "mcp-nixos (-): pypi:mcp-nixos [uvx]",
      "odd (-): left: its entry is no map",
      "remote (-): left: a remote server: there is no package to build [HTTP at example.com]",
    ]);
  });

  it("for Home-Manager: a module's programs.mcp.servers, by whatever it is given", async () => {
    const lines = await linesOfFile(`{ config, lib, ... }: {
      home.packages = throw "not of use";
      programs.git.enable = throw "Home-Manager's own";
      programs.mcp.servers = {
        everything = { command = "npx"; args = [ "-y" "@modelcontextprotocol/server-everything" (lib.optionalString false "x" + "stdio") ]; };
        off = { command = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-mcp-server-time-1/bin/mcp-server-time"; disabled = true; env.TOKEN = "planted"; };
      };
    }`);
    expect(lines).toEqual([
      "everything (programs-mcp): npm:@modelcontextprotocol/server-everything stdio [npx]",
      "off (programs-mcp): pypi:mcp-server-time TOKEN=<file> enable:false [mcp-server-time]",
    ]);
  });

  it("of a flake, by an attribute with a name of its own", async () => {
    await writeFile(
      join(folder, "flake.nix"),
      `{ outputs = _: { homeConfigurations."me@host".config.programs.mcp.servers.time = { command = "uvx"; args = [ "mcp-server-time" ]; }; }; }`,
    );
    const { found } = await read({
      kind: "flake",
      uri: folder,
      attribute: ["homeConfigurations", "me@host"],
    });
    expect(found).toMatchObject([
      { name: "time", client: "programs-mcp", start: { args: ["mcp-server-time"] } },
    ]);
  });

  it("that are wrong, or others, are errors without a line of the file", async () => {
    const failed = linesOfFile(
      '{\n programs.mcp.servers.a = { env.KEY = "planted-1"; command = throw "no ghp_planted2aaaaaaaaaaaaaaaaaaaa"; };\n}',
    );
    await expect(failed).rejects.toMatchObject({ code: "E_NIX_EVAL" });
    await failed.catch((error: Error) =>
      expect(JSON.stringify(error) + error.message).not.toContain("planted"),
    );
    for (const [text, said] of [
      ['{\n  a = {\n    KEY = "SEKRITplanted"\n  };\n}', "syntax error"],
      ['{\n  KEY = "SEKRITplanted"; programs.mcp.servers.a = missing;\n}', "undefined variable 'missing'"],
      ['{ programs.mcp.servers.a = "a" + { KEY = "SEKRITplanted"; }; }', "cannot coerce a set to a string"],
      ['{ programs.mcp.servers.a = builtins.head "SEKRITplanted"; }', "expected a list but found a string"],
      ['{ programs.mcp.servers.a = builtins.trace "SEKRITplanted" (throw "no user"); }', "no user"],
      ['{ programs.mcp.servers.a = builtins.fromJSON "{ SEKRITplanted"; }', "parse error"],
    ] as const) {
      const path = join(folder, "wrong.nix");
      await writeFile(path, text);
      for (const config of [
        { kind: "file", path },
        { kind: "expression", text },
      ] as const) {
        const error = await read(config).catch((caught: Error) => caught as Error & { where?: string });
        const told = `${JSON.stringify(error)} ${(error as Error).message}`;
        expect(told).toContain(said);
        expect(told).not.toContain("SEKRIT");
        if (config.kind === "file" && said.startsWith("syntax"))
          expect((error as { where?: string }).where).toBe(`${path}:4:3`);
      }
    }
    await expect(read({ kind: "expression", text: "{ services = { }; }" })).rejects.toMatchObject({
      code: "E_IMPORT_FORMAT",
    });
  });
});
