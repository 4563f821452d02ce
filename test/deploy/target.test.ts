import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeployRequest } from "../../src/deploy/deploy.ts";
import { realDisk } from "../../src/deploy/disk.ts";
import { findTarget } from "../../src/deploy/target.ts";
import { type Home, makeHome, manifestOf, namesIn, outcome } from "./setting.ts";

let home: Home;
/** A store of the test's own. */
let store: string;
let place: DeployRequest["place"];
beforeEach(async () => {
  home = await makeHome();
  store = home.at("nix/store");
  await mkdir(store, { recursive: true });
  place = { platform: "linux", home: home.path, env: { HOME: home.path, NIX_STORE_DIR: store } };
});
afterEach(async () => {
  await execa("chmod", ["-R", "u+w", home.path], { reject: false });
  await home.remove();
});

const manifest = manifestOf(["cursor"], { one: {} });
const deploy = () => home.deploy(manifest, { place });
const undeploy = () => home.deploy(null, { place });
const file = () => home.at(".cursor/mcp.json");
const users = '{"mcpServers": {"mine": {}}}';

describe("a link", () => {
  it("and a chain of links, relative ones and through folders, is written through", async () => {
    await home.write("dotfiles/cursor/mcp.json", users);
    await mkdir(home.at(".cursor"));
    await symlink("dotfiles", home.at("dots"));
    await symlink("../dots/cursor/mcp.json", home.at("hop"));
    await mkdir(home.at("a/b"), { recursive: true });
    await symlink("../../dots/cursor/mcp.json", home.at("a/b/hop"));
    await symlink(home.at("a/b/hop"), file());
    expect(outcome(await deploy())).toEqual({ cursor: ["add one"] });
    expect(await readlink(file())).toBe(home.at("a/b/hop"));
    expect(namesIn(await home.read("dotfiles/cursor/mcp.json"))).toEqual(["mine", "one"]);
    await undeploy();
    expect(await home.read("dotfiles/cursor/mcp.json")).toBe(users);
  });

  it("into the store becomes a file with the old contents and ours", async () => {
    await writeFile(join(store, "x-mcp.json"), users, { mode: 0o444 });
    await mkdir(home.at(".cursor"));
    await symlink(join(store, "x-mcp.json"), file());
    const plan = await deploy();
    expect(plan.files[0]?.target?.fromStore).toBe(join(store, "x-mcp.json"));
    expect((await lstat(file())).isFile()).toBe(true);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(namesIn(await home.read(".cursor/mcp.json"))).toEqual(["mine", "one"]);
    expect(await readFile(join(store, "x-mcp.json"), "utf8")).toBe(users);
    const [backup] = await readdir(join(home.folder, "backups"));
    expect(await readFile(join(home.folder, "backups", backup!), "utf8")).toBe(users);
    expect(outcome(await deploy())).toEqual({ cursor: ["unchanged one"] });
    await undeploy();
    expect(await home.read(".cursor/mcp.json")).toBe(users);
  });

  it("that Home-Manager made is left alone: its next switch would fail over a file", async () => {
    const link = join(store, "x-home-manager-files/.cursor/mcp.json");
    await home.write("nix/store/x-home-manager-files/.cursor/mcp.json", users);
    await mkdir(home.at(".cursor"));
    await symlink(link, file());
    expect((await deploy()).files[0]?.problem).toMatchObject({ code: "E_HOME_MANAGER" });
    expect(await readlink(file())).toBe(link);
    expect(outcome(await undeploy())).toEqual({});
    expect(outcome(await home.deploy(manifest, { place, takeOver: true }))).toEqual({ cursor: ["add one"] });
    expect((await lstat(file())).isFile()).toBe(true);
  });

  it("by way of the user's own link into the store: that one is replaced; back out of the store: written through", async () => {
    await writeFile(join(store, "x-mcp.json"), users);
    await home.write("dots/.keep", "");
    await mkdir(home.at(".cursor"));
    await symlink(join(store, "x-mcp.json"), home.at("dots/mcp.json"));
    await symlink("../dots/mcp.json", file());
    await deploy();
    expect((await lstat(file())).isSymbolicLink()).toBe(true);
    expect(namesIn(await home.read("dots/mcp.json"))).toEqual(["mine", "one"]);

    // home-manager's mkOutOfStoreSymlink
    await home.write("out/mcp.json", users);
    await rm(file());
    await symlink(home.at("out/mcp.json"), join(store, "hm_mcp.json"));
    await symlink(join(store, "hm_mcp.json"), file());
    await deploy();
    expect(await readlink(file())).toBe(join(store, "hm_mcp.json"));
    expect(namesIn(await home.read("out/mcp.json"))).toEqual(["mine", "one"]);
  });

  it("to nowhere: its target is made, with its folders, and goes again", async () => {
    await mkdir(home.at(".cursor"));
    await symlink("../dots/deep/mcp.json", file());
    expect(outcome(await deploy())).toEqual({ cursor: ["add one"] });
    expect(namesIn(await home.read("dots/deep/mcp.json"))).toEqual(["one"]);
    await undeploy();
    expect(await readlink(file())).toBe("../dots/deep/mcp.json");
    await expect(stat(home.at("dots"))).rejects.toThrow("ENOENT");
    // Its target in the store was collected: a file takes the link's place.
    await rm(file());
    await symlink(join(store, "gone"), file());
    await deploy();
    expect((await lstat(file())).isFile()).toBe(true);
  });

  it("in a circle, and a folder in the store, are problems", async () => {
    await mkdir(home.at(".cursor"));
    await symlink("mcp.json", file());
    expect((await deploy()).files[0]?.problem).toMatchObject({
      code: "E_CLIENT_FILE",
      message: expect.stringContaining("circle"),
    });
    await rm(home.at(".cursor"), { recursive: true });
    await mkdir(join(store, "x-cursor"));
    await symlink(join(store, "x-cursor"), home.at(".cursor"));
    expect((await deploy()).files[0]?.problem).toMatchObject({ message: "its folder lies in the Nix store" });
    expect(await readdir(join(store, "x-cursor"))).toEqual([]);
  });
});

describe("what is no file of the user's", () => {
  const problem = async () => (await deploy()).files[0]?.problem;

  it("a folder, a pipe, a file where a folder should be", async () => {
    await mkdir(file(), { recursive: true });
    expect(await problem()).toMatchObject({
      code: "E_CLIENT_FILE",
      message: expect.stringContaining("folder"),
    });
    await rm(file(), { recursive: true });
    await execa("mkfifo", [file()]);
    expect(await problem()).toMatchObject({ message: "it is no regular file" });
    await rm(home.at(".cursor"), { recursive: true });
    await home.write(".cursor", "mine");
    expect(await problem()).toMatchObject({
      message: expect.stringContaining("a part of its path is a file"),
    });
    expect(await home.read(".cursor")).toBe("mine");
  });

  it("somebody else's, and a read-only one", async () => {
    await home.write(".cursor/mcp.json", users);
    const uid = process.getuid!();
    const asked = (as: number) => findTarget(realDisk, file(), { storeDir: store, uid: as });
    expect(await asked(uid + 1)).toMatchObject({ message: `it belongs to another user (id ${uid})` });
    expect(await asked(uid)).toMatchObject({ path: file() });
    await chmod(file(), 0o444);
    expect(await problem()).toMatchObject({ message: "it is read-only" });
    expect(await home.read(".cursor/mcp.json")).toBe(users);
  });

  it("a folder that may not be written, or a file that may not be read", async () => {
    if (process.getuid?.() === 0) {
      process.stderr.write("NOT CHECKED: folders without permission, since root may write them all\n");
      return;
    }
    await home.write(".cursor/mcp.json", users);
    await chmod(home.at(".cursor"), 0o500);
    expect(await problem()).toMatchObject({
      code: "E_WRITE",
      message: expect.stringContaining("permission"),
    });
    await chmod(home.at(".cursor"), 0o700);
    await chmod(file(), 0o200);
    expect(await problem()).toMatchObject({ code: "E_CLIENT_FILE" });
  });

  it("owned by root, for a user; and kept the user's by root", async () => {
    if (process.getuid?.() !== 0) {
      process.stderr.write("NOT CHECKED: who owns a file that root writes, for want of root\n");
      return;
    }
    await home.write(".cursor/mcp.json", users);
    await execa("chown", ["65534:65534", file()]);
    await deploy();
    expect(await stat(file())).toMatchObject({ uid: 65534, gid: 65534 });
    expect(namesIn(await home.read(".cursor/mcp.json"))).toEqual(["mine", "one"]);
  });
});

describe("a disk", () => {
  /** A file system of 64 KiB at `.cursor`; false where it cannot be mounted. */
  async function small(): Promise<boolean> {
    await mkdir(home.at(".cursor"), { recursive: true });
    const options = ["-t", "tmpfs", "-o", "size=64k", "tmpfs", home.at(".cursor")];
    const { failed } = await execa("mount", options, { reject: false });
    if (failed)
      process.stderr.write("NOT CHECKED: a full and a read-only disk, since nothing can be mounted\n");
    return !failed;
  }
  afterEach(async () => {
    await execa("umount", [home.at(".cursor")], { reject: false });
  });

  it("that is full, or read-only: the file stays as it was, the other clients are done", async () => {
    if (!(await small())) return;
    const long = `{"long": "${"x".repeat(40_000)}"}`;
    await home.write(".cursor/mcp.json", long);
    const all = manifestOf(["cursor", "claude-code"], { one: {} });
    const plan = await home.deploy(all, { place });
    expect(plan.files.find(({ question }) => question.client.id === "cursor")?.problem).toMatchObject({
      code: "E_WRITE",
      message: "it cannot be written: the disk is full",
    });
    expect(await home.read(".cursor/mcp.json")).toBe(long);
    expect(await readdir(home.at(".cursor"))).toEqual(["mcp.json"]);
    expect(namesIn(await home.read(".claude.json"))).toEqual(["one"]);

    await execa("mount", ["-o", "remount,ro", home.at(".cursor")]);
    expect(outcome(await home.deploy(all, { place }))).toEqual({
      cursor: ["E_WRITE"],
      "claude-code": ["unchanged one"],
    });
    await execa("mount", ["-o", "remount,rw,size=1m", home.at(".cursor")]);
    expect(outcome(await home.deploy(all, { place })).cursor).toEqual(["add one"]);
    await home.deploy(null, { place });
    expect(await home.read(".cursor/mcp.json")).toBe(long);
  });
});
