import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix } from "../../support/nix.ts";
import { configuration } from "./configuration.ts";

const standIn = fileURLToPath(new URL("../../nixpkgs/home-manager/modules/mcp.nix", import.meta.url));

describeNix("the client programs-mcp", async () => {
  const { real, evalHome, evalHomeFails, buildActivation } = await homeManagerForTests();
  process.stderr.write(
    real
      ? "home-manager's minimal set of modules lacks programs.mcp: its own file of it is imported\n"
      : "The client programs-mcp is tried with the stand-in's programs.mcp, NOT WITH HOME-MANAGER'S\n",
  );
  const module = real ? "<home-manager/modules/programs/mcp.nix>" : "";
  const servers = `
    servers.a = { package = stdio; timeout = 90; args = [ "x" ]; env.A = "b"; secrets.K.pass = "k"; };
    servers.web = { package = http; transport = "http"; port = 8931; headers.X-Team = "blue"; };
    servers.plain = { package = http; transport = "http"; port = 8932; };
    servers.not = { package = stdio; clients = [ "codex" ]; };
    servers.off = { enable = false; };`;
  const withModule = (settings: string, more = "") =>
    configuration(`${settings} ${servers}`, more).replace("imports = [", `imports = [ ${module} `);
  const definitions = `lib.mapAttrs (_: lib.filterAttrs (name: value: lib.elem name [ "command" "url" "headers" ] && value != null && value != { }))
    config.programs.mcp.servers`;

  it("gets the wrapper or the URL, and no secret", async () => {
    const home = withModule("clients.programs-mcp.enable = true; clients.codex.enable = true;");
    await expect(evalHome(home, definitions)).resolves.toEqual({
      a: { command: expect.stringMatching(/^\/nix\/store\/[a-z0-9]{32}-mcp-a\/bin\/mcp-a$/) },
      web: { url: "http://127.0.0.1:8931/mcp", headers: { "X-Team": "blue" } },
      plain: { url: "http://127.0.0.1:8932/mcp" },
    });
    await expect(evalHome(home, "config.programs.mcp.enable")).resolves.toBe(true);
    await expect(buildActivation(home)).resolves.toMatch(/^\/nix\/store\//);
  });

  it("is left alone where it is not enabled", async () => {
    const home = withModule("");
    await expect(evalHome(home, "{ inherit (config.programs.mcp) enable servers; }")).resolves.toEqual({
      enable: false,
      servers: {},
    });
  });

  it("is refused where home-manager has no programs.mcp", async () => {
    const without = configuration(
      "clients.programs-mcp.enable = true;",
      real ? "" : `disabledModules = [ ${standIn} ];`,
    );
    const error = await evalHomeFails(without);
    expect(error).toContain(
      "programs.mcp-nixgen.clients.programs-mcp.enable: this home-manager has no programs.mcp. Update home-manager",
    );
  });

  it("the user's own enable wins, and so does a server of the user's beside ours", async () => {
    const home = withModule(
      "clients.programs-mcp.enable = true;",
      `programs.mcp = { enable = false; servers.mine.command = "x"; };`,
    );
    await expect(evalHome(home, "config.programs.mcp.enable")).resolves.toBe(false);
    await expect(evalHome(home, "builtins.attrNames config.programs.mcp.servers")).resolves.toEqual([
      "a",
      "mine",
      "plain",
      "web",
    ]);
  });
});

describeNix("a header whose text looks like a secret", async () => {
  const { evalHome } = await homeManagerForTests();
  const warningsOf = async (headers: string) =>
    (await evalHome(
      configuration(
        `servers.a = { package = http; transport = "http"; port = 80; secrets.K.pass = "k"; headers = { ${headers}; }; };`,
      ),
      "config.warnings",
    )) as string[];

  it.each(['Authorization = "Bearer a1B2c3D4e5F6g7H8"', 'X-Api-Key = "0123456789abcdef"'])(
    "%s is warned of, and not repeated",
    async (header) => {
      const warnings = (await warningsOf(header)).filter((text) => text.includes("headers"));
      expect(warnings).toEqual([
        expect.stringContaining(
          `programs.mcp-nixgen.servers.a.headers.${header.split(" ")[0]}: it looks like`,
        ),
      ]);
      expect(warnings[0]).not.toMatch(/a1B2c3D4|0123456789/);
    },
  );

  it("and nothing else is", async () => {
    const fine = `X-Team = "blue-team-number-12"; X-Api-Key.secret = "K"; Authorization = "none"; X-Key-Id = "short1"`;
    expect((await warningsOf(fine)).filter((text) => text.includes("headers"))).toEqual([]);
  });
});
