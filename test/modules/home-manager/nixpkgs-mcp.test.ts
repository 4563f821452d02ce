import { expect, it } from "vitest";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix } from "../../support/nix.ts";
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
});
