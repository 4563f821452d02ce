import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findServersFile, loadProject, loadServersFile, loadServersText } from "../../src/config/load.ts";
import { SourceError } from "../../src/config/source-place.ts";
import { ManyErrors, type UserError } from "../../src/errors.ts";

const file = "/project/servers.yaml";
const load = (text: string) => loadServersText(file, text, "servers.yaml");

/** What is thrown, as a list. */
function errorsOf(text: string): SourceError[] {
  try {
    load(text);
  } catch (error) {
    const errors = error instanceof ManyErrors ? error.errors : [error];
    for (const each of errors) expect(each).toBeInstanceOf(SourceError);
    return errors as SourceError[];
  }
  throw new Error("nothing was thrown");
}

describe("a valid file", () => {
  it("gives the servers in order, with defaults", () => {
    const project = load("servers:\n  b: {source: npm:b}\n  a:\n    source: npm:a@1\n    env: {X: '1'}\n");
    expect([...project.servers.values()]).toEqual([
      { name: "b", source: "npm:b" },
      { name: "a", source: "npm:a@1", env: { X: "1" } },
    ]);
    expect(project.settings).toEqual({ output: "overlays", style: "nixpkgs", home: "home.nix" });
    expect(project.shared).toEqual({});
    expect(project.warnings).toEqual([]);
    expect(project.root).toBe("/project");
  });

  it.each([
    "",
    "# nothing\n",
    "---\n",
    "servers:\n",
    "servers: {}\n",
    "{}",
    "settings:\nservers:\n",
    "\ufeffservers:\n",
  ])("may be as empty as %j", (text) => {
    expect(load(text).servers.size).toBe(0);
  });

  it("may use anchors, aliases, merges, CRLF and JSON", () => {
    const text =
      "servers:\r\n  a: &a\r\n    source: npm:a\r\n    args: [x]\r\n  b:\r\n    <<: *a\r\n    source: npm:b\r\n  c: *a\r\n";
    expect(
      [...load(text).servers.values()].map((server) => [server.name, server.source, server.args]),
    ).toEqual([
      ["a", "npm:a", ["x"]],
      ["b", "npm:b", ["x"]],
      ["c", "npm:a", ["x"]],
    ]);
    expect(load('{"servers": {"a": {"source": "npm:a"}}}').servers.get("a")?.source).toBe("npm:a");
  });
});

/** [title, text, code, where, message, hint] */
const mistakes: readonly [string, string, string, string, RegExp, RegExp?][] = [
  ["an unknown key at the top", "server:\n", "E_CONFIG_INVALID", "1:1", /unknown key 'server'/, /'servers'/],
  [
    "an unknown key of an entry",
    "servers:\n  a:\n    sorce: npm:a\n    source: npm:a\n",
    "E_CONFIG_INVALID",
    "3:5",
    /unknown key 'sorce'/,
    /Did you mean 'source'\?/,
  ],
  [
    "a version key",
    "servers:\n  a: {source: npm:a, version: 1.0.0}\n",
    "E_CONFIG_INVALID",
    "2:22",
    /'version'/,
    /npm:NAME@VERSION/,
  ],
  ["an unknown setting", "settings: {styel: overlay}\n", "E_CONFIG_INVALID", "1:12", /'styel'/, /'style'/],
  [
    "a missing source",
    "servers:\n  a:\n    bin: x\n",
    "E_CONFIG_INVALID",
    "2:3",
    /'source' is missing/,
    /npm:/,
  ],
  [
    "an empty entry",
    "servers:\n  a:\n  b: {source: npm:b}\n",
    "E_CONFIG_INVALID",
    "2:3",
    /'a' must be a map/,
  ],
  ["a source alone", "servers:\n  a: npm:a\n", "E_CONFIG_INVALID", "2:6", /'a' must be a map .* not a text/],
  [
    "a list of servers",
    "servers:\n  - a\n",
    "E_CONFIG_INVALID",
    "2:3",
    /'servers' must be a map .* not a list/,
  ],
  ["a file of text", "hello\n", "E_CONFIG_INVALID", "1:1", /the file must be a map/],
  [
    "a source of no kind",
    "servers:\n  a:\n    source: firecrawl-mcp\n",
    "E_CONFIG_INVALID",
    "3:13",
    /npm:NAME/,
    /For example/,
  ],
  [
    "a number in args",
    "servers:\n  a:\n    source: npm:a\n    args: [--port, 8080]\n",
    "E_CONFIG_INVALID",
    "4:20",
    /must be a text, not a number/,
    /"8080"/,
  ],
  [
    "true in env",
    "servers:\n  a:\n    source: npm:a\n    env:\n      DEBUG: true\n",
    "E_CONFIG_INVALID",
    "5:14",
    /'env.DEBUG' must be a text/,
    /"true"/,
  ],
  [
    "a bad variable name",
    "servers:\n  a: {source: npm:a, env: {a-b: x}}\n",
    "E_CONFIG_INVALID",
    "2:28",
    /'a-b'/,
  ],
  [
    "another strategy",
    "servers:\n  a:\n    source: npm:a\n    strategy: yarn\n",
    "E_CONFIG_INVALID",
    "4:15",
    /one of npm-deps, import-npm-lock/,
  ],
  [
    "another fetcher version",
    "servers:\n  a: {source: npm:a, fetcherVersion: 3}\n",
    "E_CONFIG_INVALID",
    "2:38",
    /one of 1, 2/,
  ],
  [
    "a bad server name",
    "servers:\n  2nd: {source: npm:a}\n",
    "E_CONFIG_INVALID",
    "2:3",
    /'2nd': a server's name/,
  ],
  [
    "a name twice",
    "servers:\n  a: {source: npm:a}\n  a: {source: npm:b}\n",
    "E_CONFIG_DUPLICATE",
    "3:3",
    /'a' is given twice/,
  ],
  [
    "names apart only by case",
    "servers:\n  a: {source: npm:a}\n  A: {source: npm:b}\n",
    "E_CONFIG_DUPLICATE",
    "3:3",
    /letter case/,
  ],
  [
    "a secret without a provider",
    "servers:\n  a:\n    source: npm:a\n    secrets:\n      KEY: {optional: true}\n",
    "E_CONFIG_INVALID",
    "5:12",
    /'secrets\.KEY': it needs a provider, one of file, /,
  ],
  [
    "a secret with two providers",
    "servers:\n  a:\n    source: npm:a\n    secrets:\n      KEY: {file: ~/k, pass: a}\n",
    "E_CONFIG_INVALID",
    "5:30",
    /'secrets\.KEY\.pass': a second provider beside 'file'/,
  ],
  [
    "an unknown provider",
    "servers:\n  a: {source: npm:a, secrets: {KEY: {fil: ~/k}}}\n",
    "E_CONFIG_INVALID",
    "2:38",
    /unknown key 'fil' in 'secrets\.KEY'/,
    /'file'/,
  ],
  [
    "an unknown key in a provider's long form",
    "servers:\n  a: {source: npm:a, secrets: {KEY: {pass: {entry: x, lin: 2}}}}\n",
    "E_CONFIG_INVALID",
    "2:55",
    /unknown key 'lin' in 'secrets\.KEY\.pass'/,
    /'line'/,
  ],
  [
    "a secret file in the store",
    "servers:\n  a: {source: npm:a, secrets: {KEY: {file: /nix/store/x/k}}}\n",
    "E_CONFIG_INVALID",
    "2:44",
    /'secrets\.KEY\.file': it lies in the Nix store/,
  ],
  [
    "a secret file relative to nothing",
    "servers:\n  a: {source: npm:a, secrets: {KEY: {envFile: {path: .env}}}}\n",
    "E_CONFIG_INVALID",
    "2:54",
    /'secrets\.KEY\.envFile\.path': a path begins with/,
  ],
  [
    "a limit of no form",
    "servers:\n  a: {source: npm:a, limits: {memoryMax: 1GB}}\n",
    "E_CONFIG_INVALID",
    "2:42",
    /'limits\.memoryMax': a size is written/,
  ],
  [
    "a limit of no kind",
    "slice: {tasksMax: [1]}\n",
    "E_CONFIG_INVALID",
    "1:19",
    /'slice\.tasksMax' must be one of a number, a text|whole number/,
  ],
  [
    "an unknown client of a server",
    "servers:\n  a: {source: npm:a, clients: [codex, claud-code]}\n",
    "E_CONFIG_INVALID",
    "2:39",
    /'clients\[1\]': no client is called 'claud-code'/,
    /'claude-code'/,
  ],
  [
    "an unknown client of all",
    "clients: [vs-code]\n",
    "E_CONFIG_INVALID",
    "1:11",
    /no client is called 'vs-code'/,
    /'vscode'/,
  ],
  [
    "http without a port",
    "servers:\n  a: {source: npm:a, transport: http}\n",
    "E_CONFIG_INVALID",
    "2:22",
    /needs a port/,
  ],
  [
    "a port without http",
    "servers:\n  a: {source: npm:a, port: 1}\n",
    "E_CONFIG_INVALID",
    "2:22",
    /'port' is for servers over http/,
  ],
  [
    "scripts that no Go module has",
    "servers:\n  a: {source: 'go:example.com/a', allowScripts: [b]}\n",
    "E_CONFIG_INVALID",
    "2:35",
    /'allowScripts' is for servers from npm or github/,
  ],
  [
    "a Python for a server of npm",
    'servers:\n  a: {source: npm:a, python: "3.12"}\n',
    "E_CONFIG_INVALID",
    "2:22",
    /'python' is for servers from pypi or github/,
  ],
  [
    "a Python for a repository in Go",
    'servers:\n  a: {source: github:a/b, language: go, python: "3.12"}\n',
    "E_CONFIG_INVALID",
    "2:41",
    /'python' is for servers in python/,
  ],
  [
    "two servers on a port",
    "servers:\n  a: {source: npm:a, transport: http, port: 80}\n  b: {source: npm:b, transport: http, port: 80, host: 0.0.0.0}\n",
    "E_CONFIG_INVALID",
    "3:39",
    /'b' listens on port 80, as 'a' does/,
  ],
  [
    "a server on the port behind another's proxy",
    "servers:\n  a: {source: npm:a, transport: http, port: 80, socketActivation: {enable: true}}\n  b: {source: npm:b, transport: http, port: 10080}\n",
    "E_CONFIG_INVALID",
    "3:39",
    /'b' listens on port 10080, as 'a' does/,
  ],
  [
    "limits without a scope",
    "servers:\n  a: {source: npm:a, scope: false, limits: {tasksMax: 1}}\n",
    "E_CONFIG_INVALID",
    "2:36",
    /limits need a scope/,
  ],
  [
    "a variable that is also a secret",
    "servers:\n  a: {source: npm:a, env: {K: x}, secrets: {K: {pass: x}}}\n",
    "E_CONFIG_INVALID",
    "2:28",
    /'K' is in env and in secrets/,
  ],
  [
    "a header's secret that there is none of",
    "servers:\n  a: {source: npm:a, transport: http, port: 80, headers: {X: {secret: K}}}\n",
    "E_CONFIG_INVALID",
    "2:63",
    /there is no secret 'K' of this server/,
  ],
  [
    "a header twice",
    "servers:\n  a: {source: npm:a, transport: http, port: 80, headers: {X-A: b, x-a: c}}\n",
    "E_CONFIG_INVALID",
    "2:67",
    /'x-a' is the same header as 'X-A'/,
  ],
  [
    "a header of a stdio server",
    "servers:\n  a: {source: npm:a, headers: {X-A: b}}\n",
    "E_CONFIG_INVALID",
    "2:22",
    /'headers' is for servers over http/,
  ],
  [
    "a header's unknown key",
    "servers:\n  a: {source: npm:a, transport: http, port: 80, headers: {X-A: {secret: K, prefx: b}}}\n",
    "E_CONFIG_INVALID",
    "2:76",
    /unknown key 'prefx'/,
  ],
  [
    "a header of two lines",
    'servers:\n  a: {source: npm:a, transport: http, port: 80, headers: {X-A: "b\\r\\nX-B: c"}}\n',
    "E_CONFIG_INVALID",
    "2:64",
    /only printable ASCII/,
  ],
  [
    "a timeout that no timer has",
    "servers:\n  a: {source: npm:a, timeout: 2147484}\n",
    "E_CONFIG_INVALID",
    "2:31",
    /'timeout'/,
  ],
  [
    "a module among the generated packages",
    "settings: {home: overlays/default.nix}\n",
    "E_CONFIG_INVALID",
    "1:18",
    /'home'/,
  ],
  [
    "a module that is no Nix file",
    "settings: {home: true}\n",
    "E_CONFIG_INVALID",
    "1:18",
    /'home' must be one of false, a text/,
  ],
  [
    "NUL in an argument",
    'servers:\n  a: {source: npm:a, args: ["\\0"]}\n',
    "E_CONFIG_INVALID",
    "2:29",
    /NUL/,
  ],
  ["a tab", "servers:\n\ta:\n", "E_CONFIG_SYNTAX", "2:1", /tab/, /spaces/],
  ["an open bracket", "servers: {a: {source: npm:a}\n", "E_CONFIG_SYNTAX", "2:1", /flow map/i],
  ["an open quote", 'servers:\n  a:\n    source: "npm:a\n', "E_CONFIG_SYNTAX", "4:1", /quote/i],
  ["wrong indentation", "servers:\n  a:\n    source: npm:a\n   bin: x\n", "E_CONFIG_SYNTAX", "4:1", /./],
  [
    "a value in a map that is merged in",
    "x-usual: &u\n  limits: { memoryMax: 1X }\nservers:\n  a:\n    <<: *u\n    source: npm:a\n",
    "E_CONFIG_INVALID",
    "2:24",
    /a size is written/,
  ],
  [
    "an unknown key in a map that is merged in",
    "x-usual: &u\n  limts: 1\nservers:\n  a: { <<: [*u], source: npm:a }\n",
    "E_CONFIG_INVALID",
    "2:3",
    /unknown key 'limts'/,
    /Did you mean 'limits'/,
  ],
  [
    "an unknown key at the top",
    "other: 1\n",
    "E_CONFIG_INVALID",
    "1:1",
    /unknown key 'other'/,
    /begin with x-/,
  ],
  [
    "a percentage that is none",
    "slice: { memoryMax: 150% }\n",
    "E_CONFIG_INVALID",
    "1:21",
    /'slice.memoryMax': a size is above 0 and below 8E; a percentage/,
  ],
  [
    "a name of one of our programs",
    "servers:\n  Nixgen: {source: npm:a}\n",
    "E_CONFIG_INVALID",
    "2:3",
    /'Nixgen': mcp-NAME would be the name of one of mcp-nixgen's own programs/,
  ],
  [
    "home.nix outside of the project",
    "settings: { home: a/../../x.nix }\n",
    "E_CONFIG_INVALID",
    "1:19",
    /'home': it is outside of the folder/,
  ],
  [
    "a variable of the shell's",
    "servers:\n  a: {source: npm:a, env: {UID: x}}\n",
    "E_CONFIG_INVALID",
    "2:28",
    /'UID': this variable belongs to the shell/,
  ],
  [
    "a locale as a secret",
    "servers:\n  a: {source: npm:a, secrets: {LC_ALL: {file: /a}}}\n",
    "E_CONFIG_INVALID",
    "2:32",
    /a locale is no secret/,
  ],
  [
    "an option in a secret's place",
    "servers:\n  a: {source: npm:a, secrets: {K: {pass: -x}}}\n",
    "E_CONFIG_INVALID",
    "2:42",
    /begins with '-'/,
  ],
  [
    "a field that Bitwarden does not have",
    "servers:\n  a: {source: npm:a, secrets: {K: {bitwarden: {item: x, field: passwort}}}}\n",
    "E_CONFIG_INVALID",
    "2:64",
    /'secrets.K.bitwarden.field' must be one of notes, password/,
    /Did you mean 'password'/,
  ],
  [
    "an entry without a database",
    "servers:\n  a: {source: npm:a, secrets: {K: {keepassxc: G/E}}}\n",
    "E_CONFIG_INVALID",
    "2:36",
    /'secrets.K.keepassxc': it has no database/,
    /keepassxc: \{ database:/,
  ],
  [
    "a file's name that the store cannot have",
    "servers:\n  a: {source: npm:a, secrets: {K: {sops: {file: a b.yaml, key: k}}}}\n",
    "E_CONFIG_INVALID",
    "2:49",
    /the name of a file in the Nix store/,
  ],
  [
    "a client named twice",
    "clients: [codex, codex]\n",
    "E_CONFIG_INVALID",
    "1:18",
    /'clients\[1\]': 'codex' is in the list already/,
  ],
  [
    "a name where systemd listens",
    "servers:\n  a: {source: npm:a, transport: http, port: 80, host: a.example, socketActivation: {enable: true}}\n",
    "E_CONFIG_INVALID",
    "2:49",
    /systemd listens on addresses/,
    /Write the address/,
  ],
  [
    "an address in brackets",
    'servers:\n  a: {source: npm:a, transport: http, port: 80, host: "[::1]"}\n',
    "E_CONFIG_INVALID",
    "2:55",
    /without brackets/,
  ],
  [
    "both families on one port",
    "servers:\n  a: {source: npm:a, transport: http, port: 80, host: localhost}\n  b: {source: npm:a, transport: http, port: 80, host: 0:0::1}\n",
    "E_CONFIG_INVALID",
    "3:39",
    /'b' listens on port 80, as 'a' does/,
  ],
  [
    "a proxy's unit taken",
    "servers:\n  a: {source: npm:a, transport: http, port: 80, socketActivation: {enable: true}}\n  a-proxy: {source: npm:a, transport: http, port: 81}\n",
    "E_CONFIG_INVALID",
    "3:3",
    /same unit as the proxy of 'a'/,
  ],
  [
    "a url of no web server",
    "servers:\n  a: {source: npm:a, transport: http, port: 80, url: file:///x}\n",
    "E_CONFIG_INVALID",
    "2:54",
    /'url': an address is written http:\/\/HOST:PORT\/PATH/,
  ],
  ["an alias of nothing", "servers:\n  a: *nothing\n", "E_CONFIG_SYNTAX", "2:6", /nothing/],
  ["two documents", "servers: {}\n---\nservers: {}\n", "E_CONFIG_SYNTAX", "2:1", /several YAML documents/],
];

describe("a mistake", () => {
  it.each(mistakes)("%s", (_, text, code, where, message, hint) => {
    const [error, ...more] = errorsOf(text);
    expect(more).toEqual([]);
    expect(error?.message).toMatch(message);
    expect([error?.code, error?.where]).toEqual([code, `servers.yaml:${where}`]);
    if (hint !== undefined) expect(error?.hint).toMatch(hint);
  });

  it("is shown with its line and a caret under it", () => {
    const [error] = errorsOf("servers:\n  a:\n    sorce: npm:a\n    source: npm:a\n");
    expect(error?.excerpt).toBe("3 |     sorce: npm:a\n  |     ^^^^^");
  });

  it("is told with all others of the file", () => {
    const errors = errorsOf(
      "servers:\n  a: {sorce: npm:a}\n  b: {source: x}\nsettings: {style: z}\nother: 1\n",
    );
    expect(errors.map((error) => error.where).sort()).toEqual([
      "servers.yaml:2:3",
      "servers.yaml:2:7",
      "servers.yaml:3:15",
      "servers.yaml:4:19",
      "servers.yaml:5:1",
    ]);
  });

  it("is an error for the user, whatever the text, with a place inside it", () => {
    const piece = fc.constantFrom(
      "servers",
      "settings",
      "source",
      "a",
      "npm:a",
      ": ",
      ":",
      "\n",
      "\n  ",
      "\n    ",
      "{",
      "}",
      "[",
      "]",
      ",",
      "- ",
      "&x ",
      "*x",
      "!!set ",
      "#",
      '"',
      "'",
      "|\n",
      "<<",
      "---\n",
      "...\n",
      "%",
      "\t",
      "\u0000",
      "é",
      "? ",
      "1",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        const text = pieces.join("");
        let errors: readonly UserError[];
        try {
          load(text);
          return;
        } catch (error) {
          errors = error instanceof ManyErrors ? error.errors : [error as UserError];
        }
        for (const error of errors) {
          expect(error).toBeInstanceOf(SourceError);
          const { line, column } = error as SourceError;
          const lines = text.split("\n");
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

describe("keys of the author's own", () => {
  it("are passed over, and hold anchors", () => {
    const { servers } = loadServersText(
      "/servers.yaml",
      "x-usual: &u { limits: { memoryMax: 1G } }\nx-: [1]\nservers:\n  a: { <<: *u, source: npm:a }\n",
    );
    expect(servers.get("a")).toEqual({ name: "a", source: "npm:a", limits: { memoryMax: "1G" } });
  });
});

describe("what looks like a secret", () => {
  const key = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
  const random = "a1B2c3D4e5F6g7H8i9J0";
  const warningsOf = (server: string, rest = "") =>
    loadServersText("/servers.yaml", `servers:\n  a: {source: npm:a, ${server}}\n${rest}`, "servers.yaml")
      .warnings;
  it.each([
    ["an argument", `args: [--x, ${key}]`, "2:34"],
    ["an argument's value, by its name", `args: [--api-key=${random}]`, "2:29"],
    ["the argument after a name", `args: [--api-key, ${random}]`, "2:40"],
    ["a word of a command", `secrets: {K: {command: [echo, ${key}]}}`, "2:52"],
    ["an attribute", `secrets: {K: {secretService: {service: ${key}}}}`, "2:61"],
    [
      "a password of a database",
      `secrets: {K: {keepassxc: {entry: e, database: /d, passwordCommand: [echo, ${key}]}}}`,
      "2:96",
    ],
    ["a login in the url", "transport: http, port: 80, url: 'http://me:hunter22@x/'", "2:54"],
    [
      "a variable of a unit",
      `transport: http, port: 80, service: {settings: {Environment: [API_KEY=${random}]}}`,
      "2:84",
    ],
    ["a header", `transport: http, port: 80, headers: {Authorization: Bearer ${random}}`, "2:74"],
    ["a key in any header", `transport: http, port: 80, headers: {X-Any: ${key}}`, "2:66"],
  ])("%s", (_, server, where) => {
    const warnings = warningsOf(server);
    expect(warnings.map((warning) => warning.where)).toEqual([`servers.yaml:${where}`]);
    expect(JSON.stringify(warnings)).not.toContain(key);
    expect(JSON.stringify(warnings)).not.toContain(random);
  });

  it("in the command for all databases, too", () => {
    expect(warningsOf("bin: a", `keepassxc: {passwordCommand: [echo, ${key}]}\n`)).toMatchObject([
      { where: "servers.yaml:3:37", message: expect.stringContaining("keepassxc.passwordCommand") },
    ]);
  });

  it("the hint says how a header names a secret", () => {
    const [warning] = warningsOf(`transport: http, port: 80, headers: {Authorization: Bearer ${random}}`);
    expect(warning?.hint).toContain(
      'secrets: { TOKEN: { pass: some/entry } }, headers: { Authorization: { secret: TOKEN, prefix: "Bearer " } }.',
    );
  });

  it("but not what names a place", () => {
    const fine = [
      "transport: http, port: 80, headers: {X-Team: blue-team-number-12, X-Trace: a1B2c3D4e5F6g7H8i9}",
      "transport: http, port: 80, headers: {Authorization: {secret: K}}, secrets: {K: {pass: a}}",
      "args: [--api-key-file=/run/keys/a1B2c3D4, --token, '{port}', --mode=fast, -p, '8000']",
      "secrets: {K: {command: [op, read, 'op://Vault/item/field']}, L: {pass: mcp/api-key}}",
      "secrets: {K: {bitwarden: 1f0a3c7e-9d7b-4a51-8c5f-2f6f1c0d9a11}}",
    ];
    for (const server of fine) expect(warningsOf(server)).toEqual([]);
  });
});

describe("a secret in the file", () => {
  const inEnv = (value: string, name = "API_KEY") =>
    load(`servers:\n  a:\n    source: npm:a\n    env:\n      ${name}: "${value}"\n`).warnings;

  it.each([
    ["sk-ant-abcdefghij0123456789", "X"],
    ["ghp_abcdefghijklmnopqrstuvwxyz0123456789", "X"],
    ["postgres://me:hunter2@db.example/x", "DATABASE_URL"],
    ["9f86d081884c7d659a2feaa0c55ad015", "MY_TOKEN"],
  ])("%s is warned of, and not repeated", (value, name) => {
    const [warning, ...more] = inEnv(value, name);
    expect(more).toEqual([]);
    expect(warning?.where).toBe(`servers.yaml:5:${name.length + 9}`);
    expect(warning?.hint).toContain(`secrets: { ${name}:`);
    expect(JSON.stringify(warning)).not.toContain(value);
  });

  it.each([
    "",
    "none",
    "https://api.example.org/v1/with-a-long-path-2024",
    "/home/me/keys/token2024.txt",
    "changeme-changeme",
  ])("%j is none", (value) => expect(inEnv(value)).toEqual([]));

  it("in the place of a provider is an error that does not show it", () => {
    const [error, ...more] = errorsOf(
      "servers:\n  a:\n    source: npm:a\n    secrets: {KEY: hunter2hunter2}\n",
    );
    expect(more).toEqual([]);
    expect(error?.where).toBe("servers.yaml:4:20");
    expect(error?.hint).toContain("never the secret itself");
    expect(JSON.stringify([error, error?.excerpt])).not.toContain("hunter2");
  });
});

describe("finding the file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-load-"));
    await mkdir(join(folder, "a/b/servers.yaml"), { recursive: true });
    await writeFile(join(folder, "servers.yaml"), "servers:\n");
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("looks upwards, past a folder of that name", async () => {
    expect(await findServersFile(join(folder, "a/b"))).toBe(join(folder, "servers.yaml"));
    expect((await loadProject(join(folder, "a"))).root).toBe(folder);
  });

  it("says what to do where there is none", async () => {
    const missing = join(folder, "none.yaml");
    await expect(loadServersFile("none.yaml", folder)).rejects.toMatchObject({
      code: "E_CONFIG_NOT_FOUND",
      where: "none.yaml",
      hint: expect.stringContaining("init"),
    });
    await expect(loadProject("/", missing)).rejects.toMatchObject({
      code: "E_CONFIG_NOT_FOUND",
      where: missing.slice(1),
    });
    await expect(loadServersFile("a", folder)).rejects.toMatchObject({ code: "E_CONFIG_READ" });
  });

  it("refuses bytes that are no text", async () => {
    const path = join(folder, "latin1.yaml");
    await writeFile(path, Buffer.from([0x61, 0xe9, 0x0a]));
    await expect(loadServersFile(path)).rejects.toMatchObject({ code: "E_CONFIG_SYNTAX", hint: /UTF-8/ });
  });
});
