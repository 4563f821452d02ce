import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, expect, it } from "vitest";
import { isLoopback } from "../../../src/gateway/header-arguments.ts";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix, requireNix } from "../../support/nix.ts";
import { configuration } from "./configuration.ts";

/** Prints its words and the variables it was given, in place of bridging. */
const program = `package = pkgs.writeShellScriptBin "mcp-nixgen" ''printf '%s\\n' "$@" "TOKEN=$TOKEN" "OTHER=''\${OTHER-none}"'';`;

const web = (more: string) => `servers.web = { package = http; transport = "http"; port = 8931; ${more} };`;

describeNix("the bridge of an HTTP server", async () => {
  // Its words are kept there.
  const home = await mkdtemp(join(tmpdir(), "bridge-home-"));
  afterAll(() => rm(home, { recursive: true, force: true }));
  const { evalHome, evalHomeFails, buildActivation } = await homeManagerForTests();
  const manifestText =
    "builtins.unsafeDiscardStringContext (builtins.readFile config.programs.mcp-nixgen.manifest)";
  const bridgeOf = async (settings: string): Promise<string | undefined> => {
    const text = await evalHome(configuration(settings), manifestText);
    return JSON.parse(String(text)).servers.web.bridge;
  };

  it("is a wrapper that finds the headers' secrets, and no others", async () => {
    const secrets = `
      secrets.TOKEN.command = [ "${process.execPath}" "-e" "console.log('t0k')" ];
      secrets.OTHER.command = [ "${process.execPath}" "-e" "console.log('not for the bridge')" ];
      headers = { X-Team = "blue \\\${TEAM} \\$\\\${x}"; Authorization = { secret = "TOKEN"; prefix = "Bearer "; }; };`;
    const built = await buildActivation(configuration(`${program} ${web(secrets)}`));
    const text = await readFile(`${built}/home-files/.config/mcp-nixgen/manifest.json`, "utf8");
    const { bridge } = JSON.parse(text).servers.web;
    expect(bridge).toMatch(/^\/nix\/store\/[a-z0-9]{32}-mcp-web-bridge\/bin\/mcp-web-bridge$/);
    const { stdout } = await execa(bridge, {
      env: { PATH: requireNix().env.PATH ?? "", HOME: home },
      extendEnv: false,
      input: "",
    });
    expect(stdout.split("\n")).toEqual([
      "bridge",
      "http://127.0.0.1:8931/mcp",
      "--header=Authorization: Bearer ${TOKEN}",
      "--header=X-Team: blue $${TEAM} $$${x}",
      "TOKEN=t0k",
      "OTHER=none",
    ]);
  });

  it("is there without secrets too, and not without the program", async () => {
    await expect(bridgeOf(`${program} ${web("")}`)).resolves.toContain("mcp-web-bridge");
    await expect(bridgeOf(web(""))).resolves.toBeUndefined();
  });

  it("needs the secret, though the server may do without it", async () => {
    const built = await buildActivation(
      configuration(
        `${program} ${web(`secrets.TOKEN = { file = "/nonexistent/token"; optional = true; }; headers.X-Key.secret = "TOKEN";`)}`,
      ),
    );
    const text = await readFile(`${built}/home-files/.config/mcp-nixgen/manifest.json`, "utf8");
    const { exitCode, stdout, stderr } = await execa(JSON.parse(text).servers.web.bridge, {
      env: { PATH: requireNix().env.PATH ?? "", HOME: home },
      extendEnv: false,
      input: "",
      reject: false,
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 78, stdout: "" });
    expect(stderr).toContain("mcp-web-bridge: ");
    expect(stderr).toContain("TOKEN");
  });

  it("is not there where the secret is the service's own", async () => {
    const header = `headers.X-Key.secret = "TOKEN"; secrets.TOKEN.systemdCredential`;
    await expect(bridgeOf(`${program} ${web(`${header} = "token";`)}`)).resolves.toBeUndefined();
    await expect(
      bridgeOf(`${program} ${web(`${header} = { name = "token"; file = "/etc/token.cred"; };`)}`),
    ).resolves.toContain("mcp-web-bridge");
    // One that no header has is no matter.
    await expect(
      bridgeOf(`${program} ${web(`secrets.TOKEN.systemdCredential = "token";`)}`),
    ).resolves.toContain("mcp-web-bridge");
  });

  it("takes secrets to this machine, or by TLS: what the program itself refuses has none", async () => {
    for (const [url, hostname] of [
      ["http://localhost:1/mcp", "localhost"],
      ["http://a.LOCALHOST", "a.localhost"],
      ["http://127.1.2.3/x", "127.1.2.3"],
      ["http://[::1]:8931/sse", "[::1]"],
      ["https://mcp.example.org/mcp", null],
      ["http://mcp.example.org/mcp", "mcp.example.org"],
      ["http://127.0.0.1.example.org", "127.0.0.1.example.org"],
      ["http://localhost.example.org/", "localhost.example.org"],
      ["http://192.0.2.1:80/", "192.0.2.1"],
    ] as const) {
      const secret = `url = "${url}"; secrets.TOKEN.pass = "t"; headers.X-Key.secret = "TOKEN";`;
      const isThere = (await bridgeOf(`${program} ${web(secret)}`)) !== undefined;
      expect({ url, isThere }).toEqual({ url, isThere: hostname === null || isLoopback(hostname) });
      await expect(bridgeOf(`${program} ${web(`url = "${url}";`)}`)).resolves.toContain("mcp-web-bridge");
    }
  });

  it("is what home-manager's programs.mcp gets where a header has a secret", async () => {
    const secret = `clients = [ "programs-mcp" ]; secrets.TOKEN.pass = "t"; headers.X-Key.secret = "TOKEN";`;
    const clients = "clients.programs-mcp.enable = true;";
    const file = "programs.mcp-nixgen.servers.web.headers.X-Key";
    const home = configuration(`${program} ${clients} ${web(secret)}`);
    const { real } = await homeManagerForTests();
    const module = real ? "<home-manager/modules/programs/mcp.nix>" : "";
    const withModule = (text: string) => text.replace("imports = [", `imports = [ ${module} `);
    await expect(evalHome(withModule(home), "config.programs.mcp.servers.web.command")).resolves.toMatch(
      /\/bin\/mcp-web-bridge$/,
    );
    const error = await evalHomeFails(withModule(configuration(`${clients} ${web(secret)}`)));
    expect(error).toContain(`${file}: home-manager's programs.mcp can be told no secret`);
  });
});
