import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix } from "../../support/nix.ts";
import { configuration } from "./configuration.ts";

// The part of sops-nix' and agenix' Home-Manager modules that ours meets: secrets by name, each with a path.
const secretsOf = (option: string, folder: string) => `
  ({ config, lib, ... }: {
    options.${option}.secrets = lib.mkOption {
      default = { };
      type = lib.types.attrsOf (lib.types.submodule ({ name, ... }: {
        options.path = lib.mkOption { type = lib.types.str; default = "${folder}/\${name}"; };
        options.mode = lib.mkOption { type = lib.types.str; default = "0400"; };
      }));
    };
  })`;
const sopsNix = secretsOf("sops", "/home/tester/.config/sops-nix/secrets");
const agenix = secretsOf("age", "\\${XDG_RUNTIME_DIR}/agenix");

const withModules = (modules: string, settings: string, more = "") =>
  configuration(settings, more).replace("imports = [", `imports = [ ${modules} `);

const http = `servers.a = { package = http; transport = "http"; port = 8931; `;

describeNix("secrets of other modules", async () => {
  const { evalHome, evalHomeFails, buildActivation } = await homeManagerForTests();

  it("sops-nix: declared, looked up where it puts them, and waited for", async () => {
    const home = withModules(
      sopsNix,
      `${http} secrets.K.sops = "mcp/a"; };
       servers.off = { enable = false; secrets.K.sops = "mcp/off"; };`,
      `sops.secrets."mcp/a".mode = "0440";`,
    );
    await expect(evalHome(home, "config.sops.secrets")).resolves.toEqual({
      "mcp/a": { path: "/home/tester/.config/sops-nix/secrets/mcp/a", mode: "0440" },
    });
    await expect(evalHome(home, "config.systemd.user.services.mcp-a.Unit")).resolves.toMatchObject({
      After: ["sops-nix.service"],
      Wants: ["sops-nix.service"],
    });
    await buildActivation(home);
    const start = await readFile(await wrapperFile(home), "utf8");
    expect(start).toContain("/home/tester/.config/sops-nix/secrets/mcp/a");
  });

  it("agenix: the path of what the user declared", async () => {
    const home = withModules(
      agenix,
      `${http} secrets.K.agenix = "a"; };`,
      `age.secrets.a.path = "/run/user/1000/elsewhere/a";`,
    );
    await expect(evalHome(home, "config.systemd.user.services.mcp-a.Unit.After")).resolves.toEqual([
      "agenix.service",
    ]);
    await buildActivation(home);
    expect(await readFile(await wrapperFile(home), "utf8")).toContain("/run/user/1000/elsewhere/a");
  });

  it("agenix: one that is not declared", async () => {
    const home = withModules(agenix, `servers.a = { package = stdio; secrets.K.agenix = "b.c"; };`);
    await expect(evalHomeFails(home)).resolves.toContain(
      'programs.mcp-nixgen.servers.a.secrets.K.agenix: there is no age.secrets."b.c"',
    );
  });

  it("neither is needed, nor waited for, without a secret of theirs", async () => {
    const home = withModules(
      `${sopsNix} ${agenix}`,
      `${http} secrets.K.sops = { file = ./x; key = "k"; }; };`,
    );
    await expect(evalHome(home, "config.systemd.user.services.mcp-a.Unit.After")).resolves.toEqual([]);
    await expect(evalHome(home, "config.sops.secrets")).resolves.toEqual({});
  });

  async function wrapperFile(home: string): Promise<string> {
    const path = await evalHome(home, `"\${config.programs.mcp-nixgen.servers.a.wrapper}"`);
    return `${path}/libexec/mcp-a/start`;
  }
});
