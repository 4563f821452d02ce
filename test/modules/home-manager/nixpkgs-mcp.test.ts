import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { parseConfig } from "../../../src/nixpkgs-mcp/config/parse.ts";
import { parsePolicy } from "../../../src/nixpkgs-mcp/policy/load.ts";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix, requireNix } from "../../support/nix.ts";
import { configuration } from "./configuration.ts";

describeNix("nixpkgs-mcp", async () => {
  const { evalHome } = await homeManagerForTests();
  const server = "builtins.toJSON { inherit (config.programs.mcp-nixgen.servers.nixpkgs) args transport; }";
  const evaluated = async (settings: string, what = server) =>
    JSON.parse(
      String(await evalHome(configuration(settings), `builtins.unsafeDiscardStringContext (${what})`)),
    );

  it("is a server with one line, and no server without", async () => {
    const line = "nixpkgs-mcp = { enable = true; package = stdio; };";
    expect(await evaluated(line)).toEqual({ args: [], transport: "stdio" });
    const names = "builtins.toJSON (builtins.attrNames config.programs.mcp-nixgen.servers)";
    expect(await evaluated("", names)).toEqual([]);
  });

  it("is told its settings and policy by files, and where to listen as a service", async () => {
    const { args } = await evaluated(`
      nixpkgs-mcp = {
        enable = true; package = stdio;
        settings = { tier1_only = true; channel = "nixos-unstable"; };
        policy.packages.deny = [ "curl*" ];
      };
      servers.nixpkgs = { transport = "http"; port = 8930; args = [ "--metrics" ]; };`);
    const words = args.join(" ").replace(/\/nix\/store\/[a-z0-9]{32}-/g, "store:");
    expect(words).toContain("--config store:nixpkgs-mcp-config.yaml --policy store:nixpkgs-mcp-policy.yaml");
    expect(words).toContain("--host {host} --http {port}");
    expect(args).toContain("--metrics");
  });

  it("is understood by the program where its options say an example", async () => {
    const root = join(import.meta.dirname, "../../..");
    const expression = `(import ${root}/modules/options/nixpkgs-mcp.nix { pkgs = null; lib = import ${root}/test/nixpkgs/lib; }).options.programs.mcp-nixgen.nixpkgs-mcp`;
    const exampleOf = async (option: string) => {
      const args = ["--eval", "--strict", "--json", "--expr", `(${expression}).${option}.example`];
      return { name: option, text: (await execa("nix-instantiate", args, { env: requireNix().env })).stdout };
    };
    expect(parsePolicy(await exampleOf("policy"))).toMatchObject({
      sandbox: "bubblewrap",
      network: { default: "deny" },
    });
    expect(parseConfig(await exampleOf("settings"))).toMatchObject({ tier1_only: true });
  });
});
