import { link, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Home, makeHome, manifestOf, namesIn, outcome } from "./setting.ts";

let home: Home;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.remove());

const one = manifestOf(["claude-code"], { one: {} });
const other = manifestOf(["claude-code"], { one: { command: "/nix/store/y/bin/mcp-one" } });
const ours = { type: "stdio", command: "/nix/store/x/bin/mcp-one", args: [], env: {} };

/** The copies that were kept, the oldest first. */
async function copies(): Promise<string[]> {
  const folder = join(home.folder, "backups");
  const names = (await readdir(folder).catch(() => [])).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
}

describe("an entry of the user's that is as ours would be", () => {
  it("stays theirs: through deploy, undeploy, and when ours changes", async () => {
    await home.deploy(one);
    const text = await home.read(".claude.json");
    await home.deploy(null);
    await home.write(".claude.json", text);
    expect(outcome(await home.deploy(one))).toEqual({ "claude-code": ["same one"] });
    expect(outcome(await home.deploy(null))).toEqual({});
    expect(outcome(await home.deploy(other))).toEqual({ "claude-code": ["conflict one"] });
    expect(await home.read(".claude.json")).toBe(text);
  });

  it("is ours once the user gives it up", async () => {
    await home.write(".claude.json", JSON.stringify({ mcpServers: { one: ours } }));
    expect(outcome(await home.deploy(one, { takeOver: ["one"] }))).toEqual({ "claude-code": ["adopt one"] });
    expect(outcome(await home.deploy(null))).toEqual({ "claude-code": ["remove one"] });
  });
});

describe("what the user gives up", () => {
  const theirs = '{"mcpServers": {"one": {"command": "theirs"}}}';

  it("is copied each time, though the file has been touched before", async () => {
    await home.write(".claude.json", '{"mcpServers": {}}');
    await home.deploy(one);
    await home.write(".claude.json", theirs);
    await home.deploy(one, { takeOver: ["one"] });
    expect(await copies()).toContain(theirs);

    await home.write(".claude.json", theirs.replace("theirs", "again"));
    await home.deploy(null, { takeOver: true });
    expect(namesIn(await home.read(".claude.json"))).toEqual([]);
    expect(await copies()).toContain(theirs.replace("theirs", "again"));
  });

  it("is not copied without need, and copies do not pile up", async () => {
    await home.write(".claude.json", '{"a": 1}');
    for (let round = 0; round < 15; round++) {
      await home.deploy(one);
      await home.deploy(other);
      await home.deploy(null);
    }
    expect(await copies()).toHaveLength(10);
  });

  it("the copy from before the first touch stays, however many are newer", async () => {
    const users = '{"first": true}';
    await home.write(".claude.json", users);
    await home.deploy(one);
    const folder = join(home.folder, "backups");
    const [first] = await readdir(folder);
    await utimes(join(folder, first!), 0, 0);
    for (let round = 0; round < 12; round++) {
      await home.write(".claude.json", theirs);
      await home.deploy(one, { takeOver: true });
    }
    await writeFile(join(folder, ".half.tmp"), "x");
    await home.deploy(other);
    expect(await readFile(join(folder, first!), "utf8")).toBe(users);
    expect((await readdir(folder)).length).toBeLessThanOrEqual(11);
    expect(await readdir(folder)).not.toContain(".half.tmp");
  });
});

it.each([
  [".config/zed/settings.json", "zed", '"command"', '// my note\n"command"'],
  [".codex/config.toml", "codex", "command", "# my note\ncommand"],
  [".config/goose/config.yaml", "goose", "    cmd:", "    # my note\n    cmd:"],
] as const)(
  "%s: comments within an entry of ours are copied before they go",
  async (path, client, at, now) => {
    await home.deploy(manifestOf([client], { one: {} }));
    const text = (await home.read(path)).replace(at, now);
    await home.write(path, text);
    expect(outcome(await home.deploy(manifestOf([client], { one: {} })))).toEqual({
      [client]: ["unchanged one"],
    });
    expect(await home.read(path)).toBe(text);
    await home.deploy(manifestOf([client], { one: { command: "/nix/store/y/bin/mcp-one" } }));
    expect(await copies()).toEqual([text]);
  },
);

describe("a file that somebody else has emptied", () => {
  it.each(["", "{}\n", '{"mcpServers": {}}'])("stays as it is: %j", async (left) => {
    for (const before of [null, '{"mcpServers": {}, "a": 1}\n', "\n"]) {
      await rm(home.at(".claude.json"), { force: true });
      if (before !== null) await home.write(".claude.json", before);
      await home.deploy(one);
      await home.write(".claude.json", left);
      expect(outcome(await home.deploy(null))).toEqual({ "claude-code": ["forget one"] });
      expect(await home.read(".claude.json")).toBe(left);
    }
  });
});

describe("a file that is made", () => {
  it("has what its client cannot do without, and goes again", async () => {
    await home.deploy(manifestOf(["continue"], { one: {} }));
    const text = await home.read(".continue/config.yaml");
    expect(text).toMatch(/^name: .*\nversion: .*\nschema: v1\nmcpServers:\n/);
    await home.deploy(null);
    expect(await home.files()).toEqual({});
  });

  it("keeps what the user wrote into it", async () => {
    await home.deploy(manifestOf(["continue"], { one: {} }));
    const text = await home.read(".continue/config.yaml");
    await home.write(".continue/config.yaml", `${text}models: []\n`);
    await home.deploy(null);
    expect(await home.read(".continue/config.yaml")).toMatch(/^name: .*\n(.*\n)*models: \[\]\n$/);
  });
});

describe("one file behind two clients' paths", () => {
  const all = manifestOf(["cursor", "lm-studio"], { one: {}, two: {} });
  const users = '{\n  "mcpServers": {\n    "mine": {}\n  }\n}\n';

  beforeEach(async () => {
    await home.write(".cursor/mcp.json", users);
    await home.write(".lmstudio/x", "");
    await symlink(home.at(".cursor/mcp.json"), home.at(".lmstudio/mcp.json"));
  });

  it("settles, and is given back", async () => {
    await home.deploy(all);
    expect(namesIn(await home.read(".cursor/mcp.json"))).toEqual(["mine", "one", "two"]);
    const before = await stat(home.at(".cursor/mcp.json"));
    await home.deploy(all);
    expect((await stat(home.at(".cursor/mcp.json"))).ino).toBe(before.ino);
    await home.deploy(null);
    expect(await home.read(".cursor/mcp.json")).toBe(users);
  });

  it.each([["cursor"], ["lm-studio"]] as const)("keeps what %s alone still wants", async (left) => {
    await home.deploy(all);
    await home.deploy(manifestOf([left], { two: {} }));
    expect(namesIn(await home.read(".cursor/mcp.json"))).toEqual(["mine", "two"]);
    await home.deploy(null);
    expect(await home.read(".cursor/mcp.json")).toBe(users);
  });

  it("links that came after the first deploy make no quarrel", async () => {
    await rm(home.at(".lmstudio/mcp.json"));
    await home.deploy(all);
    await rm(home.at(".lmstudio/mcp.json"));
    await symlink(home.at(".cursor/mcp.json"), home.at(".lmstudio/mcp.json"));
    for (let round = 0; round < 2; round++) {
      expect(
        Object.values(outcome(await home.deploy(all)))
          .flat()
          .join(),
      ).not.toMatch(/conflict|add|remove/);
    }
    await home.deploy(null);
    expect(await home.read(".cursor/mcp.json")).toBe(users);
  });
});

it("a file with other names is told from one without", async () => {
  await home.write(".claude.json", "{}");
  await link(home.at(".claude.json"), home.at("other"));
  const { files } = await home.deploy(one);
  expect(files[0]?.target?.otherNames).toBe(true);
  expect(await home.read("other")).toBe("{}");
  expect((await home.preview(one)).files[0]?.target?.otherNames).toBe(false);
});

it("what was deployed for a client of another version is kept, and said", async () => {
  await home.deploy(one);
  const path = join(home.folder, "deploy.json");
  const state = JSON.parse(await readFile(path, "utf8"));
  state.files.push({ ...state.files[0], client: "future", path: "/x" });
  await writeFile(path, JSON.stringify(state));
  expect((await home.deploy(null)).unknown).toEqual(["future"]);
  expect(JSON.parse(await readFile(path, "utf8")).files).toMatchObject([{ client: "future" }]);
});

it("folders of a first run that was killed go with undeploy", async () => {
  const cursor = manifestOf(["cursor"], { one: {} });
  await home.deploy(cursor);
  const state = join(home.folder, "deploy.json");
  const { files } = JSON.parse(await readFile(state, "utf8"));
  await home.deploy(null);
  // As it is between making the folder and writing the file.
  await home.write(".cursor/x", "");
  await rm(home.at(".cursor/x"));
  const pending = [{ record: files[0], temporary: home.at(".cursor/.mcp.json.mcp-nixgen-0.tmp") }];
  await writeFile(state, JSON.stringify({ version: 1, files: [], pending }));
  await home.deploy(null);
  expect(await home.files()).toEqual({});
});
