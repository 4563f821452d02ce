import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { completionScripts, shells } from "../../src/commands/completion-scripts.ts";
import { bundledCli, type Cli } from "../support/cli.ts";

let cli: Cli;
let folder: string;

beforeAll(async () => {
  cli = await bundledCli();
});
afterAll(() => cli.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mcp-nixgen-cli-"));
  return () => rm(folder, { recursive: true });
});

const run = (...args: string[]) => cli.run(args, { cwd: folder });
const json = async (...args: string[]) => {
  const { stdout, ...rest } = await run(...args, "--json");
  return { ...rest, value: JSON.parse(stdout) };
};
const servers = (text: string) => writeFile(join(folder, "servers.yaml"), text);

describe("help and version", () => {
  it("prints the version alone", async () => {
    expect(await run("--version")).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
    expect((await run("-V")).stdout).toBe(`${manifest.version}\n`);
    expect((await json("--version")).value).toEqual({ ok: true, version: manifest.version });
  });

  it("lists the commands, in at most 80 columns and without colour", async () => {
    const { stdout, code } = await run("--help");
    expect(code).toBe(0);
    for (const name of ["init", "add", "prefetch", "generate", "build", "list", "remove"]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
    }
    expect(stdout).not.toContain("__complete");
    expect(stdout).not.toContain("\u001b");
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect((await run("help")).stdout).toBe(stdout);
  });

  it("tells about every command, with examples that it would take", async () => {
    const names = [...(await run("--help")).stdout.matchAll(/^ {2}([a-z-]+) {2,}[A-Z]/gm)].map(
      (match) => match[1]!,
    );
    expect(names.length).toBeGreaterThan(6);
    for (const name of names) {
      const { stdout, code } = await run("help", name);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Usage: mcp-nixgen ${name}`));
      expect((await run(name, "--help")).stdout).toBe(stdout);
      expect(stdout, name).toContain("Examples:");
    }
  });
});

describe("a wrong command line", () => {
  it.each([
    [["lsit"], "unknown command 'lsit'", "Did you mean 'list'?"],
    [["list", "--jsno"], "unknown option '--jsno'", "Did you mean '--json'?"],
    [["list", "-x"], "unknown option '-x'", undefined],
    [["list", "--json=yes"], "option '--json' takes no value", undefined],
    [["list", "--file"], "option '--file' needs a value: PATH", undefined],
    [["list", "--file", "-q"], "looks like an option", "--file=-q"],
    [["init", "a", "b"], "unexpected 'b'", undefined],
    [["init", "--style", "overly"], "must be one of nixpkgs, overlay", "'overlay'"],
    [["remove"], "missing NAME", undefined],
    [["completion", "tcsh"], "must be one of bash, zsh, fish", undefined],
    [["add", "pypi:a", "--language", "go"], "--language is about servers from github", "without it"],
    [["help", "ad"], "unknown command 'ad'", "'add'"],
    [[], "no command given", "--help"],
  ])("%j", async (args, message, hint) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(message);
    if (hint !== undefined) expect(stderr).toContain(hint);
  });

  it("is told as JSON where JSON was asked for", async () => {
    const { code, value, stderr } = await json("list", "--nope");
    expect([code, stderr]).toEqual([2, ""]);
    expect(value).toMatchObject({
      ok: false,
      errors: [{ code: "E_USAGE", message: "unknown option '--nope'" }],
    });
  });
});

describe("errors of a servers file", () => {
  it("show the place", async () => {
    await servers("servers:\n  a:\n    sorce: npm:a\n");
    const { code, stdout, stderr } = await run("list");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(
      [
        "error: unknown key 'sorce'",
        "  --> servers.yaml:3:5",
        "   3 |     sorce: npm:a",
        "     |     ^^^^^",
        "  hint: Did you mean 'source'?",
      ].join("\n"),
    );
    const { value } = await json("list");
    expect(value.errors).toContainEqual({
      code: "E_CONFIG_INVALID",
      message: "unknown key 'sorce'",
      where: "servers.yaml:3:5",
      hint: "Did you mean 'source'?",
      line: 3,
      column: 5,
    });
  });

  it("say how to begin where there is none", async () => {
    const { code, stderr } = await run("list");
    expect(code).toBe(1);
    expect(stderr).toContain("mcp-nixgen init");
  });
});

describe("init, list and remove", () => {
  it("begin, show and take away", async () => {
    const { code, value } = await json("init");
    expect(code).toBe(0);
    expect(value.files).toEqual([
      "servers.yaml",
      ".mcp-nixgen/servers.schema.json",
      "overlays/default.nix",
      "home.nix",
      "flake.nix",
    ]);
    const before = await readFile(join(folder, "servers.yaml"), "utf8");
    expect(before.split("\n")[0]).toBe("# yaml-language-server: $schema=.mcp-nixgen/servers.schema.json");
    expect((await run("list")).stdout).toContain("no servers yet");

    await servers(`${before}  # mine\n  one: {source: "npm:one-mcp"}\n  two:\n    source: npm:@x/two\n`);
    const listed = await json("list");
    expect(
      listed.value.servers.map((server: { name: string; state: string }) => [server.name, server.state]),
    ).toEqual([
      ["one", "missing"],
      ["two", "missing"],
    ]);
    const removed = await json("remove", "npm:@x/two", "one");
    expect(removed.value).toMatchObject({ ok: true, removed: ["two", "one"] });
    expect(await readFile(join(folder, "servers.yaml"), "utf8")).toBe(`${before}  # mine\n`);
  });

  it("removes what was generated, the overlay first, and leaves what is not ours", async () => {
    await run("init", "--no-flake");
    const text = await readFile(join(folder, "servers.yaml"), "utf8");
    await servers(`${text}  one:\n    source: npm:one-mcp\n`);
    const place = join(folder, "overlays/packages/one");
    await execa("mkdir", ["-p", place]);
    for (const name of ["package.nix", "package.json", "package-lock.json", "fix.patch"]) {
      await writeFile(join(place, name), "x");
    }
    const dry = await run("remove", "one", "--dry-run");
    expect(dry.stdout).toContain("-    source: npm:one-mcp");
    expect((await readdir(place)).length).toBe(4);
    const { code, stdout, stderr } = await run("remove", "one");
    expect(code).toBe(0);
    expect(stdout).toContain("removed one");
    expect(stderr).toContain("warning: overlays/packages/one/fix.patch is not generated and stays");
    expect(await readdir(place)).toEqual(["fix.patch"]);
    expect(await readFile(join(folder, "servers.yaml"), "utf8")).toBe(text);
    expect(await readdir(folder)).not.toContain(".mcp-nixgen.lock");
  });

  it("init leaves a home.nix of somebody's own alone, and finds another name", async () => {
    await writeFile(join(folder, "home.nix"), "{ ... }: { }\n");
    const { value } = await json("init", "--no-flake");
    expect(value.files).toContain("mcp-servers.nix");
    expect(value.home).toBe("mcp-servers.nix");
    expect(await readFile(join(folder, "home.nix"), "utf8")).toBe("{ ... }: { }\n");
    expect(await readFile(join(folder, "servers.yaml"), "utf8")).toContain("\n  home: mcp-servers.nix\n");
    expect((await json("generate", "--check")).value).toMatchObject({ ok: true, changed: [], created: [] });
  });

  it("init says what it wrote, and how Home-Manager gets it", async () => {
    const usual = (await run("init", "sub", "--no-flake")).stdout;
    expect(usual).toMatch(/^wrote sub\/servers\.yaml +the servers: yours to edit$/m);
    expect(usual).toMatch(/^wrote sub\/home\.nix +the Home-Manager module of the servers$/m);
    expect(usual).toContain("  imports = [ inputs.mcp-nixgen.homeModules.default ./sub/home.nix ];\n");
    expect(usual).not.toContain("is yours and stays");
    await writeFile(join(folder, "home.nix"), "{ ... }: { }\n");
    const other = (await run("init", "--no-flake")).stdout;
    expect(other).toContain("homeModules.default ./mcp-servers.nix ];");
    expect(other).toContain(
      "The home.nix that is there is yours and stays: the servers' module is mcp-servers.nix",
    );
  });

  it("generate takes the module of a former place away, and nobody else's file", async () => {
    await run("init", "--no-flake");
    const text = await readFile(join(folder, "servers.yaml"), "utf8");
    const generate = async (home: string) => {
      await servers(text.replace("home: home.nix", `home: ${home}`));
      return (await json("generate")).value;
    };
    expect(await generate("hm/mcp.nix")).toMatchObject({ created: ["hm/mcp.nix"], removed: ["home.nix"] });
    expect(await generate("other.nix")).toMatchObject({ created: ["other.nix"], removed: ["hm/mcp.nix"] });
    const moved = await run("generate", "--check");
    expect(moved.code).toBe(0);
    await writeFile(join(folder, "home.nix"), "{ ... }: { }\n");
    await writeFile(join(folder, "other.nix"), "{ ... }: { }\n");
    expect(await generate("mcp-servers.nix")).toMatchObject({ created: ["mcp-servers.nix"], removed: [] });
    expect(await generate("false")).toMatchObject({ created: [], removed: ["mcp-servers.nix"] });
    expect((await readdir(folder)).filter((name) => name.endsWith(".nix")).sort()).toEqual([
      "home.nix",
      "other.nix",
    ]);
    expect((await run("generate")).stdout).toContain("unchanged");
    const outside = await generate("../x.nix");
    expect(outside.errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining("outside") }),
    ]);
  });

  it("a secret in env is warned of once, by every command", async () => {
    const value = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
    await servers(`servers:\n  one:\n    source: npm:one-mcp\n    env: {K: ${value}}\n`);
    const { code, stderr } = await run("list");
    expect(code).toBe(0);
    expect(stderr.match(/warning: servers\.yaml:4:14: the value of 'K' of 'one'/g)).toHaveLength(1);
    expect(stderr).not.toContain(value);
    expect((await json("list")).value.warnings).toHaveLength(1);
  });

  it("init overwrites nothing", async () => {
    await servers("servers:\n");
    const { code, stderr } = await run("init");
    expect(code).toBe(1);
    expect(stderr).toContain("there is a servers file already");
    expect(await readdir(folder)).toEqual(["servers.yaml"]);
    await writeFile(join(folder, "flake.nix"), "mine");
    const elsewhere = await json("--file", "other.yaml", "init");
    expect(elsewhere.value.errors[0].code).toBe("E_EXISTS");
    await rm(join(folder, "servers.yaml"));
    const { value } = await json("init");
    expect(value.kept).toEqual(["flake.nix"]);
    expect(await readFile(join(folder, "flake.nix"), "utf8")).toBe("mine");
  });

  it("removes nothing when one of the names is wrong", async () => {
    const text = "servers:\n  one: {source: npm:one}\n";
    await servers(text);
    const { code, stderr } = await run("remove", "one", "oen");
    expect(code).toBe(1);
    expect(stderr).toContain("Did you mean 'one'?");
    expect(await readFile(join(folder, "servers.yaml"), "utf8")).toBe(text);
  });
});

describe("streams", () => {
  it("colours by flag and environment", async () => {
    await servers("servers:\n  one: {source: npm:one}\n");
    const colored = async (env: Record<string, string>, ...flags: string[]) =>
      (await cli.run(["list", ...flags], { cwd: folder, env })).stdout.includes("\u001b[");
    expect(await colored({})).toBe(false);
    expect(await colored({}, "--color")).toBe(true);
    expect(await colored({ FORCE_COLOR: "1" })).toBe(true);
    expect(await colored({ FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
    expect(await colored({ FORCE_COLOR: "1" }, "--no-color")).toBe(false);
    expect(await colored({ NO_COLOR: "" })).toBe(false);
  });

  it("does not mind a reader that goes away", async () => {
    const { exitCode, stderr } = await execa("bash", [
      "-c",
      'set -o pipefail; "$1" "$2" schema | head -c 1 >/dev/null',
      "bash",
      process.execPath,
      cli.path,
    ]);
    expect([exitCode, stderr]).toEqual([0, ""]);
  });

  it("runs in another folder with -C and another file with --file", async () => {
    await servers("servers:\n  one: {source: npm:one}\n");
    const there = await cli.run(["-C", folder, "list", "--json"]);
    expect(JSON.parse(there.stdout).servers).toHaveLength(1);
    const named = await cli.run(["--file", join(folder, "servers.yaml"), "list", "--json"]);
    expect(JSON.parse(named.stdout).servers).toHaveLength(1);
  });
});

describe("completion", () => {
  it.each(shells)("%s's script has no syntax error", async (shell) => {
    const { stdout } = await run("completion", shell);
    expect(stdout).toBe(completionScripts[shell]);
    await writeFile(join(folder, "script"), stdout);
    const { exitCode, code, stderr } = await execa(shell, ["-n", join(folder, "script")], { reject: false });
    if (code === "ENOENT") {
      console.warn(`not checked: this machine has no ${shell}`);
      return;
    }
    expect([exitCode, stderr]).toEqual([0, ""]);
  });

  it("offers what fits, in bash itself", async () => {
    await servers(
      "servers:\n  one: {source: npm:one}\n  other: {source: npm:two}\n  three: {source: npm:three}\n",
    );
    await writeFile(join(folder, "script"), completionScripts.bash);
    await writeFile(
      join(folder, "mcp-nixgen"),
      `#!/bin/sh\nexec "${process.execPath}" "${cli.path}" "$@"\n`,
      { mode: 0o755 },
    );
    const offered = async (...words: string[]) => {
      const script =
        'source ./script; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mcp_nixgen; printf "%s\\n" "${COMPREPLY[@]}"';
      const { stdout } = await execa("bash", ["-c", script, "bash", "mcp-nixgen", ...words], {
        cwd: folder,
        env: { PATH: `${folder}:${process.env.PATH}` },
      });
      return stdout.split("\n");
    };
    expect(await offered("re")).toEqual(["remove"]);
    expect(await offered("remove", "o")).toEqual(["one", "other"]);
    expect(await offered("remove", "one", "")).toEqual(["other", "three"]);
    expect(await offered("init", "--st")).toEqual(["--style"]);
    expect(await offered("init", "--style", "")).toEqual(["nixpkgs", "overlay"]);
    expect(await offered("--file", "serv")).toEqual(["servers.yaml"]);
    expect(await offered("completion", "")).toEqual([...shells]);
    expect(await offered("list", "--json", "--js")).toEqual([""]);
  });
});
