import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix } from "../../support/nix.ts";
import { configuration, moduleFile } from "./configuration.ts";

const standIn = fileURLToPath(new URL("../../nixpkgs", import.meta.url));

/**
 * An evaluation of the module alone, on packages of another system or with an overlay, which home-manager's own
 * evaluation does not let one choose: the options it defines take anything.
 */
const alone = (settings: string, system: string, overlay = "_: _: { }") => `
  (lib.evalModules {
    modules = [
      ${moduleFile}
      ({ lib, ... }: {
        options = lib.genAttrs [ "home" "launchd" "systemd" "xdg" ] (_: lib.mkOption {
          type = lib.types.anything;
          default = { };
        }) // lib.genAttrs [ "assertions" "warnings" ] (_: lib.mkOption {
          type = lib.types.listOf lib.types.anything;
          default = [ ];
        });
        config = {
          _module.args.pkgs = import ${standIn} { system = "${system}"; overlays = [ (${overlay}) ]; };
          home.homeDirectory = "/Users/tester";
          programs.mcp-nixgen = { enable = true; ${settings} };
        };
      })
    ];
    class = "homeManager";
  }).config`;

const http = `package = http; transport = "http";`;
const onPort = `${http} port = 8931;`;

describeNix("the units", async () => {
  const { evalHome, buildActivation } = await homeManagerForTests();
  const unit = async (settings: string, name: string) =>
    (await evalHome(configuration(settings), `config.systemd.user.${name}`)) as Record<
      "Unit" | "Service" | "Socket" | "Install",
      Record<string, unknown>
    >;

  it("are in the activation package, with the commands and the manifest", async () => {
    const built = await buildActivation(
      configuration(`
        slice = { memoryMax = "4G"; cpuQuota = "200%"; tasksMax = 100; };
        servers.a.package = stdio;
        servers.b = { ${onPort} };
        servers.c = { ${http} port = 8932; socketActivation.enable = true; };`),
    );
    await expect(readdir(join(built, "home-path/bin"))).resolves.toEqual(
      expect.arrayContaining(["mcp-a", "mcp-b", "mcp-c"]),
    );
    const units = join(built, "home-files/.config/systemd/user");
    const ours = (await readdir(units)).filter((name) => name.startsWith("mcp-"));
    expect(ours.sort()).toEqual([
      "mcp-b.service",
      "mcp-c-proxy.service",
      "mcp-c.service",
      "mcp-c.socket",
      "mcp-servers.slice",
      "mcp-servers.target",
      "mcp-servers.target.wants",
    ]);
    await expect(readdir(join(units, "mcp-servers.target.wants"))).resolves.toEqual([
      "mcp-b.service",
      "mcp-c.socket",
    ]);
    await expect(readdir(join(units, "default.target.wants"))).resolves.toContain("mcp-servers.target");
    const slice = await readFile(join(units, "mcp-servers.slice"), "utf8");
    expect(slice).toContain("[Slice]\nCPUQuota=200%\nMemoryMax=4G\nTasksMax=100\n");
  });

  it("of stdio servers: none but the slice", async () => {
    await expect(
      evalHome(
        configuration("servers.a.package = stdio;"),
        `lib.mapAttrs (_: builtins.attrNames) { inherit (config.systemd.user) services sockets slices; }`,
      ),
    ).resolves.toMatchObject({
      sockets: [],
      slices: ["mcp-servers"],
      services: expect.not.arrayContaining(["mcp-a"]),
    });
  });

  it("have where to listen filled in: the backend's place behind a proxy", async () => {
    const filledIn = `args = [ "--at={host}:{port}" ]; env.AT = "{port}"; `;
    const start = async (more: string) => {
      const path = await evalHome(
        configuration(`servers.a = { ${onPort} ${filledIn} ${more} };`),
        `builtins.seq (builtins.readFile "\${config.programs.mcp-nixgen.servers.a.wrapper}/bin/mcp-a")
          "\${config.programs.mcp-nixgen.servers.a.wrapper}/libexec/mcp-a/start"`,
      );
      return readFile(String(path), "utf8");
    };
    const direct = await start(`host = "::1";`);
    expect(direct).toContain("--at=::1:8931");
    const behind = await start(`host = "0.0.0.0"; socketActivation.enable = true;`);
    expect(behind).toContain("--at=127.0.0.1:18931");
    expect(behind).toMatch(/AT=.?18931/);
    const native = await start(`socketActivation = { enable = true; mode = "native"; };`);
    expect(native).toContain("--at=127.0.0.1:8931");
  });

  it("of a stdio server leave braces alone", async () => {
    await expect(
      evalHome(
        configuration(`servers.a = { package = stdio; args = [ "{port}" ]; };`),
        `builtins.unsafeDiscardStringContext (builtins.readFile
          "\${config.programs.mcp-nixgen.servers.a.wrapper}/libexec/mcp-a/start")`,
      ),
    ).resolves.toContain("{port}");
  });

  it.each([
    ["127.0.0.1", "127.0.0.1:8931", "http://127.0.0.1:8931/mcp"],
    ["localhost", "127.0.0.1:8931", "http://localhost:8931/mcp"],
    ["0.0.0.0", "0.0.0.0:8931", "http://127.0.0.1:8931/mcp"],
    ["::1", "[::1]:8931", "http://[::1]:8931/mcp"],
    ["::", "[::]:8931", "http://[::1]:8931/mcp"],
  ])("the socket and the URL of host %s", async (host, listen, url) => {
    const home = configuration(
      `servers.a = { ${onPort} host = "${host}"; socketActivation.enable = true; };`,
    );
    await expect(evalHome(home, "config.systemd.user.sockets.mcp-a.Socket.ListenStream")).resolves.toBe(
      listen,
    );
    await expect(evalHome(home, "config.programs.mcp-nixgen.servers.a.url")).resolves.toBe(url);
  });

  it("a high port's backend is below it", async () => {
    const backend = "config.programs.mcp-nixgen.servers.a.socketActivation.backendPort";
    await expect(evalHome(configuration(`servers.a = { ${http} port = 60000; };`), backend)).resolves.toBe(
      50000,
    );
    await expect(evalHome(configuration(`servers.a = { ${http} port = 55535; };`), backend)).resolves.toBe(
      65535,
    );
  });

  it("confine a service unless told not to, and never forbid it a JIT compiler", async () => {
    const confined = await unit(`servers.a = { ${onPort} };`, "services.mcp-a");
    expect(confined.Service).toMatchObject({ NoNewPrivileges: true, LimitCORE: 0 });
    expect(confined.Service).not.toHaveProperty("MemoryDenyWriteExecute");
    const open = await unit(`servers.a = { ${onPort} service.hardening = false; };`, "services.mcp-a");
    expect(open.Service).not.toHaveProperty("NoNewPrivileges");
    expect(open.Service).not.toHaveProperty("SystemCallFilter");
  });

  it("load systemd credentials, with systemd's own words for folders", async () => {
    const files = {
      absolute: ["/100%/a b.cred", "/100%%/a b.cred"],
      home: ["~/a%h.cred", "%h/a%%h.cred"],
      homeVariable: ["$HOME/~/$HOME/a", "%h/~/$HOME/a"],
      homeSpecifier: ["%h/%h/a", "%h/%%h/a"],
      runtime: ["%r/a", "%t/a"],
      runtimeSpecifier: ["%t/a", "%t/a"],
      runtimeVariable: ["${XDG_RUNTIME_DIR}/a", "%t/a"],
      config: ["$XDG_CONFIG_HOME/a", "%E/a"],
      cache: ["$XDG_CACHE_HOME/a", "%C/a"],
      data: ["$XDG_DATA_HOME/a", "/home/100%%/data/a"],
      state: ["${XDG_STATE_HOME}/a", "/home/tester/.local/state/a"],
      // What a unit cannot say is the start script's to find.
      credentials: ["$CREDENTIALS_DIRECTORY/a", null],
      mac: ["$(getconf DARWIN_USER_TEMP_DIR)/a", null],
      twoSlashes: ["/a//b", null],
      upwards: ["~/../b", null],
      folder: ["~/b/", null],
      twoLines: ["/a\nSystemCallFilter=", null],
      blank: ["/a ", null],
      backslash: ["/a\\", null],
    } as const;
    const secrets = Object.entries(files).map(
      ([name, [file]]) =>
        `secrets.${name}.systemdCredential = { name = "${name}"; file = ${JSON.stringify(file).replaceAll("$", "\\$")}; };`,
    );
    const service = (await evalHome(
      configuration(
        `servers.a = { ${onPort} ${secrets.join("\n")}
           secrets.ONE.systemdCredential = "one";
           secrets.MAY_BE = { systemdCredential = "may-be"; optional = true; };
           secrets.MAY_BE_THERE = { systemdCredential = { name = "c"; file = "~/c"; }; optional = true; };
         };`,
        `xdg.dataHome = "/home/100%/data";`,
      ),
      "config.systemd.user.services.mcp-a.Service",
    )) as { LoadCredential: string[]; LoadCredentialEncrypted: string[]; RestartPreventExitStatus: string };
    expect([...service.LoadCredential].sort()).toEqual(["may-be", "one"]);
    expect([...service.LoadCredentialEncrypted].sort()).toEqual(
      Object.entries(files)
        .filter(([, [, path]]) => path !== null)
        .map(([name, [, path]]) => `${name}:${path}`)
        .sort(),
    );
    expect(service.RestartPreventExitStatus).toBe("78 243");
  });

  const onMac = (more: string) =>
    alone(
      `servers.a = { package = builtins.derivation { name = "a"; system = "x"; builder = "x"; } // { meta.mainProgram = "a"; };
         transport = "http"; port = 8931; ${more} };`,
      "aarch64-darwin",
    );

  it("on macOS: agents of launchd, no units", async () => {
    const agents = await evalHome(
      "{ }",
      `let config = ${onMac("")}; in {
        agents = lib.mapAttrs (_: agent: { inherit (agent) enable; inherit (agent.config) RunAtLoad KeepAlive Umask; })
          config.launchd.agents;
        units = lib.attrNames config.systemd;
        inherit (config) assertions;
        logged = config.launchd.agents.mcp-a.config.StandardErrorPath;
        manifest = (builtins.fromJSON (builtins.unsafeDiscardStringContext config.programs.mcp-nixgen.manifest.text)).servers.a.log;
      }`,
    );
    expect(agents).toEqual({
      agents: {
        "mcp-a": { enable: true, RunAtLoad: true, KeepAlive: { SuccessfulExit: false }, Umask: 0o077 },
      },
      units: [],
      assertions: [],
      logged: "/Users/tester/Library/Logs/mcp-a.log",
      manifest: "/Users/tester/Library/Logs/mcp-a.log",
    });
  });

  it("on macOS there is no socket activation", async () => {
    await expect(
      evalHome("{ }", `map (one: one.message) (${onMac("socketActivation.enable = true;")}).assertions`),
    ).resolves.toEqual([
      expect.stringContaining("servers.a.socketActivation.enable: socket activation needs systemd"),
    ]);
  });

  it("a server's package is by default the one of its name", async () => {
    const overlay = `final: _: { mcpServers.a = final.writeShellScriptBin "of-the-overlay" ""; }`;
    await expect(
      evalHome(
        "{ }",
        `(${alone("servers.a = { };", "x86_64-linux", overlay)}).programs.mcp-nixgen.servers.a.package.name`,
      ),
    ).resolves.toBe("of-the-overlay");
  });
});
