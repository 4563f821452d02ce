import { createCipheriv } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bundledCli, type Cli } from "../support/cli.ts";
import { type FakeRegistry, type FakeVersion, startFakeRegistry } from "../support/fake-registry.ts";
import { makeSetting, type Setting } from "./cli-setting.ts";

// A disk that is full or may not be written, below the cache, the project, or the folder for temporary files.

let cli: Cli;
let fake: FakeRegistry;
let fresh: Setting;
let setting: Setting;

const server = (dependencies: Record<string, string>): FakeVersion => ({
  manifest: { bin: "cli.js", license: "MIT", dependencies },
  files: { "cli.js": "#!/usr/bin/env node\n" },
});

beforeAll(async () => {
  fake = await startFakeRegistry({
    packages: {
      "small-mcp": { versions: { "1.0.0": server({}) } },
      "third-mcp": { versions: { "1.0.0": server({}) } },
      "large-mcp": { versions: { "1.0.0": server({ large: "^1.0.0" }) } },
      // 2 MB that gzip makes no smaller.
      large: { versions: { "1.0.0": { files: { noise: noise(2_000_000) } } } },
    },
  });
  cli = await bundledCli();
  fresh = await makeSetting(cli, fake.url);
  await fresh.write(
    "servers.yaml",
    "servers:\n  small: { source: npm:small-mcp }\n  large: { source: npm:large-mcp }\n",
  );
});
afterAll(async () => {
  await Promise.all([cli.remove(), fake.close(), fresh.remove()]);
});
beforeEach(async () => {
  setting = await fresh.copy();
});
afterEach(() => setting.remove());

/** Bytes that nothing makes smaller, the same each time. */
function noise(size: number): Buffer {
  return createCipheriv("aes-128-ctr", Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(size));
}

/** Whether a process may have a mount of its own here, which ends with it. */
const mayMount = await execa("unshare", ["-m", "true"], { reject: false }).then(
  ({ exitCode }) => exitCode === 0,
);

/**
 * Runs the program, with `--json`, where `place` (below the setting) is a disk of `kilobytes`, filled up to
 * that; `before` and `after` are shell commands that see the disk.
 */
async function onSmallDisk(place: string, kilobytes: number, args: readonly string[]) {
  const folder = join(setting.folder, place);
  await mkdir(folder, { recursive: true });
  const script = [
    'cp -a "$1" "$1.kept"',
    'mount -t tmpfs -o size="$2k" none "$1"',
    'cp -a "$1.kept/." "$1"',
    'cd "$3"',
    'shift 3; "$@"',
    "code=$?",
    // What the disk holds then, for the test to see and for the next run.
    `rm -rf "${folder}.kept"; cp -a "${folder}" "${folder}.kept"; umount "${folder}"`,
    `rm -rf "${folder}"; mv "${folder}.kept" "${folder}"; exit $code`,
  ].join("\n");
  const { exitCode, stdout, stderr } = await execa(
    "unshare",
    [
      "-m",
      "sh",
      "-c",
      script,
      "sh",
      folder,
      String(kilobytes),
      setting.project,
      process.execPath,
      cli.path,
      ...args,
      "--json",
    ],
    { env: { PATH: process.env.PATH, ...setting.env }, extendEnv: false, reject: false, stdin: "ignore" },
  );
  return { code: exitCode, value: JSON.parse(stdout || `"${stderr}"`) };
}

describe.skipIf(!mayMount)("a disk that is full", () => {
  it("below the cache: the small server is done, the large one told; with room a rerun goes on", async () => {
    const full = await onSmallDisk("cache", 1000, ["prefetch"]);
    expect(full).toMatchObject({
      code: 1,
      value: {
        made: ["small"],
        errors: [
          {
            code: "E_DISK_FULL",
            where: expect.stringMatching(/^large: /),
            hint: expect.stringContaining("XDG_CACHE_HOME"),
          },
        ],
      },
    });
    fake.forget();
    expect(await setting.json("prefetch")).toMatchObject({
      code: 0,
      value: { made: ["large"], kept: ["small"] },
    });
    expect(fake.count(/small/)).toBe(0);
  });

  it("below the project: no file is cut short, and with room a rerun goes on", async () => {
    expect((await setting.json("prefetch")).code).toBe(0);
    await writeFile(join(setting.project, "filler"), noise(80_000));
    const before = await setting.files();
    const full = await onSmallDisk("project", 100, ["generate"]);
    expect(full.code).toBe(1);
    expect(full.value.errors).toMatchObject([
      { code: "E_WRITE", message: expect.stringContaining("full"), hint: expect.any(String) },
    ]);
    const after = await setting.files();
    for (const [path, text] of Object.entries(before)) expect(after[path], path).toBe(text);
    expect(Object.keys(after).filter((path) => /\.tmp$|\.lock$/.test(path))).toEqual([]);
    expect((await setting.json("generate")).code).toBe(0);
    expect((await setting.json("generate", "--check")).code).toBe(0);
  });

  it("below the folder for temporary files: an error that names it", async () => {
    const full = await onSmallDisk("tmp", 4, ["prefetch", "small"]);
    expect(full).toMatchObject({
      code: 1,
      value: {
        errors: [
          { code: "E_DISK_FULL", where: "small: npm:small-mcp", hint: expect.stringContaining("TMPDIR") },
        ],
      },
    });
  });
});

describe("a folder that may not be written", () => {
  const isRoot = process.getuid?.() === 0;
  it.skipIf(isRoot)("the project's", async () => {
    await chmod(setting.project, 0o555);
    const run = await setting.json("generate");
    await chmod(setting.project, 0o755);
    expect(run).toMatchObject({ code: 1, value: { errors: [{ code: "E_WRITE" }] } });
  });

  it.skipIf(!mayMount)("the project's, mounted read-only", async () => {
    expect((await setting.json("prefetch")).code).toBe(0);
    const before = await setting.files();
    for (const args of [
      ["generate"],
      ["add", "npm:third-mcp"],
      ["remove", "small"],
      ["prefetch", "--refresh"],
    ]) {
      const script = 'mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; cd "$1"; shift; exec "$@"';
      const { exitCode, stdout } = await execa(
        "unshare",
        ["-m", "sh", "-c", script, "sh", setting.project, process.execPath, cli.path, ...args, "--json"],
        { env: { PATH: process.env.PATH, ...setting.env }, extendEnv: false, reject: false, stdin: "ignore" },
      );
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout).errors, args.join(" ")).toMatchObject([
        { code: "E_WRITE", message: expect.stringContaining("read-only"), where: expect.any(String) },
      ]);
    }
    expect(await setting.files()).toEqual(before);
  });

  it("the cache's place, taken by a file", async () => {
    await writeFile(join(setting.folder, "cache"), "");
    const { code, value } = await setting.json("prefetch", "small");
    expect(code).toBe(1);
    expect(value.errors).toMatchObject([
      { code: "E_CACHE", where: expect.any(String), hint: expect.stringContaining("XDG_CACHE_HOME") },
    ]);
  });
});

if (!mayMount) console.warn("a full disk and a read-only one were NOT TESTED: this user may not mount");
