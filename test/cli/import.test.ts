import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { configs } from "../import/support.ts";
import { bundledCli, type Cli, type CliRun } from "../support/cli.ts";
import { startFakeGithub } from "../support/fake-github.ts";
import { startFakeIndex, wheel } from "../support/fake-index.ts";
import { startFakeRegistry } from "../support/fake-registry.ts";
import { describeGo } from "../support/languages.ts";
import { startModuleProxy } from "../support/module-proxy.ts";

// The program as it is published, on a machine that has a configuration of every client.

/** Every value in test/import/configs that nobody may see again: those that have the word in them, and the others. */
const planted =
  /planted|cGxhbnRlZ|11112222-3333-4444-5555-666677778888|5d3c1b2a-1111|3f9a1c7e5b2d8f604a1b2c3d4e5f6071|pl0nt|SEKRIT|90817/i;

let cli: Cli;
let folder: string;
let home: string;
let project: string;
beforeAll(async () => {
  cli = await bundledCli();
});
afterAll(() => cli.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "import-"));
  home = join(folder, "home");
  project = join(folder, "project");
  await cp(join(configs, "home"), home, { recursive: true });
  // What says /home/me means this home.
  for (const [path, text] of Object.entries(await filesOf(home)))
    await writeFile(join(home, path), text.replaceAll("/home/me", home));
  await mkdir(project);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function run(args: readonly string[], env: Record<string, string | undefined> = {}): Promise<CliRun> {
  return cli.run(args, { cwd: project, env: { HOME: home, XDG_CACHE_HOME: join(folder, "cache"), ...env } });
}

async function json(args: readonly string[], env: Record<string, string | undefined> = {}) {
  const { stdout, stderr, code } = await run([...args, "--json"], env);
  expect(stderr).not.toMatch(planted);
  expect(stdout).not.toMatch(planted);
  return { code, value: JSON.parse(stdout) };
}

/** Every file of a folder: path → text. */
async function filesOf(root: string): Promise<Record<string, string>> {
  const all = await readdir(root, { recursive: true, withFileTypes: true });
  const files = all.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  return Object.fromEntries(
    await Promise.all(
      files.map(async (path) => [relative(root, path), await readFile(path, "utf8")] as const),
    ),
  );
}

const odd = async () =>
  (await readdir(join(configs, "files"))).map((name) => join(configs, "files", name)).sort();

describe("import", () => {
  it("takes every client's servers over, changes nothing there, and shows no secret", async () => {
    const before = await filesOf(home);
    const result = await run(["import", "--offline"]);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(
      /^claude-desktop +filesystem +npm:@modelcontextprotocol\/server-filesystem \(npx\) +filesystem$/m,
    );
    expect(result.stdout).toMatch(/^gemini-cli +filesystem .* filesystem$/m);
    expect(result.stdout).toMatch(/^warp +ours +mcp-nixgen's own +nothing to do$/m);
    expect(result.stdout).toMatch(
      /^linear|^amp +linear +SSE at mcp\.linear\.app +left out: a remote server/m,
    );
    expect(result.stdout).toContain(
      "brave-search: BRAVE_API_KEY (now in ~/.config/Claude/claude_desktop_config.json:7)",
    );
    expect(await filesOf(home)).toEqual(before);
    const written = await filesOf(project);
    expect(Object.keys(written).sort()).toEqual([".mcp-nixgen/servers.schema.json", "servers.yaml"]);
    for (const text of [result.stdout, result.stderr, ...Object.values(written)])
      expect(text).not.toMatch(planted);
    expect(written["servers.yaml"]).toContain("clients: [amp, antigravity, claude-code,");
    // One of three clients is one, and said so.
    expect(written["servers.yaml"]).toMatch(
      /\n {2}filesystem:\n {4}source: npm:@modelcontextprotocol\/server-filesystem\n {4}args:\n {6}- "?\S+\/Documents"?\n {6}- "?\S+\/notes"?\n {4}timeout: 15\n {4}clients:\n {6}- claude-desktop\n {6}- cursor\n {6}- gemini-cli\n/,
    );
  });

  it("says what is one project's, who is left out, and what is to be deleted by hand", async () => {
    const { stdout, stderr } = await run(["import", "--offline", join(home, ".claude.json")]);
    expect(stdout).toMatch(/^claude-code +github +/m);
    expect(stdout).not.toMatch(/^claude-code \(.*\) +github /m);
    expect(stdout).toMatch(/^claude-code \(\S*\/work\/shop\) +stripe +/m);
    expect(stdout).toContain(" alone: here it is for all of claude-code");
    expect(stdout).toContain("  context7: It stays as it is in its client;");
    expect(stdout).toMatch(
      /delete them by hand then\.\n {2}~\/\.claude\.json:\d+: stripe of claude-code, now stripe: it is for \S+\/work\/shop alone\n/,
    );
    expect(stdout).toContain("entry of that name");
    // Each note once, and only there.
    expect(stdout.split("here it is for all of").length).toBe(2);
    expect(stderr).not.toContain("here it is for all of");
  });

  it("marks what cannot start, and finds the wrong --client", async () => {
    const { stdout } = await run(["import", "--offline", join(home, ".config/amp/settings.json")]);
    expect(stdout).toMatch(
      /^amp +postgres .* postgres \(switched off: an argument that it may not do without is left out\)$/m,
    );
    const wrong = await json(["import", "--offline", "--client", "zed", join(home, ".cursor/mcp.json")]);
    expect(wrong.code).toBe(1);
    expect(wrong.value.errors[0]).toMatchObject({ code: "E_IMPORT_FORMAT", hint: "Leave --client out." });
  });

  it("finds everything there already the second time", async () => {
    await run(["import", "--offline"]);
    const before = await readFile(join(project, "servers.yaml"), "utf8");
    const again = await json(["import", "--offline"]);
    expect(again.value).toMatchObject({ ok: true, imported: [], created: false });
    expect(again.value.there.length).toBeGreaterThan(20);
    expect(await readFile(join(project, "servers.yaml"), "utf8")).toBe(before);
  });

  it("with --dry-run shows the change and writes nothing", async () => {
    const result = await run(["import", "--offline", "--dry-run", "--secrets", "pass"]);
    expect(result.stdout).toContain("+  brave-search:\n");
    expect(result.stdout).toContain("+      BRAVE_API_KEY:\n+        pass: mcp/brave-search/BRAVE_API_KEY\n");
    expect(result.stdout).toContain("    pass insert mcp/brave-search/BRAVE_API_KEY\n");
    expect(result.stdout).toMatch(/would add \d+ servers to servers\.yaml/);
    expect(result.stdout + result.stderr).not.toMatch(planted);
    expect(await readdir(project)).toEqual([]);
  });

  it("reads the files it is given, goes on past broken ones, and ends with 1 for them", async () => {
    const { code, value } = await json(["import", "--offline", ...(await odd())]);
    expect(code).toBe(1);
    expect(value.ok).toBe(false);
    expect(
      value.errors.map(({ code: what, where }: Record<string, string>) => [what, where!.replace(/.*\//, "")]),
    ).toEqual([
      ["E_IMPORT_SYNTAX", "broken.json:4:5"],
      ["E_IMPORT_SYNTAX", "broken.toml:4:1"],
    ]);
    expect(value.imported.length).toBeGreaterThan(30);
    const files = await filesOf(project);
    for (const text of Object.values(files)) expect(text).not.toMatch(planted);
    const text = await run(["import", "--offline", "--dry-run", ...(await odd())]);
    expect(text.stdout + text.stderr).not.toMatch(planted);
  });

  it("adds to a servers.yaml, in its way of keeping secrets and under names of its own", async () => {
    const given = `# mine\nclients: [claude-code, cursor]\nservers:\n  github: # taken\n    source: npm:weather-mcp\n    secrets: { TOKEN: { sops: { file: secrets/mcp.yaml, key: weather } } }\n`;
    await writeFile(join(project, "servers.yaml"), given);
    const { value } = await json(["import", "--offline", join(home, ".claude.json")]);
    expect(value.imported.map(({ name }: { name: string }) => name)).toEqual([
      "github-2",
      "sequential-thinking",
      "stripe",
    ]);
    const text = await readFile(join(project, "servers.yaml"), "utf8");
    expect(text.startsWith(given)).toBe(true);
    expect(text).toContain("key: github-2/GITHUB_PERSONAL_ACCESS_TOKEN");
    expect(value.secrets[0]).toMatchObject({
      server: "github-2",
      reference: { sops: { file: "secrets/mcp.yaml", key: "github-2/GITHUB_PERSONAL_ACCESS_TOKEN" } },
      commands: ["sops edit secrets/mcp.yaml"],
    });
  });

  it("takes remote servers in where it is asked to, their secrets as variables", async () => {
    const { value } = await json([
      "import",
      "--offline",
      "--bridge-remotes",
      join(home, ".codex/config.toml"),
      join(configs, "files/secrets-everywhere.json"),
    ]);
    const byName = new Map(value.imported.map((one: { name: string }) => [one.name, one]));
    expect(byName.get("docs")).toMatchObject({
      source: "npm:mcp-remote@0.1.18",
      args: ["https://docs.example.com/mcp", "--header", "Authorization: Bearer ${AUTHORIZATION}"],
      enable: false,
    });
    expect(byName.get("figma")).toMatchObject({
      args: [
        "https://mcp.figma.com/mcp",
        "--header",
        "X-Figma-Region: us-east-1",
        "--header",
        "X-Team: ${X_TEAM}",
        "--header",
        "Authorization: Bearer ${AUTHORIZATION}",
      ],
    });
    // A key in an address cannot be hidden.
    expect(value.left.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(["headers", "path-token"]),
    );
  });

  it("says what is wrong with its own arguments", async () => {
    for (const args of [
      ["--secrets", "nowhere"],
      ["--secrets", "keepassxc"],
      ["--secrets", "file:relative"],
      ["--client", "cursor"],
      ["--client", "nobody", "x"],
    ])
      expect((await run(["import", ...args])).code).toBe(2);
    const missing = await run(["import", "--offline", "no-such.json"]);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining("no such file") });
    await rm(home, { recursive: true });
    expect((await run(["import", "--offline"])).stdout).toContain("No servers were found.");
  });
});

describeGo()("import of everything, looked up", () => {
  it("can be prefetched and generated without an edit", async () => {
    const { value: offline } = await json(["import", "--offline", "--dry-run", ...(await allFiles())]);
    const sources: string[] = offline.imported.map(({ source }: { source: string }) => source);
    const [registry, index, proxy, github] = await Promise.all([
      startFakeRegistry({ packages: npmPackages(sources) }),
      startFakeIndex(pythonProjects(sources)),
      startModuleProxy(),
      startFakeGithub(),
    ]);
    try {
      for (const [module, version] of goModules(sources)) proxy.add(module, version, goFiles(module));
      for (const name of githubRepositories(sources)) {
        const repository = await github.repository(name);
        await repository.commit({
          "package.json": JSON.stringify({
            name: "from-source",
            version: "1.0.0",
            bin: "cli.js",
            license: "MIT",
          }),
          "package-lock.json": JSON.stringify({
            name: "from-source",
            version: "1.0.0",
            lockfileVersion: 3,
            packages: { "": { name: "from-source", version: "1.0.0", bin: "cli.js" } },
          }),
          "cli.js": "#!/usr/bin/env node\n",
        });
        for (const tag of ["v1.0.0", "v0.1.3"]) await repository.tag(tag);
        repository.release("v1.0.0");
      }
      const npmrc = `registry=${registry.url}\n`;
      await writeFile(join(home, ".npmrc"), npmrc);
      const env = {
        GOPROXY: proxy.url,
        GOSUMDB: "off",
        GOENV: "off",
        GOTOOLCHAIN: "local",
        GOPATH: join(folder, "go"),
        MCP_NIXGEN_GITHUB_URL: github.url,
        UV_DEFAULT_INDEX: index.url,
        PIP_INDEX_URL: index.url,
        npm_config_cache: join(folder, "npm-cache"),
      };
      const imported = await json(["import", ...(await allFiles())], env);
      expect(imported.value.errors.map(({ code }: { code: string }) => code)).toEqual([
        "E_IMPORT_SYNTAX",
        "E_IMPORT_SYNTAX",
      ]);
      expect(imported.value.imported.length).toBe(sources.length);
      const prefetched = await json(["prefetch"], env);
      expect(prefetched.value.errors ?? []).toEqual([]);
      const generated = await json(["generate"], env);
      expect(generated).toMatchObject({ code: 0, value: { ok: true } });
      const files = await filesOf(project);
      expect(Object.keys(files).filter((path) => path.endsWith("/package.nix")).length).toBe(sources.length);
      for (const [path, text] of Object.entries(files)) expect(planted.exec(text)?.[0] ?? "", path).toBe("");
    } finally {
      await Promise.all([registry.close(), index.close(), proxy.close(), github.close()]);
    }
  }, 300_000);
});

async function allFiles(): Promise<string[]> {
  const own = Object.keys(await filesOf(join(configs, "home"))).map((path) => join(home, path));
  return [...own.sort(), ...(await odd())];
}

function npmPackages(sources: readonly string[]) {
  const version = (range: string) => /\d+\.\d+\.\d+/.exec(range)?.[0] ?? "2.1.0";
  const packages: Record<string, { versions: Record<string, object> }> = {};
  for (const source of sources.filter((one) => one.startsWith("npm:"))) {
    const [, name = "", range = ""] = /^npm:((?:@[^/]+\/)?[^@]+)(?:@(.*))?$/.exec(source) ?? [];
    const bins = name === "@playwright/mcp" ? { "mcp-server-playwright": "cli.js" } : "cli.js";
    packages[name] ??= { versions: {} };
    for (const one of ["2.1.0", version(range)])
      packages[name].versions[one] = {
        manifest: { bin: bins, license: "MIT", description: "A server" },
        files: { "cli.js": "#!/usr/bin/env node\n" },
      };
  }
  return packages;
}

function pythonProjects(sources: readonly string[]) {
  const found = sources.filter((one) => one.startsWith("pypi:"));
  return Object.fromEntries(
    [...new Set(found.map((one) => one.slice(5).replace(/@.*/, "")))].map((name) => {
      const pinned = found
        .map((one) => new RegExp(`^pypi:${name}@(\\d.*)`).exec(one)?.[1])
        .filter((one) => one !== undefined);
      const release = (version: string) =>
        wheel({ name, version, scripts: { [name]: `${name.replaceAll("-", "_")}:main` } });
      return [name, [...new Set(["3.0.0", ...pinned])].map(release)];
    }),
  );
}

function goModules(sources: readonly string[]): [string, string][] {
  const modules = sources.flatMap((source) => /^go:(github\.com\/[^/@]+\/[^/@]+)/.exec(source)?.[1] ?? []);
  return [...new Set(modules)].flatMap((module): [string, string][] => [
    [module, "v0.5.0"],
    [module, "v0.6.0"],
  ]);
}

function goFiles(module: string) {
  const name = module.split("/").at(-1)!;
  return {
    "go.mod": `module ${module}\n\ngo 1.21\n`,
    [`cmd/${name}/main.go`]: "package main\n\nfunc main() {}\n",
    LICENSE: "This is free and unencumbered software released into the public domain.\n",
  };
}

function githubRepositories(sources: readonly string[]): string[] {
  return [...new Set(sources.flatMap((source) => /^github:([^/@]+\/[^/@]+)/.exec(source)?.[1] ?? []))];
}
