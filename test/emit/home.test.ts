import { execa } from "execa";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadServersText } from "../../src/config/load.ts";
import { homeNix, isGenerated } from "../../src/emit/home-nix.ts";
import { formatAll, nixfmt } from "../nix/nixfmt.ts";
import { describeNix, requireNix } from "../support/nix.ts";
import { expectGolden, goldenPath } from "./golden.ts";

/** What `generate` writes for a servers.yaml whose servers are all locked. */
function homeOf(yaml: string, home?: string): string {
  const { servers, shared, settings } = loadServersText("/project/servers.yaml", yaml);
  return homeNix({
    servers: [...servers.values()],
    shared,
    settings: home === undefined ? settings : { ...settings, home },
  });
}

const files: Readonly<Record<string, string>> = {
  none: "servers:\n",
  plain: "servers:\n  firecrawl-mcp: {source: npm:firecrawl-mcp}\n",
  everything: `
settings: { output: nix/generated, home: users/me/mcp.nix }
slice: { memoryMax: 4G, memoryHigh: 75%, memorySwapMax: 0, cpuQuota: 200%, tasksMax: 100 }
clients: [warp, claude-code]
keepassxc: { database: ~/Passwords.kdbx, keyFile: ~/k.key, passwordCommand: [secret-tool, lookup, a, b] }
servers:
  firecrawl:
    source: npm:firecrawl-mcp
    enable: false
    args: [--quiet, "a b", "\${x} ''\${y}"]
    env: { LOG_LEVEL: warn, ODD: "q\\"uote\\n$HOME" }
    secretTimeout: 5
    timeout: 90
    limits: { memoryMax: 1G, cpuWeight: 50, ioWeight: 10 }
    clients: [claude-code]
    parentDeath: none
    scope: true
    requireScope: true
    log: false
    secrets:
      A: { file: ~/keys/a, exact: true }
      B: { envFile: { path: "\${XDG_RUNTIME_DIR}/x.env", key: C } }
      C: { sops: mcp/firecrawl }
      D: { sops: { file: secrets/mcp.yaml, key: a/b } }
      D2: { sops: { file: secrets/mcp.yaml, key: [a, 0, b/c] } }
      D3: { sops: { file: secrets/token, key: null } }
      E: { sops: { file: ~/mcp.yaml, key: a, ageKeyFile: ~/age.txt } }
      F: { agenix: f }
      G: { keepassxc: Group/Entry, timeout: 60 }
      H: { keepassxc: { entry: e, database: /srv/x.kdbx, attribute: URL } }
      I: { secretService: { service: mcp, "odd name": x } }
      J: { pass: mcp/j }
      K: { pass: { entry: mcp/k, line: all, store: ~/store } }
      L: { command: [printf, "%s", "$x"], optional: true }
      M: { onePassword: "op://vault/item/field" }
      N: { bitwarden: { item: n, field: notes } }
      O: { systemdCredential: o }
  "browser.v2":
    source: npm:@playwright/mcp
    transport: http
    host: localhost
    port: 8931
    path: /sse
    args: [--port, "{port}"]
    socketActivation: { enable: true, mode: proxy, backendPort: 9999, idleTimeout: 10min }
    url: https://mcp.example.org/sse
    headers: { X-Team: blue, Authorization: { secret: TOKEN, prefix: "Bearer " }, x.key: { secret: TOKEN } }
    secrets: { TOKEN: { pass: mcp/browser } }
    service: { hardening: false, readyTimeout: 120, settings: { ProtectSystem: strict, ReadWritePaths: ["%h/notes", /srv], RestartSec: 0, PrivateTmp: true } }
`,
};

describe("home.nix", () => {
  test.each(Object.keys(files))("of %s", async (name) => {
    await expectGolden(`home/${name}.nix`, homeOf(files[name]!));
  });

  test("finds the overlay and the project's files from wherever it lies", () => {
    const from = (output: string, home: string) => {
      const text = homeOf(
        `settings: {output: ${output}}\nservers: {a: {source: npm:a, secrets: {X: {sops: {file: s.yaml, key: k}}}}}\n`,
        home,
      );
      return [/import (\S+) pkgs pkgs/.exec(text)?.[1], /file = (\S+);/.exec(text)?.[1]];
    };
    expect(from("overlays", "home.nix")).toEqual(["./overlays", "./s.yaml"]);
    expect(from("./overlays/", "./home.nix")).toEqual(["./overlays", "./s.yaml"]);
    expect(from(".", "home.nix")).toEqual(["./.", "./s.yaml"]);
    expect(from(".", "a/b/home.nix")).toEqual(["../..", "../../s.yaml"]);
    expect(from("a", "a/home.nix")).toEqual(["./.", "../s.yaml"]);
    expect(from("..", "home.nix")).toEqual(["../.", "./s.yaml"]);
    expect(from("../x", "a/home.nix")).toEqual(["../../x", "../s.yaml"]);
  });

  test("is told from a file of somebody's own", () => {
    expect(isGenerated(homeOf(files.plain!))).toBe(true);
    expect(isGenerated("{ ... }: { }\n")).toBe(false);
  });

  test("of many servers is made quickly", () => {
    const server = (index: number) =>
      `  s${index}: {source: npm:s, secrets: {K: {pass: x}}, limits: {tasksMax: 9}}\n`;
    const yaml = `servers:\n${Array.from({ length: 100 }, (_, index) => server(index)).join("")}`;
    const { servers, shared, settings } = loadServersText("/project/servers.yaml", yaml);
    const started = performance.now();
    homeNix({ servers: [...servers.values()], shared, settings });
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describeNix("home.nix, by Nix", () => {
  test.each(Object.keys(files))("%s parses", async (name) => {
    await execa("nix-instantiate", ["--parse", goldenPath(`home/${name}.nix`)], { env: requireNix().env });
  });

  test("gives every text back, whatever it is", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 30 }).filter((one) => !one.includes("\0"));
    const [values] = fc.sample(fc.array(text, { minLength: 60, maxLength: 60 }), { numRuns: 1, seed: 3 });
    const yaml = JSON.stringify({
      servers: { a: { source: "npm:a", args: values, secrets: { K: { command: ["x", ...values!] } } } },
    });
    const module = homeOf(yaml.replace('"x",""', '"x"').replaceAll(',""', ""));
    const expression = `((${module.replace(/^#.*$/m, "")}) { lib.mkDefault = x: x; pkgs = null; }).programs.mcp-nixgen.servers.a`;
    const { stdout } = await execa(
      "nix-instantiate",
      ["--eval", "--strict", "--json", "--expr", `let a = ${expression}; in { inherit (a) args secrets; }`],
      { env: requireNix().env },
    );
    const kept = values!.filter((value) => value !== "");
    expect(JSON.parse(stdout)).toEqual({ args: kept, secrets: { K: { command: ["x", ...kept] } } });
  });
});

describe("home.nix, by nixfmt", () => {
  test.skipIf(nixfmt === null)("stays as it is", async () => {
    const texts = Object.values(files).map((yaml) => homeOf(yaml));
    expect(await formatAll(nixfmt as string, texts)).toEqual(texts);
  });
});
