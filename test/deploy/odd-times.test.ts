import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clients } from "../../src/clients/clients.ts";
import { realDisk } from "../../src/deploy/disk.ts";
import { type Home, makeHome, manifestOf, namesIn, outcome } from "./setting.ts";

let home: Home;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.remove());

const cursor = manifestOf(["cursor"], { one: {} });
const file = ".cursor/mcp.json";
const place = (path: string) => ({
  place: { platform: "linux", home: path, env: { HOME: path } } as const,
  clients,
});

async function copies(): Promise<string[]> {
  const folder = join(home.folder, "backups");
  return Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
}

describe("two entries of one name, of which one is ours", () => {
  it.each([
    [
      "continue",
      ".continue/config.yaml",
      (text: string) => text.replace("mcpServers:", "mcpServers:\n  - name: one\n    command: theirs"),
    ],
    ["cursor", file, (text: string) => text.replace('"one"', '"one": {"command": "theirs"},\n    "one"')],
  ] as const)("%s: both are left alone, unless they are given up", async (client, path, change) => {
    const wanted = manifestOf([client], { one: {} });
    await home.deploy(wanted);
    const text = change(await home.read(path));
    await home.write(path, text);
    expect(outcome(await home.deploy(wanted))).toEqual({ [client]: ["conflict one"] });
    expect(outcome(await home.deploy(null))).toEqual({ [client]: ["conflict one"] });
    expect(await home.read(path)).toBe(text);
    await home.deploy(wanted, { takeOver: ["one"] });
    expect(await home.read(path)).not.toContain("theirs");
    expect(await copies()).toContain(text);
  });
});

it("a run that was killed after writing: the copy stays when somebody has changed the file since", async () => {
  const theirs = '{"mcpServers": {"one": {"command": "precious"}}}';
  await home.write(file, theirs);
  let dead = false;
  const killed = {
    ...realDisk,
    rename: async (from: string, to: string) => {
      if (dead) throw new Error("killed");
      await realDisk.rename(from, to);
      dead = to.endsWith("mcp.json") && !to.includes("backups");
    },
    create: (path: string, bytes: Uint8Array, owner: { mode: number }) =>
      dead ? Promise.reject(new Error("killed")) : realDisk.create(path, bytes, owner),
  };
  await home.deploy(cursor, { takeOver: true, disk: killed }).catch(() => {});
  await home.write(file, (await home.read(file)).replace("mcp-one", "mcp-mine"));
  await home.deploy(cursor);
  expect(await copies()).toContain(theirs);
});

describe("a home that is somewhere else now", () => {
  it("moved: what is ours is known, and taken out", async () => {
    const users = '{\n  "mcpServers": {}\n}\n';
    await home.write(file, users);
    await home.deploy(cursor);
    const moved = `${home.path}-moved`;
    await rename(home.path, moved);
    try {
      await mkdir(home.path);
      const folder = join(moved, ".local/state/mcp-nixgen");
      expect(outcome(await home.deploy(null, { ...place(moved), folder }))).toEqual({
        cursor: ["remove one"],
      });
      expect(await readFile(join(moved, file), "utf8")).toBe(users);
    } finally {
      await rm(moved, { recursive: true });
    }
  });

  it("copied: the other one's files are left alone", async () => {
    await home.deploy(cursor);
    const copy = `${home.path}-copy`;
    await cp(home.path, copy, { recursive: true });
    try {
      const folder = join(copy, ".local/state/mcp-nixgen");
      expect(outcome(await home.deploy(null, { ...place(copy), folder }))).toEqual({
        cursor: ["remove one"],
      });
      expect(namesIn(await home.read(file))).toEqual(["one"]);
    } finally {
      await rm(copy, { recursive: true });
    }
  });
});

it("a file that is away for the moment is cleaned once it is back", async () => {
  await home.write(file, "{}\n");
  await home.deploy(cursor);
  await rename(home.at(".cursor"), home.at("away"));
  await home.deploy(null);
  await rename(home.at("away"), home.at(".cursor"));
  expect(outcome(await home.deploy(null))).toEqual({ cursor: ["remove one"] });
  expect(await home.read(file)).toBe("{}\n");
});

it("a clock that is behind does not cost the copy that was just made", async () => {
  await home.write(file, "{}");
  await home.deploy(cursor);
  for (let day = 10; day < 22; day++) {
    await writeFile(join(home.folder, "backups", `cursor-209901${day}T000000Z-aaaaaa-mcp.json`), "x");
  }
  const changed = (await home.read(file)).replace("mcp-one", "mcp-mine");
  await home.write(file, changed);
  await home.deploy(cursor, { takeOver: true });
  expect(await copies()).toContain(changed);
});

it("a file that took the place of one we had made is the user's: a copy first, and it stays", async () => {
  await home.deploy(cursor);
  await home.write(file, "{}\n");
  await home.deploy(cursor);
  expect(await copies()).toEqual(["{}\n"]);
  await home.deploy(null);
  expect(await home.read(file)).toBe("{}\n");
});

it("two files that were deployed apart, and are one by now, are given back", async () => {
  const both = manifestOf(["cursor", "lm-studio"], { one: {} });
  await home.write(file, "{\t}");
  await home.write(".lmstudio/mcp.json", '{"x":1}\n');
  await home.deploy(both);
  await rm(home.at(file));
  await symlink(home.at(".lmstudio/mcp.json"), home.at(file));
  expect(
    Object.values(outcome(await home.deploy(both)))
      .flat()
      .join(),
  ).not.toMatch(/conflict/);
  await home.deploy(null);
  expect(namesIn(await home.read(file))).toEqual([]);
});

it("a read-only file is no trouble while nothing is to be written", async () => {
  await home.write(file, "{}");
  await home.deploy(cursor);
  await chmod(home.at(file), 0o400);
  expect(outcome(await home.deploy(cursor))).toEqual({ cursor: ["unchanged one"] });
  expect(outcome(await home.deploy(null))).toEqual({ cursor: ["E_CLIENT_FILE"] });
});

it("a folder for copies that cannot be used is told before anything is touched", async () => {
  await home.write(file, "{}");
  await mkdir(home.folder, { recursive: true });
  await writeFile(join(home.folder, "backups"), "");
  await expect(home.deploy(cursor)).rejects.toMatchObject({ code: "E_WRITE" });
  expect(await home.read(file)).toBe("{}");
});

it("a literal header that looks like a key makes the file the user's alone", async () => {
  await home.write(file, "{}");
  await chmod(home.at(file), 0o644);
  const headers = { "X-Any": `ghp_${"a1B2".repeat(9)}` };
  await home.deploy(
    manifestOf(["cursor"], { one: { transport: "http", url: "http://127.0.0.1:1/mcp", headers } }),
  );
  const { mode } = await realDisk.stat(home.at(file));
  expect(mode & 0o777).toBe(0o600);
});
