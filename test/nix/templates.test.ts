import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { templateFiles } from "../../scripts/docs/templates.mjs";
import { updateWorkflow } from "../../src/emit/update-workflow.ts";
import { makeSetting } from "../e2e/cli-setting.ts";
import { bundleStandIn } from "../nixpkgs/bundle.mjs";
import { bundledCli, type Cli } from "../support/cli.ts";
import { startFakeRegistry } from "../support/fake-registry.ts";
import { copyFlake, type FlakeCopy } from "../support/flake-copy.ts";
import { describeNix, requireNix } from "../support/nix.ts";

const templates = resolve(import.meta.dirname, "../../modules/templates");
const names = ["default", "servers"] as const;

let cli: Cli;
beforeAll(async () => {
  cli = await bundledCli();
});
afterAll(() => cli.remove());

it("are what `init` writes, and what people wrote beside it", async () => {
  const files = await templateFiles(async (args) => {
    const { code, stdout, stderr } = await cli.run(args);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  });
  const written = new Map<string, string>();
  for (const entry of await readdir(templates, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile())
      written.set(relative(resolve(templates, "../.."), path), await readFile(path, "utf8"));
  }
  for (const [path, text] of Object.entries(files)) {
    expect(written.get(path) === text, `${path} is out of date: run npm run docs`).toBe(true);
  }
  expect([...written.keys()].filter((path) => !Object.hasOwn(files, path)).sort()).toEqual([
    "modules/templates/default/README.md",
    "modules/templates/default/flake.nix",
    "modules/templates/default/home.nix",
    "modules/templates/servers/README.md",
  ]);
});

describe("the workflow", () => {
  const workflow = parse(updateWorkflow(".#mcp-nixgen"));
  const [job] = Object.values(workflow.jobs) as [
    { permissions: object; steps: { uses?: string; run?: string; env?: object; with?: object }[] },
  ];

  it("runs weekly, and when somebody asks", () => {
    expect(Object.keys(workflow.on)).toEqual(["schedule", "workflow_dispatch"]);
    expect(workflow.on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* [0-6]$/) }]);
  });

  it("may write contents and pull requests, and has its token in the last step only", () => {
    expect(workflow.permissions).toEqual({});
    expect(Object.keys(workflow.jobs)).toHaveLength(1);
    expect(job.permissions).toEqual({ contents: "write", "pull-requests": "write" });
    const withToken = job.steps.filter((step) => JSON.stringify(step).includes("github.token"));
    expect(withToken).toEqual(job.steps.slice(-1));
    expect(job.steps[0]).toMatchObject({ with: { "persist-credentials": false } });
  });

  it("pins each action to a version, and has no expression in a script", () => {
    for (const { uses, run } of job.steps) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@(v\d+|[0-9a-f]{40})$/);
      expect(run ?? "").not.toContain("${{");
    }
  });

  it("takes its flake from the environment, as it was given", () => {
    for (const flake of [".#mcp-nixgen", "github:me/mcp-nixgen?ref=x#y", "$&", "a: b"]) {
      expect(parse(updateWorkflow(flake)).env.MCP_NIXGEN).toBe(flake);
    }
  });

  it("has scripts that bash and shellcheck take", async () => {
    const scripts = job.steps.flatMap(({ run }) => run ?? []);
    expect(scripts).toHaveLength(2);
    const { failed: none } = await execa("shellcheck", ["--version"], { reject: false });
    if (none) process.stderr.write("NOT CHECKED, for want of shellcheck: scripts of the workflow\n");
    for (const input of scripts) {
      await execa("bash", ["-n"], { input });
      if (!none) await execa("shellcheck", ["--shell=bash", "-"], { input });
    }
  });

  it("is refused for what is no flake", async () => {
    for (const flake of ["${{ secrets.X }}", "a b", "-x", "$(id)", '"']) {
      const { code, stderr } = await cli.run(["init", "/nowhere", `--workflow=${flake}`]);
      expect(code, flake).toBe(2);
      expect(stderr).toContain("no reference to a flake");
    }
  });
});

describeNix("nix flake init", () => {
  let copy: FlakeCopy;
  let folder: string;
  beforeAll(async () => {
    await bundleStandIn();
    copy = await copyFlake();
    folder = await mkdtemp(join(tmpdir(), "templates-"));
  });
  afterAll(() => Promise.all([rm(copy.folder, { recursive: true }), rm(folder, { recursive: true })]));

  const nix = (args: readonly string[], cwd: string) =>
    execa("nix", ["--extra-experimental-features", "nix-command flakes", ...args, "--offline"], {
      cwd,
      env: requireNix().env,
      reject: false,
      stdin: "ignore",
    });

  /** Evaluates an output of a flake with the inputs of this machine. */
  async function evaluated(
    flake: string,
    output: string,
    inputs: Readonly<Record<string, string>>,
    apply: string,
  ) {
    const overrides = Object.entries(inputs).flatMap(([name, path]) => [
      "--override-input",
      name,
      `path:${path}`,
    ]);
    const result = await nix(
      [
        "eval",
        "--json",
        "--impure",
        "--no-write-lock-file",
        ...overrides,
        `path:${flake}#${output}`,
        "--apply",
        apply,
      ],
      flake,
    );
    expect(result.exitCode, result.stderr).toBe(0);
    return JSON.parse(result.stdout);
  }

  it.each(names)("writes the template %s into an empty folder", async (name) => {
    const into = join(folder, name);
    await mkdir(into);
    const result = await nix(["flake", "init", "-t", `path:${copy.flake}#${name}`], into);
    expect(result.exitCode, result.stderr).toBe(0);
    const listed = async (from: string) => (await readdir(from, { recursive: true })).sort();
    expect(await listed(into)).toEqual(await listed(join(templates, name)));
  });

  it("default: a home that evaluates at once, and has a server that is added", {
    timeout: 180_000,
  }, async () => {
    const inputs = { nixpkgs: copy.nixpkgs, "home-manager": copy.homeManager, "mcp-nixgen": copy.flake };
    const flake = join(folder, "default");
    const names = "home: map (package: package.name) home.config.home.packages";
    const before = await evaluated(flake, "homeConfigurations.me", inputs, names);
    expect(before).toContainEqual(expect.stringMatching(/^mcp-nixgen-/));

    const fake = await startFakeRegistry({
      packages: {
        "demo-mcp": { versions: { "1.0.0": { manifest: { bin: "cli.js" }, files: { "cli.js": "" } } } },
      },
    });
    const setting = await makeSetting(cli, fake.url);
    try {
      await cp(flake, setting.project, { recursive: true });
      for (const words of [["add", "--no-inspect", "npm:demo-mcp"], ["generate"]]) {
        expect(await setting.run(...words), words[0]).toMatchObject({ code: 0 });
      }
      const after = await evaluated(setting.project, "homeConfigurations.me", inputs, names);
      expect(after.filter((name: string) => !before.includes(name))).toEqual(["mcp-demo-mcp"]);
      const home = "home: home.activationPackage.drvPath";
      expect(await evaluated(setting.project, "homeConfigurations.me", inputs, home)).toMatch(
        /^\/nix\/store\/.*\.drv$/,
      );
      const packages = "builtins.mapAttrs (_: package: package.meta.mainProgram)";
      expect(await evaluated(setting.project, "packages.x86_64-linux", inputs, packages)).toEqual({
        "demo-mcp": "demo-mcp",
        "mcp-nixgen": "mcp-nixgen",
      });
    } finally {
      await Promise.all([fake.close(), setting.remove()]);
    }
  });

  it("servers: a flake that evaluates at once", async () => {
    const flake = join(folder, "servers");
    const packages = await evaluated(
      flake,
      "packages",
      { nixpkgs: copy.nixpkgs },
      "builtins.mapAttrs (_: builtins.attrNames)",
    );
    expect(packages["x86_64-linux"]).toEqual([]);
  });
});
