import { describe, expect, it } from "vitest";
import { ManyErrors, type UserError } from "../../../src/errors.ts";
import { checkSettings } from "../../../src/nixpkgs-mcp/config/check-settings.ts";
import { flags, helpText, parseFlags } from "../../../src/nixpkgs-mcp/config/flags.ts";
import { loadConfig } from "../../../src/nixpkgs-mcp/config/load.ts";
import { parseConfig } from "../../../src/nixpkgs-mcp/config/parse.ts";
import { printedSettings } from "../../../src/nixpkgs-mcp/config/print.ts";
import { settingsOf } from "../../../src/nixpkgs-mcp/config/settings.ts";

const env = { HOME: "/home/me" };
const errorOf = async (text: string) => {
  const error: unknown = await (async () => parseConfig({ name: "config.yaml", text }))().catch(
    (thrown: unknown) => thrown,
  );
  return (error instanceof ManyErrors ? error.errors : [error as UserError]).map(
    ({ where, message, hint }) => [where, message, hint],
  );
};

describe("the command line", () => {
  it("flags go before the file, the file before what is usual", () => {
    const config = {
      channel: "nixos-25.11",
      timeout: 9,
      http: { host: "::1", idle_minutes: 2 },
      metrics: true,
    };
    const settings = settingsOf(
      parseFlags(["--http", "80", "--timeout=7", "--tools", "jq, fd", "--root", "w", "--root", "/x"]),
      config,
      env,
      "/here",
    );
    expect(settings).toMatchObject({
      channel: "nixos-25.11",
      flake: "github:NixOS/nixpkgs/nixos-25.11",
      baseUrl: "https://channels.nixos.org",
      timeout: 7,
      tools: ["jq", "fd"],
      roots: ["/here/w", "/x"],
      metrics: true,
      http: { port: 80, host: "::1", idleMinutes: 2, tokenFile: null },
      cacheDir: "/home/me/.cache/nixpkgs-mcp",
      stateDir: "/home/me/.local/state/nixpkgs-mcp",
      policyFile: "/home/me/.config/nixpkgs-mcp/policy.yaml",
    });
    expect(settingsOf({}, {}, env, "/here")).toMatchObject({
      http: null,
      tools: null,
      tier1Only: false,
      roots: ["/here"],
    });
    expect(settingsOf({}, {}, env, "/").roots).toEqual(["/home/me"]);
  });

  it.each<[string[], string]>([
    [["--htpp", "80"], "unknown flag --htpp"],
    [["serve"], "'serve' is not expected: there are only flags"],
    [["--channel"], "Option '--channel <value>' argument missing"],
    [["--help=no"], "Option '-h, --help' does not take an argument"],
  ])("%j is refused", (argv, message) => {
    expect(() => parseFlags(argv)).toThrow(expect.objectContaining({ code: "E_USAGE", message }));
  });

  it.each<[string[], unknown]>([
    [["--http", "99999"], "--http 99999 is not a port"],
    [["--http", "x"], "--http x is not a port"],
    [["--sandbox", "docker"], "--sandbox must be one of none, bubblewrap"],
    [["--timeout", "0"], "--timeout 0: a number of seconds is wanted"],
    [["--base-url", "file:///x"], "--base-url file:///x: an http or https address is wanted"],
    [["--log-level", "loud"], "--log-level must be one of debug, info, warning, error"],
    [["--channel", "../x"], "--channel ../x: the name of a channel, such as nixos-unstable"],
    [["--flake", "a b"], expect.stringMatching(/^--flake a b: a flake reference/)],
    [["--flake", "nixpkgs#jq"], expect.stringMatching(/^--flake nixpkgs#jq: a flake reference/)],
    [["--tools", "jq,nixpkgs_search"], "--tools nixpkgs_search: the server's own tools begin with nixpkgs_"],
    [["--tools", "foo#bar"], expect.stringMatching(/^--tools foo#bar: an attribute path/)],
    [["--prewarm", "jq,foo#bar"], expect.stringMatching(/^--prewarm foo#bar: an attribute path/)],
    [["--tier1-only", "--tools", "jq"], expect.stringMatching(/^--tier1-only leaves .* --tools names some/)],
    [["--token-file", "t"], "--token-file is of no use without --http PORT"],
  ])("%j is refused as well", (argv, message) => {
    expect(() => settingsOf(parseFlags(argv), {}, env, "/")).toThrow(
      expect.objectContaining({ code: "E_USAGE", message }),
    );
  });

  it.each([
    [[]],
    [
      [
        "--http",
        "80",
        "--host=::1",
        "--tools=jq",
        "--policy",
        "p",
        "--metrics",
        "--prewarm=common",
        "--sandbox=bubblewrap",
      ],
    ],
  ])("--print-config of %j is a configuration that says the same", (argv) => {
    const settings = settingsOf(parseFlags(argv), {}, env, "/here");
    const config = parseConfig({ name: "printed", text: printedSettings(settings) });
    expect(settingsOf({}, config, env, "/elsewhere")).toEqual(settings);
  });

  it("the help has every flag", () => {
    for (const name of Object.keys(flags)) expect(helpText()).toContain(`--${name}`);
    for (const line of helpText().split("\n")) expect(line.length, line).toBeLessThanOrEqual(140);
  });
});

describe("what was named and is not there", () => {
  const checked = (argv: string[]) => {
    const given = parseFlags(argv);
    return checkSettings(settingsOf(given, {}, env, "/here"), given.root !== undefined);
  };
  it.each<[string[], string]>([
    [["--catalog", "/dev/null/packages.json"], "E_SETTINGS"],
    [["--root", "/dev/null/nowhere"], "E_SETTINGS"],
    [["--root", "/etc/passwd"], "E_SETTINGS"],
    [["--policy", "/dev/null/policy.yaml"], "E_POLICY_FILE"],
  ])("%j is told before the server runs", async (argv, code) => {
    await expect(checked(argv)).rejects.toMatchObject({ code });
  });
  it("what was not named need not be there", async () => {
    await expect(checked([])).resolves.toBeUndefined();
  });
});

describe("the configuration file", () => {
  it("takes names as hosts, and origins as origins", async () => {
    const http = (key: string, value: string) => errorOf(`http:\n  ${key}: ["${value}"]\n`);
    for (const wrong of ["https://a.example", "a.example:80", "a b"])
      await expect(http("allowed_hosts", wrong)).resolves.toHaveLength(1);
    for (const wrong of ["a.example", "https://a.example/", "https://a.example/x"])
      await expect(http("allowed_origins", wrong)).resolves.toHaveLength(1);
    const text = 'http: { allowed_hosts: [A.example, "::1"], allowed_origins: ["https://A.example:8"] }';
    expect(() => parseConfig({ name: "c", text })).not.toThrow();
  });

  it("says what may be said", () => {
    const text =
      "tools: [jq]\ndefinitions:\n  jq: { default_args: [-c], timeout: 3 }\nhttp: { port: 0 }\nprewarm: common\n";
    expect(parseConfig({ name: "c", text })).toEqual({
      tools: ["jq"],
      definitions: { jq: { default_args: ["-c"], timeout: 3 } },
      http: { port: 0 },
      prewarm: "common",
    });
    expect(parseConfig({ name: "c", text: "# nothing yet\n" })).toEqual({});
  });

  it("a mistake is shown at its place", async () => {
    expect(await errorOf("chanel: x\n")).toEqual([
      ["config.yaml:1:1", "unknown key 'chanel'", "Did you mean 'channel'?"],
    ]);
    expect(await errorOf("tools:\n  - 5\n")).toEqual([
      ["config.yaml:2:5", "'tools.0' must be a text, not a number", undefined],
    ]);
    expect(await errorOf("metrics: 3\nsandbox: docker\n")).toEqual([
      ["config.yaml:2:10", "'sandbox' must be one of none, bubblewrap", undefined],
      ["config.yaml:1:10", "'metrics' must be true or false, not a number", undefined],
    ]);
    expect(await errorOf("definitions:\n  jq:\n    entrypoint: jq\n")).toEqual([
      ["config.yaml:3:5", "unknown key 'entrypoint'", "Did you mean 'entry_point'?"],
    ]);
    expect((await errorOf("a: [\n")).map(([where]) => where)).toEqual(["config.yaml:2:1"]);
    expect(await errorOf("- 5\n")).toMatchObject([
      ["config.yaml:1:1", "the file must be a map ('key: value' lines), not a list", undefined],
    ]);
  });

  it("a missing one is empty, unless it was asked for", async () => {
    expect(await loadConfig("/nowhere/config.yaml", false)).toEqual({});
    await expect(loadConfig("/nowhere/config.yaml", true)).rejects.toMatchObject({
      code: "E_CONFIG_NOT_FOUND",
    });
  });
});
