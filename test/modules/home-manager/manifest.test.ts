import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { manifestSchema } from "../../../src/config/manifest-schema.ts";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { describeNix } from "../../support/nix.ts";
import { configuration, moduleFile } from "./configuration.ts";

const store = (name: string) => expect.stringMatching(new RegExp(`^/nix/store/[a-z0-9]{32}-${name}$`));

const settings = `
  slice = { memoryMax = "4G"; tasksMax = 200; };
  clients = { codex.enable = true; claude-code.enable = true; zed.enable = false; };
  servers.firecrawl = {
    package = stdio;
    args = [ "--verbose" ];
    env.PLAIN = "1";
    secrets.API_KEY.file = "~/keys/firecrawl";
    secrets.OTHER = { pass = "mcp/other"; optional = true; };
    limits.memoryMax = "1G";
    timeout = 90;
    clients = [ "zed" "codex" ];
  };
  servers.browser = {
    package = http;
    transport = "http";
    port = 8931;
    socketActivation.enable = true;
    headers = { X-Team = "blue"; Authorization = { secret = "TOKEN"; prefix = "Bearer "; }; };
    secrets.TOKEN.pass = "mcp/browser";
  };
  servers.plain = { package = http; transport = "http"; host = "::"; port = 8932; path = "/sse"; };
  servers.off = { enable = false; port = 8931; };
`;

describeNix("the manifest", async () => {
  const { evalHome, buildActivation } = await homeManagerForTests();

  it("lists enabled servers and clients, and holds no secret", async () => {
    const built = await buildActivation(configuration(settings));
    const text = await readFile(`${built}/home-files/.config/mcp-nixgen/manifest.json`, "utf8");
    expect(JSON.parse(text)).toEqual({
      version: 1,
      slice: "mcp-servers.slice",
      sliceLimits: { memoryMax: "4G", tasksMax: "200" },
      clients: ["claude-code", "codex"],
      servers: {
        firecrawl: {
          transport: "stdio",
          command: store("mcp-firecrawl/bin/mcp-firecrawl"),
          args: [],
          env: {},
          clients: ["codex"],
          package: { name: "stdio-server", version: null, path: store("stdio-server") },
          secrets: [
            { name: "API_KEY", provider: "file", optional: false },
            { name: "OTHER", provider: "pass", optional: true },
          ],
          checkSecrets: store("mcp-firecrawl/libexec/mcp-firecrawl/check-secrets"),
          scope: true,
          limits: { memoryMax: "1G" },
          timeoutMs: 90_000,
          log: "$XDG_STATE_HOME/mcp-nixgen/log/firecrawl.log",
        },
        browser: {
          transport: "http",
          url: "http://127.0.0.1:8931/mcp",
          headers: { "X-Team": "blue", Authorization: { secret: "TOKEN", prefix: "Bearer " } },
          command: store("mcp-browser/bin/mcp-browser"),
          clients: ["claude-code", "codex"],
          package: { name: "http-server", version: null, path: store("http-server") },
          secrets: [{ name: "TOKEN", provider: "pass", optional: false }],
          checkSecrets: store("mcp-browser/libexec/mcp-browser/check-secrets"),
          limits: {},
          unit: "mcp-browser.service",
          socket: "mcp-browser.socket",
          log: null,
        },
        plain: expect.objectContaining({
          url: "http://[::1]:8932/sse",
          headers: {},
          unit: "mcp-plain.service",
          socket: null,
        }),
      },
    });
    expect(text).not.toContain("keys/firecrawl");
    expect(manifestSchema.parse(JSON.parse(text)).servers.browser).toMatchObject({
      headers: { Authorization: { secret: "TOKEN" } },
    });
  });

  it("does not depend on the order of what was written, nor on how often the module is imported", async () => {
    const manifest = "config.programs.mcp-nixgen.manifest.drvPath";
    const shuffled = configuration(
      `clients.claude-code.enable = true; ${settings.replace("claude-code.enable = true; ", "")}`,
    ).replace("imports = [", `imports = [ (import ${moduleFile}) ${moduleFile}`);
    await expect(evalHome(shuffled, manifest)).resolves.toBe(
      await evalHome(configuration(settings), manifest),
    );
  });

  it("names the clients that find no servers in others' files", async () => {
    const text = await evalHome(
      configuration(`clients.warp = { enable = true; ownEntries = true; };`),
      "builtins.unsafeDiscardStringContext (builtins.readFile config.programs.mcp-nixgen.manifest)",
    );
    expect(JSON.parse(String(text)).ownEntries).toEqual(["warp"]);
  });

  it("names the version of a package that has one", async () => {
    const text = await evalHome(
      configuration(`servers.a.package = stdio // { pname = "a-server"; version = "1.2.3"; };`),
      "builtins.unsafeDiscardStringContext (builtins.readFile config.programs.mcp-nixgen.manifest)",
    );
    expect(JSON.parse(String(text)).servers.a.package).toEqual({
      name: "a-server",
      version: "1.2.3",
      path: store("stdio-server"),
    });
  });
});
