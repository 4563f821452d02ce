import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import { type FakeRegistry, type FakeVersion, startFakeRegistry } from "../support/fake-registry.ts";
import { makeSetting, type Setting } from "./cli-setting.ts";

// The whole way of a user, with the program as it is published, against a registry of our own.

let cli: Cli;
let fake: FakeRegistry;
/** After `init` and `add`; after `generate` as well. Tests work on copies. */
let begun: Setting;
let generated: Setting;
let setting: Setting;
const settings: Setting[] = [];

beforeAll(async () => {
  [cli, fake] = await Promise.all([bundledCli(), startFakeRegistry({ packages: published() })]);
  begun = await makeSetting(cli, fake.url);
  await begun.json("init");
  expect(await begun.json("add", "--no-inspect", ...added)).toMatchObject({ code: 0, value: { ok: true } });
  generated = await begun.copy();
  expect(await generated.json("generate")).toMatchObject({ code: 0, value: { ok: true } });
});
afterAll(async () => {
  await Promise.all([cli.remove(), fake.close(), begun.remove(), generated.remove()]);
});
afterEach(async () => {
  for (const one of settings.splice(0)) await one.remove();
  fake.forget();
});

/** Makes the setting of a test, and removes it afterwards. */
async function use(made: Promise<Setting>): Promise<Setting> {
  const one = await made;
  settings.push(one);
  return one;
}

function server(manifest: Record<string, unknown> = {}, more: Partial<FakeVersion> = {}): FakeVersion {
  return {
    manifest: { bin: "cli.js", license: "MIT", description: "Does it", ...manifest },
    files: { "cli.js": "#!/usr/bin/env node\n" },
    ...more,
  };
}

function published() {
  return {
    "weather-mcp": {
      versions: {
        "1.0.0": server({ dependencies: { leaf: "^1.0.0" } }),
        "1.1.0": server({ dependencies: { leaf: "^1.0.0", twig: "^1.0.0" } }),
        "2.0.0": server({ dependencies: { leaf: "^2.0.0" } }),
      },
    },
    "@acme/mcp-files": { versions: { "0.3.0": server({ dependencies: { twig: "1.0.0" } }) } },
    "alone-mcp": { versions: { "1.0.0": server() } },
    leaf: { versions: { "1.0.0": {}, "1.1.0": {}, "2.0.0": {} } },
    twig: { versions: { "1.0.0": { manifest: { dependencies: { leaf: "^1.0.0" } } } } },
  };
}

const added = ["npm:weather-mcp@^1.0.0", "npm:@acme/mcp-files", "npm:alone-mcp"];

async function locked(where: Setting = setting): Promise<Record<string, Record<string, unknown>>> {
  return JSON.parse(await where.read("servers.lock.json")).servers;
}

/** Path → inode and time of change: an atomic rewrite of the same bytes would show. */
async function stamps(): Promise<Record<string, string>> {
  const paths = Object.keys(await setting.files());
  const entries = paths.map(async (path) => {
    const { ino, mtimeMs } = await stat(join(setting.project, path));
    return [path, `${ino} ${mtimeMs}`] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const packageFiles = (name: string) =>
  ["package-lock.json", "package.json", "package.nix"].map((file) => `overlays/packages/${name}/${file}`);

/** Publishes a version for the time of one test. */
function publishMeanwhile(name: string, version: string, what?: FakeVersion): void {
  fake.publish(name, version, what);
  onTestFinished(() => fake.unpublish(name, version));
}

describe("the road from a name to Nix", () => {
  it("init, add, list, prefetch, generate; and again, which changes nothing", async () => {
    setting = await use(makeSetting(cli, fake.url));
    await setting.json("init");
    const first = await setting.json("add", ...added);
    expect(first.value.added).toMatchObject([
      { name: "weather-mcp", source: "npm:weather-mcp@^1.0.0", version: "1.1.0", dependencies: 2 },
      { name: "mcp-files", package: "@acme/mcp-files", version: "0.3.0", mainProgram: "mcp-files" },
      { name: "alone-mcp", version: "1.0.0", dependencies: 0 },
    ]);
    const states = async () =>
      (await setting.json("list")).value.servers.map(({ state }: { state: string }) => state);
    expect(await states()).toEqual(["missing", "missing", "missing"]);

    const prefetched = await setting.json("prefetch");
    expect(prefetched).toMatchObject({
      code: 0,
      value: { made: ["weather-mcp", "mcp-files", "alone-mcp"], kept: [] },
    });
    expect(await states()).toEqual(["locked", "locked", "locked"]);
    expect(Object.keys(await setting.files())).not.toContain("overlays/packages/weather-mcp/package.nix");

    const made = await setting.json("generate");
    expect(made.code).toBe(0);
    expect(made.value.created).toEqual(["alone-mcp", "mcp-files", "weather-mcp"].flatMap(packageFiles));
    expect(made.value.changed).toEqual(["home.nix", "overlays/default.nix"]);
    // `generate` alone, elsewhere, gives the same.
    expect(await setting.files()).toEqual(await generated.files());

    const before = [await setting.files(), await stamps()];
    fake.forget();
    expect(await setting.json("prefetch")).toMatchObject({ code: 0, value: { made: [] } });
    expect(await setting.json("generate")).toMatchObject({
      code: 0,
      value: { created: [], changed: [], removed: [] },
    });
    expect([await setting.files(), await stamps()]).toEqual(before);
    expect(fake.requests).toEqual([]);
  });

  it("every command prints text for people, and nothing but its result on stdout", async () => {
    setting = await use(makeSetting(cli, fake.url));
    await setting.run("init");
    const add = await setting.run("add", "npm:weather-mcp", "--name", "weather");
    expect(add.stdout).toMatch(/^added weather: weather-mcp@2\.0\.0, command weather-mcp\n/);
    expect((await setting.run("prefetch")).stdout).toMatch(/^weather +2\.0\.0 +1 +sha256-/m);
    expect((await setting.run("generate")).stdout).toMatch(/^wrote .*weather\/package\.nix$/m);
    expect((await setting.run("generate", "--check")).stdout).toBe("everything is up to date\n");
    const hash = await setting.run("prefetch", "--file", "overlays/packages/weather/package-lock.json");
    expect(hash.stdout).toBe(`${Object(Object((await locked()).weather).npmDeps).hash}\n`);
    expect((await setting.run("fix-lock", "overlays/packages/weather/package-lock.json")).stdout).toBe(
      "overlays/packages/weather/package-lock.json: complete\n",
    );
  });
});

it("--json of every other command is one document, too", async () => {
  setting = await use(generated.copy());
  const lockfile = "overlays/packages/weather-mcp/package-lock.json";
  const hash = (await locked())["weather-mcp"]?.npmDeps;
  expect(await setting.json("fix-lock", "--check", lockfile)).toMatchObject({
    code: 0,
    value: { ok: true, files: [{ changed: false, problems: [] }] },
  });
  expect((await setting.json("prefetch", "--file", lockfile)).value).toMatchObject({
    ok: true,
    ...Object(hash),
  });
  expect((await setting.json("prefetch", "--path", ".")).value.hash).toMatch(/^sha256-/);
  const url = `${fake.url}leaf/-/leaf-1.0.0.tgz`;
  expect((await setting.json("prefetch", "--url", url)).value).toMatchObject({ ok: true, unpacked: false });
  for (const args of [["schema"], ["completion", "bash"], ["help"], ["help", "add"], ["--version"]]) {
    expect(await setting.json(...args), args.join(" ")).toMatchObject({ code: 0, value: { ok: true } });
  }
});

describe("generate", () => {
  beforeEach(async () => {
    setting = await use(generated.copy());
  });

  it("--check passes on what generate wrote, and writes nothing", async () => {
    const before = [await setting.files(), await stamps()];
    expect(await setting.json("generate", "--check")).toMatchObject({
      code: 0,
      value: { ok: true, check: true, created: [], changed: [], removed: [], stale: {} },
    });
    expect([await setting.files(), await stamps()]).toEqual(before);
  });

  it("--check shows what somebody changed by hand; generate puts it right", async () => {
    const path = "overlays/packages/alone-mcp/package.nix";
    const good = await setting.files();
    await setting.write(path, good[path]!.replace('version = "1.0.0"', 'version = "9.9.9"'));
    const { code, stdout } = await setting.run("generate", "--check");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^-.*version = "9\.9\.9";\n\+.*version = "1\.0\.0";$/m);
    const dry = await setting.run("generate", "--dry-run");
    expect([dry.code, dry.stdout]).toEqual([0, stdout]);
    expect(await setting.read(path)).toContain("9.9.9");
    expect((await setting.json("generate")).value.changed).toEqual([path]);
    expect(await setting.files()).toEqual(good);
  });

  it("puts right a lockfile that somebody broke, from the cache", async () => {
    const path = "overlays/packages/weather-mcp/package-lock.json";
    const good = await setting.files();
    await setting.write(path, "{ <<<<<<< HEAD");
    fake.forget();
    expect((await setting.json("generate", "--check")).value.changed).toEqual([path]);
    expect((await setting.json("generate")).value.changed).toEqual([path]);
    expect([await setting.files(), fake.requests]).toEqual([good, []]);
  });

  it("--check tells of a changed servers.yaml; generate follows it", async () => {
    const text = await setting.read("servers.yaml");
    await setting.write("servers.yaml", text.replace("npm:weather-mcp@^1.0.0", "npm:weather-mcp@~1.0.0"));
    const check = await setting.run("generate", "--check");
    expect(check.code).toBe(1);
    expect(check.stdout).toContain("weather-mcp is to be prefetched: source was npm:weather-mcp@^1.0.0");
    await setting.json("generate");
    expect((await locked())["weather-mcp"]).toMatchObject({ version: "1.0.0", lockfile: { packages: 1 } });
    expect((await setting.json("generate", "--check")).code).toBe(0);
  });

  it("follows a server that was taken out of servers.yaml by hand", async () => {
    const text = await setting.read("servers.yaml");
    await setting.write("servers.yaml", text.replace(/ {2}alone-mcp:\n {4}source: .*\n/, ""));
    expect((await setting.json("generate", "--check")).value.removed).toEqual(packageFiles("alone-mcp"));
    await setting.json("generate");
    const files = await setting.files();
    expect(Object.keys(files).filter((path) => path.includes("alone"))).toEqual([]);
    expect(files["overlays/default.nix"]).not.toContain("alone");
    expect(Object.keys(await locked())).toEqual(["mcp-files", "weather-mcp"]);
  });

  it("writes a Home-Manager module of the servers that have a package, and follows where it is to be", async () => {
    const text = await setting.read("servers.yaml");
    const files = async () => Object.keys(await setting.files()).filter((path) => /^[^/]*\.nix$/.test(path));
    const home = await setting.read("home.nix");
    expect([...home.matchAll(/mcpServers\.([\w-]+)/g)].map(([, name]) => name)).toEqual([
      "alone-mcp",
      "mcp-files",
      "weather-mcp",
    ]);

    await setting.write("servers.yaml", `clients: [codex]\n${text}`);
    const check = await setting.run("generate", "--check");
    expect([check.code, check.stdout]).toEqual([
      1,
      expect.stringContaining("+    clients.codex.enable = lib.mkDefault true;"),
    ]);
    expect((await setting.json("generate")).value).toMatchObject({ created: [], changed: ["home.nix"] });

    await setting.write("servers.yaml", text.replace("home: home.nix", "home: false"));
    expect((await setting.json("generate")).value).toMatchObject({ removed: ["home.nix"] });
    expect(await files()).not.toContain("home.nix");

    await setting.write("servers.yaml", text.replace("home: home.nix", "home: hm/mcp.nix"));
    expect((await setting.json("generate")).value).toMatchObject({ created: ["hm/mcp.nix"] });
    expect(await setting.read("hm/mcp.nix")).toContain("import ../overlays pkgs pkgs");
    await setting.write("servers.yaml", text);
    expect((await setting.json("generate")).value).toMatchObject({ removed: ["hm/mcp.nix"] });
    expect(await setting.read("home.nix")).toBe(home);
  });

  it("never touches a home.nix of somebody's own", async () => {
    const text = await setting.read("servers.yaml");
    const own = "{ pkgs, ... }: { home.packages = [ pkgs.hello ]; }\n";
    await setting.write("home.nix", own);
    for (const words of [["generate"], ["generate", "--check"], ["generate", "--dry-run"]]) {
      const { code, value } = await setting.json(...words);
      expect(code).toBe(1);
      expect(value.errors).toEqual([
        expect.objectContaining({
          code: "E_EXISTS",
          where: "home.nix",
          hint: expect.stringContaining("home: mcp-servers.nix"),
        }),
      ]);
    }
    await setting.json("remove", "mcp-files", "--dry-run");
    await setting.write("servers.yaml", text.replace("home: home.nix", "home: false"));
    expect((await setting.json("generate")).code).toBe(0);
    expect(await setting.read("home.nix")).toBe(own);
  });

  it("remove takes a server out of home.nix, too", async () => {
    expect((await setting.run("remove", "mcp-files", "--dry-run")).stdout).toContain(
      "-    servers.mcp-files = {",
    );
    await setting.json("remove", "mcp-files");
    expect(await setting.read("home.nix")).not.toContain("mcp-files");
    expect((await setting.json("generate", "--check")).code).toBe(0);
  });

  it("--offline asks nothing, names what is not locked, and writes the others", async () => {
    const text = await setting.read("servers.yaml");
    await setting.write("servers.yaml", `${text}  leaf-mcp:\n    source: npm:leaf\n`);
    await setting.write("overlays/default.nix", "broken");
    const { code, value } = await setting.json("generate", "--offline");
    expect([code, fake.requests]).toEqual([1, []]);
    expect(value).toMatchObject({
      changed: ["overlays/default.nix"],
      errors: [{ code: "E_STALE", where: "leaf-mcp", hint: expect.any(String) }],
    });
  });
});

describe("servers.yaml", () => {
  it("keeps comments, order and layout through add and remove", async () => {
    const text = [
      "# the team's servers",
      "settings:",
      "  style: nixpkgs # as nixpkgs has it",
      "servers:",
      "  # about the weather",
      "  weather: { source: npm:weather-mcp@1.0.0 } # pinned: 2 lies",
      "  # the last one",
      "  alone:",
      "    source: npm:alone-mcp",
      "",
    ].join("\n");
    setting = await use(makeSetting(cli, fake.url));
    await setting.write("servers.yaml", text);
    expect((await setting.json("add", "--no-inspect", "npm:@acme/mcp-files", "--name", "files")).code).toBe(
      0,
    );
    expect(await setting.read("servers.yaml")).toBe(`${text}  files:\n    source: npm:@acme/mcp-files\n`);
    await setting.json("generate");
    expect((await setting.json("remove", "files")).value.removed).toEqual(["files"]);
    expect(await setting.read("servers.yaml")).toBe(text);
    expect((await setting.json("generate", "--check")).code).toBe(0);
  });

  it("add --dry-run shows the change and writes nothing", async () => {
    setting = await use(begun.copy());
    const before = await setting.files();
    const { code, stdout } = await setting.run(
      "add",
      "--no-inspect",
      "--dry-run",
      "npm:weather-mcp@2",
      "--name",
      "two",
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\+ {2}two:$/m);
    expect(await setting.files()).toEqual(before);
  });

  it("remove takes everything of a server away, and generate agrees", async () => {
    setting = await use(generated.copy());
    const removed = await setting.json("remove", "npm:@acme/mcp-files");
    expect(removed.value.removed).toEqual(["mcp-files"]);
    expect(removed.value.files.toSorted()).toEqual(packageFiles("mcp-files"));
    expect(await setting.json("generate", "--check")).toMatchObject({ code: 0, value: { removed: [] } });
  });
});

describe("what is locked", () => {
  it("stays when something newer is published, until --refresh", async () => {
    setting = await use(generated.copy());
    publishMeanwhile("weather-mcp", "1.2.0", server());
    expect((await setting.json("prefetch")).value.made).toEqual([]);
    expect((await setting.json("prefetch", "--refresh", "--dry-run")).value.wanted).toHaveLength(3);
    const refreshed = await setting.json("prefetch", "--refresh", "weather-mcp");
    expect(refreshed.value.made).toEqual(["weather-mcp"]);
    expect((await locked())["weather-mcp"]).toMatchObject({ version: "1.2.0", lockfile: { packages: 0 } });
  });

  it("is enough for a fresh clone: --check passes with an empty cache, and nothing is asked", async () => {
    const files = await generated.files();
    setting = await use(generated.elsewhere(files));
    expect(await setting.json("generate", "--check")).toMatchObject({ code: 0, value: { stale: {} } });
    expect((await setting.json("generate")).value).toMatchObject({ created: [], changed: [], removed: [] });
    expect(fake.requests).toEqual([]);
    expect(await setting.files()).toEqual(files);
  });

  it("is restored where neither cache nor package is there, at the version that was locked", async () => {
    const files = await generated.files();
    const committed = ["servers.yaml", "servers.lock.json"].map((path) => [path, files[path]!]);
    setting = await use(generated.elsewhere(Object.fromEntries(committed)));
    publishMeanwhile("weather-mcp", "1.3.0", server());
    const check = await setting.json("generate", "--check");
    expect(check.code).toBe(1);
    expect(Object.keys(check.value.stale).toSorted()).toEqual(["alone-mcp", "mcp-files", "weather-mcp"]);
    expect((await setting.json("generate")).value.created).toHaveLength(11);
    for (const [path, text] of Object.entries(await setting.files())) expect(text, path).toBe(files[path]);
  });

  it("is told to have become something else, where it cannot be restored", async () => {
    const files = await generated.files();
    const committed = ["servers.yaml", "servers.lock.json"].map((path) => [path, files[path]!]);
    setting = await use(generated.elsewhere(Object.fromEntries(committed)));
    publishMeanwhile("leaf", "1.2.0");
    const { value } = await setting.json("prefetch", "weather-mcp");
    expect((await locked())["weather-mcp"]?.version).toBe("1.1.0");
    expect(value.warnings).toEqual([expect.stringMatching(/^weather-mcp: .*dependencies.*other versions/)]);
  });
});

describe("styles and strategies", () => {
  /** `begun`, in another style. */
  async function inStyle(style: string): Promise<Setting> {
    const one = await use(makeSetting(cli, fake.url));
    await one.json("init", "--style", style);
    const text = await begun.read("servers.yaml");
    await one.write("servers.yaml", text.replace("style: nixpkgs", `style: ${style}`));
    expect((await one.json("generate")).code).toBe(0);
    return one;
  }

  it("style overlay names no registry, and a fresh clone of it checks", async () => {
    setting = await inStyle("overlay");
    const files = await setting.files();
    for (const [path, text] of Object.entries(files)) {
      expect(text, path).not.toContain(fake.url);
      if (path.endsWith(".json")) expect(text, path).not.toMatch(/"resolved": "https?:/);
    }
    expect(files["overlays/packages/weather-mcp/package.nix"]).toContain("fetchFromNpm {");
    expect(Object.keys(files)).toContain("overlays/lib/default.nix");
    const clone = await use(setting.elsewhere(files));
    fake.forget();
    expect(await clone.json("generate", "--check")).toMatchObject({ code: 0, value: { stale: {} } });
    expect((await clone.json("prefetch")).value.made).toEqual([]);
    expect(fake.requests).toEqual([]);

    const names = /\.\/packages\/[^/]+/g;
    await setting.write("servers.yaml", files["servers.yaml"]!.replace("style: overlay", "style: nixpkgs"));
    const check = await setting.json("generate", "--check");
    expect(check).toMatchObject({ code: 1, value: { stale: { "weather-mcp": "style is now nixpkgs" } } });
    const { stdout } = await setting.run("generate", "--dry-run");
    expect(stdout, "it stays in the overlay").toMatch(/^\+.*weather-mcp\/package\.nix/m);
    expect((await setting.json("generate")).code).toBe(0);
    expect((await setting.json("generate", "--check")).code).toBe(0);
    const after = await setting.files();
    expect(after["overlays/default.nix"]?.match(names)).toEqual(files["overlays/default.nix"]?.match(names));
    for (const [path, text] of Object.entries(await generated.files())) {
      if (path.includes("packages/")) expect(after[path], path).toBe(text);
    }
  });

  it("from style nixpkgs to overlay", async () => {
    setting = await use(generated.copy());
    const text = await setting.read("servers.yaml");
    await setting.write("servers.yaml", text.replace("style: nixpkgs", "style: overlay"));
    expect(await setting.json("generate", "--check")).toMatchObject({
      code: 1,
      value: { stale: { "weather-mcp": "style is now overlay" } },
    });
    await setting.json("generate");
    expect((await setting.json("generate", "--check")).code).toBe(0);
    const ours = await setting.files();
    for (const [path, expected] of Object.entries(await (await inStyle("overlay")).files())) {
      if (/packages\/|default\.nix|lock\.json/.test(path)) expect(ours[path], path).toBe(expected);
    }
  });

  it("strategy import-npm-lock needs no npmDepsHash", async () => {
    setting = await use(makeSetting(cli, fake.url));
    await setting.json("init");
    await setting.json("add", "--no-inspect", "npm:weather-mcp", "--strategy", "import-npm-lock");
    await setting.json("generate");
    expect((await locked())["weather-mcp"]).toMatchObject({ strategy: "import-npm-lock", npmDeps: null });
    const nix = await setting.read("overlays/packages/weather-mcp/package.nix");
    expect(nix).toContain("importNpmLock");
    expect(nix).not.toContain("npmDepsHash");
    expect((await setting.json("generate", "--check")).code).toBe(0);
  });

  it("fetcherVersion 2 gives another hash, which prefetch --file gives too", async () => {
    setting = await use(generated.copy());
    const hash = async () => Object(Object((await locked())["weather-mcp"]).npmDeps);
    const first = await hash();
    expect(first.fetcherVersion).toBe(1);
    const text = await setting.read("servers.yaml");
    await setting.write("servers.yaml", text.replace(/weather-mcp@.*/, "$&\n    fetcherVersion: 2"));
    await setting.json("generate");
    const second = await hash();
    expect(second.fetcherVersion).toBe(2);
    expect(second.hash).not.toBe(first.hash);
    const lockfile = "overlays/packages/weather-mcp/package-lock.json";
    for (const { hash, fetcherVersion } of [first, second]) {
      const version = String(fetcherVersion);
      const one = await setting.run("prefetch", "--file", lockfile, "--fetcher-version", version);
      expect([one.code, one.stdout]).toEqual([0, `${hash}\n`]);
    }
    expect(await setting.read("overlays/packages/weather-mcp/package.nix")).toContain(
      "npmDepsFetcherVersion = 2;",
    );
  });
});
