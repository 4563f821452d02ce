import { expect, it } from "vitest";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix } from "../../support/nix.ts";
import { configuration } from "./configuration.ts";

/** What is wrong, its configuration, and parts of the error: the option's path, then the remedy. */
const wrong: readonly (readonly [what: string, settings: string, ...message: string[]])[] = [
  ["no package", `servers.a = { };`, "servers.a.package: there is no package", "Add the overlay"],
  [
    "two servers on one port",
    `servers.a = { package = http; transport = "http"; port = 80; };
     servers.b = { package = http; transport = "http"; port = 80; };`,
    "servers.a.port: port 80 is also programs.mcp-nixgen.servers.b.port",
  ],
  [
    "one port on two addresses that overlap",
    `servers.a = { package = http; transport = "http"; port = 80; host = "::"; };
     servers.b = { package = http; transport = "http"; port = 80; host = "localhost"; };`,
    "servers.a.port: port 80 is also programs.mcp-nixgen.servers.b.port",
  ],
  [
    "a backend on another server's port",
    `servers.a = { package = http; transport = "http"; port = 80; };
     servers.b = { package = http; transport = "http"; port = 81;
       socketActivation = { enable = true; backendPort = 80; }; };`,
    "servers.a.port: port 80 is also programs.mcp-nixgen.servers.b.socketActivation.backendPort",
  ],
  [
    "a backend on its own port",
    `servers.a = { package = http; transport = "http"; port = 80;
       socketActivation = { enable = true; backendPort = 80; }; };`,
    "servers.a.port: port 80 is also programs.mcp-nixgen.servers.a.socketActivation.backendPort",
  ],
  [
    "two units of one name",
    `servers.a = { package = http; transport = "http"; port = 80; socketActivation.enable = true; };
     servers.a-proxy = { package = http; transport = "http"; port = 81; };`,
    "servers.a-proxy: its unit would be that of the proxy of programs.mcp-nixgen.servers.a.",
  ],
  [
    "http without a port",
    `servers.a = { package = http; transport = "http"; };`,
    "servers.a.port: an HTTP server needs a port",
  ],
  ["no port", `servers.a = { package = http; transport = "http"; port = 65536; };`, "servers.a.port"],
  [
    "a stdio server with a port",
    `servers.a = { package = stdio; port = 80; };`,
    "servers.a.port: a stdio server has no port",
    `transport to "http"`,
  ],
  [
    "a stdio server behind a socket",
    `servers.a = { package = stdio; socketActivation.enable = true; };`,
    "servers.a.socketActivation.enable: a stdio server is started by its client",
  ],
  [
    "a socket on a name",
    `servers.a = { package = http; transport = "http"; host = "my.example"; port = 80;
       socketActivation.enable = true; };`,
    "servers.a.host: systemd listens on addresses only",
  ],
  [
    "an idle time without a proxy",
    `servers.a = { package = http; transport = "http"; port = 80;
       socketActivation = { enable = true; mode = "native"; idleTimeout = "1min"; }; };`,
    "servers.a.socketActivation.idleTimeout: only the proxy",
  ],
  [
    "an idle time that is none",
    `servers.a = { package = http; transport = "http"; port = 80; socketActivation.idleTimeout = "soon"; };`,
    "servers.a.socketActivation.idleTimeout",
    "is not of type",
  ],
  ["an unknown client", `clients.emacs.enable = true;`, "clients.emacs", "does not exist"],
  [
    "an unknown client of a server",
    `servers.a = { package = stdio; clients = [ "emacs" ]; };`,
    "servers.a.clients",
    "is not of type",
  ],
  ["an unknown option", `servers.a = { package = stdio; prot = 80; };`, "servers.a.prot", "does not exist"],
  [
    "a secret without a provider",
    `servers.a = { package = stdio; secrets.K = { }; };`,
    "servers.a.secrets.K: has no provider",
    "keepassxc",
  ],
  [
    "a secret with two providers",
    `servers.a = { package = stdio; secrets.K = { file = "~/k"; pass = "k"; }; };`,
    "servers.a.secrets.K: has 2 providers (file, pass)",
  ],
  [
    "a secret with an unknown provider",
    `servers.a = { package = stdio; secrets.K.vault = "k"; };`,
    "servers.a.secrets.K.vault",
    "does not exist",
  ],
  [
    "a secret in the store",
    `servers.a = { package = stdio; secrets.K.file = pkgs.writeText "k" "secret"; };`,
    "servers.a.secrets.K.file: ",
    "lies in the Nix store",
  ],
  [
    "an environment file in the store",
    `servers.a = { package = stdio; secrets.K.envFile = "\${pkgs.writeText "k" "K=secret"}"; };`,
    "servers.a.secrets.K.envFile: path lies in the Nix store",
  ],
  [
    "a relative path",
    `servers.a = { package = stdio; secrets.K.file = "keys/k"; };`,
    "servers.a.secrets.K.file: path must be absolute",
  ],
  [
    "no KeePassXC database",
    `servers.a = { package = stdio; secrets.K.keepassxc = "Group/Entry"; };`,
    "servers.a.secrets.K.keepassxc: database is missing",
  ],
  [
    "sops-nix that is not there",
    `servers.a = { package = stdio; secrets.K.sops = "mcp/k"; };`,
    "servers.a.secrets.K.sops: sops-nix is not there",
    "Import its Home-Manager module",
  ],
  [
    "agenix that is not there",
    `servers.a = { package = stdio; secrets.K.agenix = "k"; };`,
    "servers.a.secrets.K.agenix: agenix is not there",
  ],
  [
    "a variable that is both",
    `servers.a = { package = stdio; env.K = "1"; secrets.K.pass = "k"; };`,
    "servers.a.env.K: is also in programs.mcp-nixgen.servers.a.secrets",
  ],
  [
    "a variable's name",
    `servers.a = { package = stdio; env."A-B" = "1"; secrets."1K".pass = "k"; };`,
    "servers.a.env.A-B: ",
    'servers.a.secrets."1K": ',
  ],
  [
    "the name of a program of ours",
    `servers.nixgen = { package = stdio; };`,
    "servers.nixgen: the name is taken: mcp-nixgen is the program that generates packages",
  ],
  [
    "the guard's name",
    `servers.Guard = { package = stdio; };`,
    "servers.Guard: the name is taken: mcp-guard",
  ],
  [
    "port 0",
    `servers.a = { package = http; transport = "http"; port = 0; };`,
    "servers.a.port",
    "not of type",
  ],
  [
    "a host in brackets",
    `servers.a = { package = http; transport = "http"; port = 80; host = "[::1]"; };`,
    "servers.a.host",
    "without brackets, zone or port",
  ],
  [
    "a host that is a specifier",
    `servers.a = { package = http; transport = "http"; port = 80; host = "%H"; };`,
    "servers.a.host",
  ],
  [
    "no URL for clients",
    `servers.a = { package = http; transport = "http"; port = 80; url = null; };`,
    "servers.a.url: clients need the URL",
  ],
  ...[
    "localhost:80",
    "ftp://a.example/",
    "http://",
    "http://a b/",
    "http://user:pw@a.example/",
    "http://[::1/",
  ].map((url): [string, string, ...string[]] => [
    `the URL ${url}`,
    `servers.a = { package = http; transport = "http"; port = 80; url = "${url}"; };`,
    "servers.a.url",
    "is not of type",
  ]),
  ...[
    ["scope", "false"],
    ["requireScope", "true"],
    ["parentDeath", `"none"`],
    ["log", "false"],
  ].map(([option, value]): [string, string, ...string[]] => [
    `${option} of an HTTP server`,
    `servers.a = { package = http; transport = "http"; port = 80; ${option} = ${value}; };`,
    `servers.a.${option}: an HTTP server is a service`,
    `transport to "stdio"`,
  ]),
  ...[
    ["host", `"::1"`],
    ["path", `"/sse"`],
    ["headers", `{ X-Team = "blue"; }`],
    ["url", `"http://localhost:80/"`],
    ["service.hardening", "false"],
    ["service.readyTimeout", "5"],
    ["service.settings", "{ Nice = 5; }"],
  ].map(([option, value]): [string, string, ...string[]] => [
    `${option} of a stdio server`,
    `servers.a = { package = stdio; ${option} = ${value}; };`,
    `servers.a.${option}: a stdio server listens nowhere`,
    `transport to "http"`,
  ]),
  [
    "a header's secret that there is none of",
    `servers.a = { package = http; transport = "http"; port = 80; headers.X-Key.secret = "K"; };`,
    "servers.a.headers.X-Key.secret: there is no secret 'K'",
    "Declare programs.mcp-nixgen.servers.a.secrets.K",
  ],
  [
    "a header's name",
    `servers.a = { package = http; transport = "http"; port = 80; headers."X Key" = "a"; };`,
    'servers.a.headers."X Key": not a header\'s name',
  ],
  [
    "a header twice",
    `servers.a = { package = http; transport = "http"; port = 80; headers = { X-Key = "a"; x-key = "b"; }; };`,
    "servers.a.headers.X-Key: is the same header as programs.mcp-nixgen.servers.a.headers.x-key",
  ],
  [
    "a header of two lines",
    `servers.a = { package = http; transport = "http"; port = 80; headers.X-Key = "a\\nb"; };`,
    "servers.a.headers.X-Key",
    "is not of type",
  ],
  ["no time at all", `servers.a = { package = stdio; timeout = 0; };`, "servers.a.timeout", "not of type"],
  [
    "two clients with one file",
    `clients.programs-mcp.enable = true; clients.mcp-json.enable = true;`,
    "clients.programs-mcp.enable: programs.mcp writes $XDG_CONFIG_HOME/mcp/mcp.json",
    "Enable one of them",
  ],
  [
    "a secret header for programs.mcp",
    `clients.programs-mcp.enable = true;
     servers.a = { package = http; transport = "http"; port = 80;
       headers.X-Key.secret = "K"; secrets.K.pass = "k"; };`,
    "servers.a.headers.X-Key: home-manager's programs.mcp can be told no secret",
    "servers.a.clients to clients without programs-mcp",
  ],
  [
    "two credentials of one name",
    `servers.a = { package = http; transport = "http"; port = 80;
       secrets.K.systemdCredential = { name = "c"; file = "~/k"; };
       secrets.L.systemdCredential = { name = "c"; file = "~/l"; }; };`,
    "servers.a.secrets.K.systemdCredential: the credential 'c' is another file in programs.mcp-nixgen.servers.a.secrets.L",
  ],
  [
    "a credential's name with a colon",
    `servers.a = { package = http; transport = "http"; port = 80; secrets.K.systemdCredential = "a:b"; };`,
    "servers.a.secrets.K.systemdCredential: name must be the name of a credential",
  ],
  ["a server's name", `servers."a b" = { package = stdio; };`, 'servers."a b": not a server\'s name'],
  [
    "limits without a scope",
    `servers.a = { package = stdio; scope = false; limits.memoryMax = "1G"; };`,
    "servers.a.limits.memoryMax: only a scope can be limited",
  ],
  [
    "a scope that is required and refused",
    `servers.a = { package = stdio; scope = false; requireScope = true; };`,
    "servers.a.requireScope: scope is false",
  ],
  ["a limit", `slice.memoryMax = "lots";`, "mcp-nixgen.slice.memoryMax", "is not of type"],
  [
    "a limit of a server",
    `servers.a = { package = stdio; limits.cpuQuota = 2; };`,
    "servers.a.limits.cpuQuota",
  ],
  [
    "a wrapper of one's own",
    `servers.a = { package = stdio; wrapper = stdio; };`,
    "servers.a.wrapper",
    "read-only",
  ],
];

describeNix("a wrong configuration fails with its option's path:", async () => {
  const { evalHome, evalHomeFails } = await homeManagerForTests();

  it.each(wrong)("%s", async (_what, settings, path, ...rest) => {
    const error = await evalHomeFails(configuration(settings));
    expect(error).toContain(`programs.mcp-nixgen.${path?.replace(/^mcp-nixgen\./, "")}`);
    for (const part of rest) expect(error).toContain(part);
  });

  it("everything wrong is told at once", async () => {
    const error = await evalHomeFails(configuration(`servers.a = { port = 1; }; servers.b = { };`));
    expect(error).toContain("servers.a.package");
    expect(error).toContain("servers.a.port");
    expect(error).toContain("servers.b.package");
  });

  it("what is alike but right passes", async () => {
    const right = configuration(`
      clients.mcp-json.enable = true;
      servers.a = { package = http; transport = "http"; port = 8080; host = "127.0.0.1"; };
      servers.b = { package = http; transport = "http"; port = 8080; host = "::1"; };
      servers.c = { package = http; transport = "http"; port = 8080; host = "192.0.2.1";
        socketActivation = { enable = true; idleTimeout = "1min 30s"; }; };
      servers.d = { enable = false; transport = "http"; port = 8080; secrets.K = { }; };
      servers.both = { package = http; transport = "http"; port = 8080; host = "2001:db8::1"; url = "https://a.example:8443/x?y";
        scope = true; log = true;
        secrets.K.systemdCredential = { name = "c"; file = "~/k"; };
        secrets.L.systemdCredential = { name = "c"; file = "~/k"; }; };
      servers.plain = { package = stdio; host = "127.0.0.1"; service = { hardening = true; settings = { }; };
        headers = { }; timeout = 2147483; };
      servers.headers = { package = http; transport = "http"; port = 8081; headers = { X-Key.secret = "K"; X-Other = ""; };
        secrets.K.pass = "k"; };
      servers.e = { package = stdio; secrets.K.keepassxc = { entry = "E"; database = "~/d.kdbx"; }; clients = [ ]; };
      servers."f.g_h-i" = { package = stdio; limits.tasksMax = "infinity"; };
    `);
    await expect(evalHome(right, "home.activationPackage.drvPath")).resolves.toMatch(/\.drv$/);
  });
});
