import { expect, it } from "vitest";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix } from "../../support/nix.ts";
import { configuration } from "./configuration.ts";

/** As the generated home.nix says things: every leaf a default, a secret as a whole. */
const generated = `imports = [ ({ lib, pkgs, ... }: let inherit (lib) mkDefault; in {
  programs.mcp-nixgen = {
    enable = mkDefault true;
    slice.memoryMax = mkDefault "4G";
    clients.codex.enable = mkDefault true;
    servers.a = {
      package = mkDefault (pkgs.writeShellScriptBin "a-server" "");
      args = mkDefault [ "--generated" ];
      env.ONE = mkDefault "1";
      env.TWO = mkDefault "2";
      secrets.API_KEY = mkDefault { sops = "mcp/a"; optional = true; };
      limits.memoryMax = mkDefault "1G";
      transport = mkDefault "http";
      port = mkDefault 8931;
      timeout = mkDefault 90;
      headers.Authorization = mkDefault { secret = "API_KEY"; prefix = "Bearer "; };
      headers.X-Team = mkDefault "blue";
      headers.X-Kept = mkDefault { secret = "API_KEY"; };
      socketActivation.enable = mkDefault true;
    };
  };
}) ];`;

const server = `builtins.removeAttrs config.programs.mcp-nixgen.servers.a [ "package" "wrapper" ]`;

describeNix("what a generated home.nix says can be overridden", async () => {
  const { evalHome } = await homeManagerForTests();
  const withGenerated = (settings: string) =>
    configuration(settings).replace("imports = [", `imports = [ { ${generated} }`);

  it("leaf by leaf, a secret as a whole", async () => {
    const changed = withGenerated(`
      slice.memoryMax = "8G";
      clients.codex.enable = false;
      servers.a = {
        args = [ "--mine" ];
        env.TWO = "zwei";
        secrets.API_KEY.file = "~/k";
        limits.memoryMax = null;
        port = 9000;
        timeout = null;
        headers.Authorization = "none";
        headers.X-Team.secret = "API_KEY";
        socketActivation.enable = false;
      };`);
    const value = (await evalHome(changed, server)) as Record<string, never>;
    expect(value).toMatchObject({
      args: ["--mine"],
      env: { ONE: "1", TWO: "zwei" },
      limits: { memoryMax: null },
      timeout: null,
      headers: {
        Authorization: "none",
        "X-Team": { secret: "API_KEY", prefix: "" },
        "X-Kept": { secret: "API_KEY", prefix: "" },
      },
      url: "http://127.0.0.1:9000/mcp",
      secrets: { API_KEY: { file: "~/k", sops: null, optional: false } },
    });
    await expect(evalHome(changed, "config.systemd.user.slices.mcp-servers.Slice")).resolves.toEqual({
      MemoryMax: "8G",
    });
    await expect(evalHome(changed, "builtins.attrNames config.systemd.user.sockets")).resolves.toEqual([]);
  });

  it("a server as a whole is switched off", async () => {
    const off = withGenerated("servers.a.enable = false;");
    await expect(
      evalHome(
        off,
        'builtins.filter (lib.hasPrefix "mcp-") (builtins.attrNames config.systemd.user.services)',
      ),
    ).resolves.toEqual([]);
  });

  it("the URL that clients get", async () => {
    const proxied = withGenerated(
      `servers.a.url = "https://mcp.example/a"; servers.a.secrets.API_KEY.pass = "a";`,
    );
    const manifest = await evalHome(
      proxied,
      "builtins.unsafeDiscardStringContext (builtins.readFile config.programs.mcp-nixgen.manifest)",
    );
    expect(JSON.parse(String(manifest)).servers.a.url).toBe("https://mcp.example/a");
  });

  it("a directive of the service, and the whole of a unit", async () => {
    const service = await evalHome(
      configuration(
        `servers.a = { package = http; transport = "http"; port = 8931;
           service.settings = { Restart = "always"; ProtectSystem = "strict"; ReadWritePaths = [ "%h/a" "%h/b" ]; }; };`,
        `systemd.user.services.mcp-a.Unit.Description = lib.mkForce "Mine";`,
      ),
      "config.systemd.user.services.mcp-a",
    );
    expect(service).toMatchObject({
      Unit: { Description: "Mine" },
      Service: { Restart: "always", ProtectSystem: "strict", ReadWritePaths: ["%h/a", "%h/b"] },
    });
  });
});
