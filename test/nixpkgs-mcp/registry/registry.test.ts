import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { projectLockPath, withProjectLock } from "../../../src/config/project-lock.ts";
import { parseRegistry } from "../../../src/nixpkgs-mcp/registry/file.ts";
import { openRegistry } from "../../../src/nixpkgs-mcp/registry/registry.ts";
import type { Installed } from "../../../src/nixpkgs-mcp/registry/schema.ts";

let folder: string;
let problems: string[];
const opened: { close(): void }[] = [];
const file = () => join(folder, "installed_tools.json");
const open = () => {
  const registry = openRegistry({ folder, onProblem: (message) => problems.push(message) });
  opened.push(registry);
  return registry;
};
const tool = (attr: string): Installed => ({
  attr,
  description: `The ${attr}`,
  definition: {},
  installedAt: "2026-01-01T00:00:00.000Z",
});
const attrs = (tools: readonly Installed[]) => tools.map(({ attr }) => attr);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "registry-"));
  problems = [];
  return async () => {
    for (const registry of opened.splice(0)) registry.close();
    await rm(folder, { recursive: true, force: true });
  };
});

describe("the registry", () => {
  it("is there again after a restart, sorted, in a form with a version", async () => {
    const registry = open();
    expect(await registry.list()).toEqual([]);
    await registry.install(tool("jq"));
    await registry.install({ ...tool("bat"), definition: { default_args: ["-p"] } });
    await registry.install({ ...tool("jq"), description: "again" });
    expect(JSON.parse(await readFile(file(), "utf8"))).toMatchObject({
      version: 1,
      tools: [{ attr: "bat" }, { attr: "jq" }],
    });
    const again = await open().list();
    expect(again).toEqual([
      { ...tool("bat"), definition: { default_args: ["-p"] } },
      { ...tool("jq"), description: "again" },
    ]);
    expect(await registry.uninstall("jq")).toBe(true);
    expect(await registry.uninstall("jq")).toBe(false);
    expect(attrs(await open().list())).toEqual(["bat"]);
    expect(problems).toEqual([]);
  });

  it("loses nothing when two write at once", async () => {
    const [one, two] = [open(), open()];
    const names = Array.from({ length: 12 }, (_, index) => `tool${index}`);
    await Promise.all(names.map((name, index) => (index % 2 ? one : two).install(tool(name))));
    expect(attrs(await one.list()).toSorted()).toEqual(names.toSorted());
    expect(attrs(await two.list()).toSorted()).toEqual(names.toSorted());
  });

  it("notices the very first tool, for which another process makes the folder", async () => {
    await rm(folder, { recursive: true });
    const [one, two] = [open(), open()];
    const changed = vi.fn();
    two.onChanged(changed);
    expect(await two.list()).toEqual([]);
    await one.install(tool("jq"));
    await vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 5_000 });
    expect(attrs(await two.list())).toEqual(["jq"]);
  });

  it("what is read first is no change, and what is installed before it was read is one", async () => {
    await open().install(tool("jq"));
    const [reading, installing] = [open(), open()];
    const [read, installed] = [vi.fn(), vi.fn()];
    reading.onChanged(read);
    expect(attrs(await reading.list())).toEqual(["jq"]);
    expect(read).not.toHaveBeenCalled();
    installing.onChanged(installed);
    await installing.install(tool("jq"));
    expect(installed).not.toHaveBeenCalled();
    await installing.install(tool("bat"));
    expect(installed).toHaveBeenCalledOnce();
  });

  it("notices what another process installs", async () => {
    const [one, two] = [open(), open()];
    await one.install(tool("jq"));
    const changed = vi.fn();
    two.onChanged(changed);
    await two.list();
    await one.install(tool("bat"));
    await vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 5_000 });
    expect(attrs(await two.list())).toEqual(["bat", "jq"]);
  });

  it.each(["", "{", '{"version":1}', '{"version":1,"tools":{}}', "[]", "\0\0\0"])(
    "keeps a corrupt file %j under another name, and begins anew",
    async (text) => {
      await writeFile(file(), text);
      const registry = open();
      expect(await registry.list()).toEqual([]);
      await registry.install(tool("jq"));
      const aside = (await readdir(folder)).filter((name) => name.includes(".corrupt-"));
      expect(aside).toHaveLength(1);
      expect(await readFile(join(folder, aside[0]!), "utf8")).toBe(text);
      expect(problems).toEqual([expect.stringContaining(aside[0]!)]);
      expect(attrs(await open().list())).toEqual(["jq"]);
    },
  );

  it.each([{ attr: "../x" }, { attr: 'a"b' }, { attr: "pkgs.jq" }, { installedAt: "yesterday" }])(
    "an entry with %j is no tool",
    async (odd) => {
      const tools = [{ ...tool("fd"), ...odd }, tool("jq")];
      await writeFile(file(), JSON.stringify({ version: 1, tools }));
      expect(attrs(await open().list())).toEqual(["jq"]);
      expect(problems).toHaveLength(1);
    },
  );

  it("keeps an entry that it cannot use as it is, and says so once", async () => {
    const odd = { ...tool("fd"), definition: { sandbox: "none" } };
    const entries = [odd, { ...tool("jq"), pinned: true }, 7, { attr: "" }];
    await writeFile(file(), JSON.stringify({ version: 1, note: "mine", tools: entries }));
    const registry = open();
    expect(attrs(await registry.list())).toEqual(["jq"]);
    expect(problems).toEqual([
      expect.stringMatching(/'fd' cannot be used.*sandbox/),
      expect.stringMatching(/an entry cannot be used/),
      expect.stringMatching(/'' cannot be used/),
    ]);
    await registry.install(tool("bat"));
    expect(attrs(await registry.list())).toEqual(["bat", "jq"]);
    expect(JSON.parse(await readFile(file(), "utf8"))).toEqual({
      version: 1,
      note: "mine",
      tools: [tool("bat"), { ...tool("jq"), pinned: true }, odd, 7, { attr: "" }],
    });
    expect(problems).toHaveLength(3);
    expect(await readdir(folder)).toEqual(["installed_tools.json"]);
    // Who asks for it by name means it.
    await registry.install(tool("fd"));
    expect(attrs(await registry.list())).toEqual(["bat", "fd", "jq"]);
  });

  it("does not wait to read a corrupt file while another process holds the lock", async () => {
    await writeFile(file(), "{");
    const registry = open();
    let release = () => {};
    const held = withProjectLock(folder, () => new Promise<void>((resolve) => (release = resolve)));
    await vi.waitFor(() => expect(existsSync(projectLockPath(folder))).toBe(true));
    const begun = Date.now();
    expect(await registry.list()).toEqual([]);
    expect(Date.now() - begun).toBeLessThan(1_000);
    await vi.waitFor(() => expect(problems).toEqual([expect.stringContaining("it stays")]), {
      timeout: 5_000,
    });
    expect(await readFile(file(), "utf8")).toBe("{");
    release();
    await held;
    await registry.install(tool("jq"));
    expect(problems.at(-1)).toContain("kept as");
    expect(attrs(await registry.list())).toEqual(["jq"]);
  });

  it("removes what killed writes left, with the next write", async () => {
    await writeFile(join(folder, ".installed_tools.json.0123456789ab.tmp"), "{");
    await writeFile(join(folder, ".other.json.0123456789ab.tmp"), "{");
    await open().install(tool("jq"));
    expect((await readdir(folder)).toSorted()).toEqual([
      ".other.json.0123456789ab.tmp",
      "installed_tools.json",
    ]);
  });

  it("leaves the file of a newer version as it is", async () => {
    const text = '{"version":2,"tools":{"jq":{}}}';
    await writeFile(file(), text);
    const registry = open();
    expect(await registry.list()).toEqual([]);
    await registry.list();
    expect(problems).toEqual([expect.stringContaining("newer")]);
    await expect(registry.install(tool("bat"))).rejects.toMatchObject({ code: "E_REGISTRY_NEWER" });
    await expect(registry.uninstall("jq")).rejects.toMatchObject({ code: "E_REGISTRY_NEWER" });
    expect(await readFile(file(), "utf8")).toBe(text);
    expect(await readdir(folder)).toEqual(["installed_tools.json"]);
  });

  it("makes something of every text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify({ version: 1, tools: value })),
        ),
        (text) => {
          expect(["tools", "corrupt", "newer"]).toContain(parseRegistry(text).kind);
        },
      ),
    );
  });
});
