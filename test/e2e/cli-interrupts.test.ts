import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { locksText, parseLocks } from "../../src/config/lock.ts";
import { bundledCli, type Cli } from "../support/cli.ts";
import { type FakeRegistry, type FakeVersion, startFakeRegistry } from "../support/fake-registry.ts";
import { makeSetting, type Setting } from "./cli-setting.ts";

// Runs that are ended from outside, and several at once.

let cli: Cli;
let fake: FakeRegistry;
/** servers.yaml only; and prefetched besides. */
let fresh: Setting;
let prefetched: Setting;
let setting: Setting;

const names = Array.from({ length: 6 }, (_, index) => `server-${index}`);

const server = (dependencies: Record<string, string>): FakeVersion => ({
  manifest: { bin: "cli.js", license: "MIT", dependencies },
  files: { "cli.js": "#!/usr/bin/env node\n" },
});

beforeAll(async () => {
  const leaves = names.map((name) => [`leaf-of-${name}`, { versions: { "1.0.0": {} } }] as const);
  const servers = names.map(
    (name) => [name, { versions: { "1.0.0": server({ [`leaf-of-${name}`]: "^1.0.0" }) } }] as const,
  );
  fake = await startFakeRegistry({ packages: Object.fromEntries([...leaves, ...servers]) });
  cli = await bundledCli();
  // Patient: an interrupt must not wait for a time-out.
  fresh = await makeSetting(cli, fake.url, ["fetch-timeout=60000"]);
  await fresh.write(
    "servers.yaml",
    `servers:\n${names.map((name) => `  ${name}: { source: npm:${name} }\n`).join("")}`,
  );
  prefetched = await fresh.copy();
  expect((await prefetched.json("prefetch")).code).toBe(0);
});
afterAll(async () => {
  await Promise.all([cli.remove(), fake.close(), fresh.remove(), prefetched.remove()]);
});
beforeEach(() => fake.forget());
afterEach(() => setting.remove());

/** Waits for something that a started process does; it must come within ten seconds. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !(await what()); await sleep(10)) {
    if (Date.now() > end) throw new Error("it did not come");
  }
}

async function expectTidy(where: Setting): Promise<void> {
  const files = Object.keys(await where.files());
  expect(files.filter((path) => /\.tmp$|\.mcp-nixgen\.lock/.test(path))).toEqual([]);
}

const locksOf = async (where: Setting) =>
  parseLocks({ name: "servers.lock.json", text: await where.read("servers.lock.json") });

describe("an interrupt in the middle of prefetch", () => {
  const last = names.at(-1)!;
  const others = names.slice(0, -1);
  it.each([
    ["SIGINT", 130, "a packument", `/${last}`],
    ["SIGTERM", 143, "a tarball", `/${last}/-/${last}-1.0.0.tgz`],
    ["SIGINT", 130, "a dependency's packument", `/leaf-of-${last}`],
    ["SIGINT", 130, "a dependency's tarball", `/leaf-of-${last}/-/leaf-of-${last}-1.0.0.tgz`],
    ["SIGKILL", undefined, "a dependency's tarball", `/leaf-of-${last}/-/leaf-of-${last}-1.0.0.tgz`],
  ] as const)(
    "%s (exit code %s) while it waits for %s: what is done is kept, a rerun does the rest",
    async (signal, code, _, path) => {
      setting = await fresh.copy();
      const mend = fake.fault(path, { kind: "stall", afterBytes: 10 });
      onTestFinished(mend);
      const child = setting.start("prefetch", "--json");
      const isLocked = async () => [...(await locksOf(setting).catch(() => new Map())).keys()];
      await until(async () => fake.count(path) > 0 && (await isLocked()).length === others.length);
      const start = Date.now();
      child.kill(signal);
      const { exitCode, stdout } = await child;
      expect(Date.now() - start).toBeLessThan(3000);
      expect(exitCode).toBe(code);
      if (code !== undefined) {
        expect(JSON.parse(stdout)).toMatchObject({
          ok: false,
          errors: [{ code: "E_INTERRUPTED", hint: expect.stringContaining("again") }],
        });
      }
      await expectTidy(setting);
      expect([...(await locksOf(setting)).keys()]).toEqual(others);
      mend();
      fake.forget();
      expect(await setting.json("prefetch")).toMatchObject({ code: 0, value: { made: [last] } });
      expect(fake.requests.filter(({ path }) => /server-[0-4]/.test(path))).toEqual([]);
      expect(await setting.read("servers.lock.json")).toBe(await prefetched.read("servers.lock.json"));
    },
  );

  it("while it waits for the signing keys", async () => {
    setting = await fresh.copy();
    onTestFinished(fake.fault("/-/npm/v1/keys", { kind: "stall" }));
    const child = setting.start("prefetch", "server-0");
    await until(() => fake.count("/-/npm/v1/keys") > 0);
    const start = Date.now();
    child.kill("SIGINT");
    const { exitCode, stdout, stderr } = await child;
    expect(Date.now() - start).toBeLessThan(3000);
    expect([exitCode, stdout]).toEqual([130, ""]);
    expect(stderr).toMatch(/^error: interrupted\n {2}hint: /m);
    expect(Object.keys(await setting.files())).toEqual(["servers.yaml"]);
  });

  it("add writes nothing then", async () => {
    setting = await fresh.copy();
    await setting.write("servers.yaml", "servers:\n");
    onTestFinished(fake.fault("/leaf-of-server-1", { kind: "stall" }));
    const child = setting.start("add", "npm:server-0", "npm:server-1", "--json");
    await until(() => fake.count("/leaf-of-server-1") > 0);
    child.kill("SIGINT");
    expect((await child).exitCode).toBe(130);
    expect(await setting.files()).toEqual({ "servers.yaml": "servers:\n" });
  });
});

/** `prefetched` with each server twenty times: enough to write that a kill comes in the middle. */
async function manyLocked(): Promise<Setting> {
  const many = await prefetched.copy();
  onTestFinished(() => many.remove());
  const locks = await locksOf(many);
  const copies = names.flatMap((name) =>
    Array.from({ length: 20 }, (_, index) => [`${name}-${index}`, locks.get(name)!] as const),
  );
  await many.write("servers.lock.json", locksText(new Map(copies)));
  const lines = copies.map(([name, { spec }]) => `  ${name}: { source: ${spec} }\n`);
  await many.write("servers.yaml", `servers:\n${lines.join("")}`);
  return many;
}

describe("a kill in the middle of generate", () => {
  it("leaves whole files only, and the next run completes them", { timeout: 120_000 }, async () => {
    const many = await manyLocked();
    setting = await many.copy();
    expect((await setting.json("generate")).code).toBe(0);
    const whole = await setting.files();
    const caught: number[] = [];
    for (const share of [0.1, 0.4, 0.7, 0.95]) {
      await setting.remove();
      setting = await many.copy();
      const child = setting.start("generate");
      const packages = join(setting.project, "overlays/packages");
      const count = Object.keys(whole).length * share;
      await until(() => existsSync(packages) && readdirSync(packages, { recursive: true }).length > count);
      child.kill("SIGKILL");
      await child;
      const files = await setting.files();
      const named = files["overlays/default.nix"]?.match(/packages\/[^/]+\/package\.nix/g) ?? [];
      expect(Object.keys(files)).toEqual(expect.arrayContaining(named.map((path) => `overlays/${path}`)));
      for (const [path, text] of Object.entries(files)) {
        if (path in whole) expect(text, path).toBe(whole[path]);
        else expect(path).toMatch(/\.tmp$|\.mcp-nixgen\.lock$/);
      }
      caught.push(Object.keys(files).length);
    }
    // Otherwise nothing was killed in its middle.
    expect(new Set(caught).size, String(caught)).toBeGreaterThan(2);
    expect((await setting.json("generate")).code).toBe(0);
    const after = await setting.files();
    for (const [path, text] of Object.entries(whole)) expect(after[path], path).toBe(text);
  });
});

describe("two runs at once", () => {
  it("on one project and one cache: both succeed, with the result of one", async () => {
    setting = await fresh.copy();
    const runs = await Promise.all([
      setting.json("generate"),
      setting.json("generate"),
      setting.json("prefetch"),
    ]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(await setting.json("generate", "--check")).toMatchObject({ code: 0 });
    expect(await setting.read("servers.lock.json")).toBe(await prefetched.read("servers.lock.json"));
    await expectTidy(setting);
  });

  it("of two projects with one cache", async () => {
    setting = await fresh.copy();
    const other = await fresh.elsewhere({ "servers.yaml": await fresh.read("servers.yaml") });
    onTestFinished(() => other.remove());
    const shared = { cwd: other.project, env: { ...setting.env } };
    const [one, two] = await Promise.all([setting.json("generate"), cli.run(["generate"], shared)]);
    expect([one.code, two.code]).toEqual([0, 0]);
    const files = await setting.files();
    expect(Object.keys(files)).toContain("overlays/packages/server-5/package.nix");
    expect(await other.files()).toEqual(files);
  });

  it("that add to one servers.yaml lose nothing", async () => {
    setting = await fresh.copy();
    await setting.write("servers.yaml", "servers: # all of them\n");
    const runs = await Promise.all(
      names.slice(0, 4).map((name) => setting.json("add", "--no-inspect", `npm:${name}`)),
    );
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const listed = (await setting.json("list")).value.servers.map(({ name }: { name: string }) => name);
    expect(listed.toSorted()).toEqual(names.slice(0, 4).map((name) => `mcp-${name}`));
    expect(await setting.read("servers.yaml")).toMatch(/^servers: # all of them\n/);
  });
});
