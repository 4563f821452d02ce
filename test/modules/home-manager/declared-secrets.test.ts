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

  it("a header's file is told where it is known", async () => {
    const home = withModules(
      `${sopsNix} ${agenix}`,
      `${http}
         secrets = {
           FILE.file = "/run/keys/f"; HOME.file = "~/f"; VARIABLE.file = "$XDG_RUNTIME_DIR/f"; LATER.file = "%r/f";
           SOPS.sops = "mcp/a"; DECRYPTED.sops = { file = "/s.yaml"; key = "k"; };
           AGENIX.agenix = "a"; AT_RUNTIME.agenix = "b"; LINES.envFile = "/run/keys/e"; PASS.pass = "p";
         };
         headers = lib.genAttrs [ "FILE" "HOME" "VARIABLE" "LATER" "SOPS" "DECRYPTED" "AGENIX" "AT_RUNTIME" "LINES" "PASS" ]
           (secret: { inherit secret; });
       };`,
      `age.secrets.a.path = "/run/user/1000/elsewhere/a"; age.secrets.b = { };`,
    );
    const text = await evalHome(
      home,
      "builtins.unsafeDiscardStringContext (builtins.readFile config.programs.mcp-nixgen.manifest)",
    );
    const { headers } = JSON.parse(String(text)).servers.a;
    const files = Object.entries(headers as Record<string, { file?: string }>).flatMap(([name, { file }]) =>
      file === undefined ? [] : [[name, file]],
    );
    expect(Object.fromEntries(files)).toEqual({
      FILE: "/run/keys/f",
      SOPS: "/home/tester/.config/sops-nix/secrets/mcp/a",
      AGENIX: "/run/user/1000/elsewhere/a",
    });
    expect(Object.keys(headers)).toHaveLength(10);
  });

  async function wrapperFile(home: string): Promise<string> {
    const path = await evalHome(home, `"\${config.programs.mcp-nixgen.servers.a.wrapper}"`);
    return `${path}/libexec/mcp-a/start`;
  }
});
