import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadServersText } from "../../src/config/load.ts";
import { homeNix } from "../../src/emit/home-nix.ts";
import { overlayLib } from "../../src/emit/overlay-lib.ts";
import { overlayNix } from "../../src/emit/overlay-nix.ts";
import { homeManagerForTests } from "../support/home-manager.ts";
import { describeNix } from "../support/nix.ts";

/** home.nix under the module: what servers.yaml says is what Nix has, and a user's own words win. */

const module = fileURLToPath(new URL("../../modules/home-manager.nix", import.meta.url));

const yaml = `
slice: { memoryMax: 4G, memorySwapMax: 0, tasksMax: 100 }
clients: [codex, claude-code]
keepassxc: { database: ~/Passwords.kdbx, keyFile: ~/k.key, noPassword: true }
servers:
  fire:
    source: npm:fire
    args: [--quiet, "a b", "\${x}"]
    env: { LOG: warn, ODD: "q\\"uote\\n$HOME" }
    secretTimeout: 5
    limits: { memoryMax: 1G, cpuQuota: 50%, cpuWeight: 50, tasksMax: 20 }
    clients: [codex]
    parentDeath: pdeathsig
    requireScope: true
    log: false
    secrets:
      A: { file: ~/keys/a, exact: true }
      B: { envFile: { path: "\${XDG_RUNTIME_DIR}/x.env", key: C } }
      D: { sops: { file: ~/mcp.yaml, key: a/b } }
      G: { keepassxc: Group/Entry, timeout: 60 }
      H: { keepassxc: { entry: e, database: /srv/x.kdbx, attribute: URL } }
      I: { secretService: { service: mcp } }
      J: { pass: mcp/j }
      K: { pass: { entry: mcp/k, line: all } }
      L: { command: [printf, "%s", "$x"], optional: true }
      M: { onePassword: "op://vault/item/field" }
      N: { bitwarden: { item: n, field: notes } }
      O: { systemdCredential: o }
  off: { source: npm:off, enable: false }
  web.v2:
    source: npm:web
    transport: http
    host: localhost
    port: 8931
    path: /sse
    args: [--port, "{port}"]
    timeout: 120
    headers: { X-Team: blue, Authorization: { secret: T, prefix: "Bearer " } }
    secrets: { T: { file: /run/keys/t } }
    socketActivation: { enable: true, backendPort: 9999, idleTimeout: 10min }
    service: { hardening: false, readyTimeout: 120 }
`;

/** The same, as a person writes it in Nix. */
const nix = (root: string) => `
  slice = { memoryMax = "4G"; memorySwapMax = "0"; tasksMax = 100; };
  clients = { codex.enable = true; claude-code.enable = true; };
  keepassxc = { database = "~/Passwords.kdbx"; keyFile = "~/k.key"; noPassword = true; };
  servers = let packages = (import ${root}/overlays pkgs pkgs).mcpServers; in {
    fire = {
      package = packages.fire;
      args = [ "--quiet" "a b" "\\\${x}" ];
      env = { LOG = "warn"; ODD = "q\\"uote\\n$HOME"; };
      secretTimeout = 5;
      limits = { memoryMax = "1G"; cpuQuota = "50%"; cpuWeight = 50; tasksMax = 20; };
      clients = [ "codex" ];
      parentDeath = "pdeathsig";
      requireScope = true;
      log = false;
      secrets = {
        A = { file = "~/keys/a"; exact = true; };
        B.envFile = { path = "\\\${XDG_RUNTIME_DIR}/x.env"; key = "C"; };
        D.sops = { file = "~/mcp.yaml"; key = "a/b"; };
        G = { keepassxc = "Group/Entry"; timeout = 60; };
        H.keepassxc = { entry = "e"; database = "/srv/x.kdbx"; attribute = "URL"; };
        I.secretService.service = "mcp";
        J.pass = "mcp/j";
        K.pass = { entry = "mcp/k"; line = "all"; };
        L = { command = [ "printf" "%s" "$x" ]; optional = true; };
        M.onePassword = "op://vault/item/field";
        N.bitwarden = { item = "n"; field = "notes"; };
        O.systemdCredential = "o";
      };
    };
    off = { package = packages.off; enable = false; };
    "web.v2" = {
      package = packages."web.v2";
      transport = "http";
      host = "localhost";
      port = 8931;
      path = "/sse";
      args = [ "--port" "{port}" ];
      timeout = 120;
      headers = { X-Team = "blue"; Authorization = { secret = "T"; prefix = "Bearer "; }; };
      secrets.T.file = "/run/keys/t";
      socketActivation = { enable = true; backendPort = 9999; idleTimeout = "10min"; };
      service = { hardening = false; readyTimeout = 120; };
    };
  };
`;

describeNix("home.nix under the module", async () => {
  const home = await homeManagerForTests();
  let root: string;
  const names = ["fire", "off", "web.v2"];

  async function project(folder: string, style: "nixpkgs" | "overlay"): Promise<string> {
    const { servers, shared, settings } = loadServersText(join(folder, "servers.yaml"), yaml);
    const helpers = style === "overlay" ? await overlayLib() : [];
    const files: [string, string][] = [
      ["home.nix", homeNix({ servers: [...servers.values()], shared, settings })],
      ["overlays/default.nix", overlayNix(names, style)],
      ...helpers.map(({ path, contents }): [string, string] => [`overlays/lib/${path}`, contents]),
      ...names.map((name): [string, string] => [
        `overlays/packages/${name}/package.nix`,
        `{ writeShellScriptBin }: writeShellScriptBin "${name}-server" "cat"\n`,
      ]),
    ];
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return folder;
  }

  beforeAll(async () => {
    root = await project(await mkdtemp(join(tmpdir(), "home-module-")), "nixpkgs");
  });
  afterAll(() => rm(root, { recursive: true }));

  /** All that follows from the options: manifest, units, packages. */
  const outcome = `{
    manifest = config.programs.mcp-nixgen.manifest.drvPath;
    activation = home.activationPackage.drvPath;
    servers = lib.mapAttrs (_: server: removeAttrs server [ "package" "wrapper" ]) config.programs.mcp-nixgen.servers;
  }`;
  const fromYaml = (more = "", folder = root) =>
    `{ lib, pkgs, ... }: { imports = [ ${module} ${folder}/home.nix ]; ${more} }`;

  test("says what the same says in Nix", async () => {
    const written = `{ pkgs, ... }: { imports = [ ${module} ]; programs.mcp-nixgen = { enable = true; ${nix(root)} }; }`;
    const [ours, theirs] = [await home.evalHome(fromYaml(), outcome), await home.evalHome(written, outcome)];
    expect(ours).toEqual(theirs);
    expect(Object.keys((ours as { servers: object }).servers)).toEqual(names);
  });

  test("gives the packages in style overlay, and beside the overlay itself", async () => {
    const folder = await project(join(root, "other"), "overlay");
    const path = "config.programs.mcp-nixgen.servers.fire.package.drvPath";
    const plain = await home.evalHome(fromYaml("", folder), path);
    expect(plain).toMatch(/\.drv$/);
    const both = `let applied = import ${folder}/overlays (pkgs // applied) pkgs; in (import ${folder}/overlays (pkgs // applied) (pkgs // applied)).mcpServers.fire.drvPath`;
    expect(await home.evalHome(fromYaml("", folder), both)).toBe(plain);
  });

  test("gives way to whatever the user says, in everything", async () => {
    const more = `programs.mcp-nixgen = {
      slice.memoryMax = "8G";
      clients.codex.enable = false;
      keepassxc.database = "/other.kdbx";
      servers.fire = {
        package = pkgs.writeShellScriptBin "mine" "cat";
        args = [ "mine" ];
        env.LOG = "debug";
        limits.memoryMax = "2G";
        clients = [ "claude-code" ];
        parentDeath = "none";
        log = true;
        requireScope = false;
        secretTimeout = 9;
        secrets.A.pass = "mine";
        secrets.J.optional = true;
        secrets.J.file = "~/j";
      };
      servers.off.enable = true;
      servers."web.v2" = { port = 1234; host = "127.0.0.1"; path = "/mcp"; socketActivation.enable = false; service.hardening = true;
        timeout = null; headers = { Authorization = "none"; X-Team.secret = "T"; }; };
    };`;
    const cfg = "config.programs.mcp-nixgen";
    const found = await home.evalHome(
      fromYaml(more),
      `{
        inherit (${cfg}) slice keepassxc;
        clients = lib.attrNames (lib.filterAttrs (_: client: client.enable) ${cfg}.clients);
        servers = lib.mapAttrs (_: server: removeAttrs server [ "package" "wrapper" ]) ${cfg}.servers;
        package = ${cfg}.servers.fire.package.name;
        checked = home.activationPackage.drvPath;
      }`,
    );
    expect(found).toMatchObject({
      slice: { memoryMax: "8G", tasksMax: 100 },
      keepassxc: { database: "/other.kdbx", noPassword: true },
      clients: ["claude-code"],
      package: "mine",
      servers: {
        fire: {
          args: ["mine"],
          env: { LOG: "debug", ODD: 'q"uote\n$HOME' },
          limits: { memoryMax: "2G", cpuQuota: "50%" },
          clients: ["claude-code"],
          parentDeath: "none",
          log: true,
          requireScope: false,
          secretTimeout: 9,
          secrets: {
            A: { file: null, pass: { entry: "mine" }, exact: false },
            J: { pass: null, file: "~/j", optional: true },
            K: { pass: { entry: "mcp/k" } },
          },
        },
        off: { enable: true },
        "web.v2": {
          port: 1234,
          host: "127.0.0.1",
          url: "http://127.0.0.1:1234/mcp",
          timeout: null,
          headers: { Authorization: "none", "X-Team": { secret: "T", prefix: "" } },
          socketActivation: { enable: false },
        },
      },
    });
  });

  test("can be switched off as a whole", async () => {
    const off = fromYaml("programs.mcp-nixgen.enable = false;");
    expect(await home.evalHome(off, "config.programs.mcp-nixgen.enable")).toBe(false);
  });
});
