import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Home, makeHome, manifestOf, namesIn, outcome } from "./setting.ts";

let home: Home;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.remove());

const one = manifestOf(["claude-code"], { one: {} });
const both = manifestOf(["claude-code"], { one: {}, two: {} });
const users = '{\n  "a": 1,\n  "mcpServers": {\n    "mine": { "command": "x" }\n  }\n}\n';

describe("what is written", () => {
  it("servers are added, replaced whole and taken out; the rest keeps its bytes", async () => {
    await home.write(".claude.json", users);
    expect(outcome(await home.deploy(both))).toEqual({ "claude-code": ["add one", "add two"] });
    expect(namesIn(await home.read(".claude.json"))).toEqual(["mine", "one", "two"]);

    const other = manifestOf(["claude-code"], { one: { transport: "http", url: "http://127.0.0.1:1/mcp" } });
    expect(outcome(await home.deploy(other))).toEqual({ "claude-code": ["replace one", "remove two"] });
    expect(JSON.parse(await home.read(".claude.json")).mcpServers).toEqual({
      mine: { command: "x" },
      one: { type: "http", url: "http://127.0.0.1:1/mcp" },
    });
    expect(outcome(await home.deploy(null))).toEqual({ "claude-code": ["remove one"] });
    expect(await home.read(".claude.json")).toBe(users);
    expect(outcome(await home.deploy(null))).toEqual({});
  });

  it("a second run touches nothing, not even what it remembers", async () => {
    await home.write(".claude.json", users);
    await home.deploy(both);
    const facts = async () =>
      Promise.all(
        [home.at(".claude.json"), join(home.folder, "deploy.json")].map(async (path) => {
          const { ino, mtimeMs } = await stat(path);
          return { ino, mtimeMs };
        }),
      );
    const before = await facts();
    expect(outcome(await home.deploy(both))).toEqual({ "claude-code": ["unchanged one", "unchanged two"] });
    expect(await facts()).toEqual(before);
  });

  it("a client that is enabled no more is cleaned, and what was made for it goes", async () => {
    const all = manifestOf(["claude-code", "cursor", "opencode"], { one: {} });
    await home.deploy(all);
    expect(Object.keys(await home.files()).sort()).toEqual([
      ".claude.json",
      ".config/",
      ".config/opencode/",
      ".config/opencode/opencode.json",
      ".cursor/",
      ".cursor/mcp.json",
    ]);
    expect(outcome(await home.deploy(one))).toEqual({
      "claude-code": ["unchanged one"],
      cursor: ["remove one"],
      opencode: ["remove one"],
    });
    expect(Object.keys(await home.files())).toEqual([".claude.json"]);
  });

  it("a file that was made stays once it holds something else", async () => {
    await home.deploy(one);
    await home.write(".claude.json", (await home.read(".claude.json")).replace("{", '{\n  "user": true,'));
    await home.deploy(null);
    expect(JSON.parse(await home.read(".claude.json"))).toMatchObject({ user: true });
    expect(await home.read(".claude.json")).not.toContain("one");
  });

  it("only the clients that are asked for", async () => {
    const all = manifestOf(["claude-code", "cursor"], { one: {} });
    await home.deploy(all, { only: ["cursor"] });
    expect(Object.keys(await home.files())).toEqual([".cursor/", ".cursor/mcp.json"]);
    await home.deploy(all);
    expect(outcome(await home.deploy(null, { only: ["cursor"] }))).toEqual({ cursor: ["remove one"] });
    expect(outcome(await home.deploy(null))).toEqual({ "claude-code": ["remove one"] });
  });

  it("a file elsewhere: the old one is cleaned", async () => {
    await home.deploy(one);
    const place = {
      platform: "linux",
      home: home.path,
      env: { HOME: home.path, CLAUDE_CONFIG_DIR: home.at("new") },
    } as const;
    await home.deploy(one, { place });
    expect(Object.keys(await home.files()).sort()).toEqual(["new/", "new/.claude.json"]);
  });

  it("two clients with one file share its entries, and give it back", async () => {
    const env = { HOME: home.path, CLINE_MCP_SETTINGS_PATH: home.at(".cursor/mcp.json") };
    const place = { platform: "linux", home: home.path, env } as const;
    const shared = manifestOf(["cline", "cursor"], { one: {}, two: { clients: ["cursor"] } });
    await home.write(".cursor/mcp.json", users);
    expect(outcome(await home.deploy(shared, { place }))).toEqual({
      cline: ["add one", "add two"],
      cursor: ["covered one", "covered two"],
    });
    expect(namesIn(await home.read(".cursor/mcp.json"))).toEqual(["mine", "one", "two"]);
    expect(outcome(await home.deploy(shared, { place }))).toEqual({
      cline: ["unchanged one", "unchanged two"],
      cursor: ["covered one", "covered two"],
    });
    await home.deploy(null, { place });
    expect(await home.files()).toEqual({ ".cursor/": "", ".cursor/mcp.json": users });
  });

  it("a run that is interrupted begins no other file", async () => {
    const plan = await home
      .deploy(both, {}, { signal: AbortSignal.timeout(0) })
      .catch((error: Error) => error);
    if (plan instanceof Error) expect(plan.name).toMatch(/Abort|Timeout/);
    else expect(outcome(plan)).toEqual({ "claude-code": [expect.stringMatching(/E_INTERRUPTED|add/)] });
    const controller = new AbortController();
    const all = manifestOf(
      [
        "claude-code",
        "cursor",
        "crush",
        "zed",
        "amp",
        "cline",
        "windsurf",
        "gemini-cli",
        "opencode",
        "lm-studio",
      ],
      {
        one: {},
      },
    );
    const seen: string[] = [];
    const end = await home.deploy(
      all,
      {},
      {
        signal: controller.signal,
        onFile: ({ problem }) => {
          seen.push(problem?.code ?? "done");
          controller.abort();
        },
      },
    );
    expect(seen).toHaveLength(10);
    expect(seen[0]).toBe("done");
    expect(seen.filter((each) => each === "E_INTERRUPTED").length).toBeGreaterThan(0);
    expect(end.files.filter(({ problem }) => problem !== undefined)).toHaveLength(
      seen.filter((each) => each !== "done").length,
    );
    expect(
      Object.values(outcome(await home.deploy(all)))
        .flat()
        .join(),
    ).not.toMatch(/conflict|E_/);
    await home.deploy(null);
    expect(await home.files()).toEqual({});
  });

  it("no server twice: Warp starts what stands in Claude's file", async () => {
    const plan = await home.deploy(manifestOf(["claude-code", "warp"], { one: {} }));
    expect(outcome(plan)).toEqual({ "claude-code": ["add one"], warp: ["covered one"] });
    expect(Object.keys(await home.files())).toEqual([".claude.json"]);
    // Once Claude has it no more, Warp gets its own; and gives it back.
    expect(outcome(await home.deploy(manifestOf(["warp"], { one: {} })))).toEqual({
      "claude-code": ["remove one"],
      warp: ["add one"],
    });
    await home.deploy(manifestOf(["claude-code", "warp"], { one: {} }));
    expect(Object.keys(await home.files())).toEqual([".claude.json"]);
    // Where its switch is off it has them all.
    const own = { ...manifestOf(["claude-code", "warp"], { one: {} }), ownEntries: ["warp"] };
    expect(outcome(await home.deploy(own))).toEqual({ "claude-code": ["unchanged one"], warp: ["add one"] });
  });
});

describe("what is the user's", () => {
  it("a server of the same name is left alone, unless it is given up", async () => {
    const text = users.replace("mine", "one");
    await home.write(".claude.json", text);
    const plan = await home.deploy(both);
    expect(plan.files[0]?.changes).toMatchObject([
      { kind: "conflict", name: "one", reason: "foreign" },
      { kind: "add", name: "two" },
    ]);
    await home.deploy(null);
    expect(await home.read(".claude.json")).toBe(text);
    expect(outcome(await home.deploy(both, { takeOver: ["one"] }))["claude-code"]).toContain("adopt one");
    expect(JSON.parse(await home.read(".claude.json")).mcpServers.one.command).toContain("/nix/store");
  });

  it("one of ours that was changed is left alone: when it is wanted, when it is not, when all goes", async () => {
    await home.deploy(both);
    const changed = (await home.read(".claude.json")).replace("mcp-one", "mcp-mine");
    await home.write(".claude.json", changed);
    const conflict = [{ kind: "conflict", name: "one", reason: "changed" }];
    expect((await home.deploy(one)).files[0]?.changes).toMatchObject([...conflict, { kind: "remove" }]);
    expect((await home.deploy(null)).files[0]?.changes).toMatchObject(conflict);
    expect(await home.read(".claude.json")).toContain("mcp-mine");
    expect(outcome(await home.deploy(one, { takeOver: true }))).toEqual({ "claude-code": ["adopt one"] });
    expect(await home.read(".claude.json")).toContain("mcp-one");
    await home.deploy(null);
    expect(await home.files()).toEqual({});
  });

  it("another layout and another order of keys is no change", async () => {
    await home.deploy(one);
    const { mcpServers } = JSON.parse(await home.read(".claude.json"));
    const turned = Object.fromEntries(Object.entries(mcpServers.one).reverse());
    await home.write(".claude.json", JSON.stringify({ mcpServers: { one: turned } }));
    expect(outcome(await home.deploy(one))).toEqual({ "claude-code": ["unchanged one"] });
  });

  it("what somebody took out is written again, or forgotten", async () => {
    await home.write(".claude.json", users);
    await home.deploy(one);
    await home.write(".claude.json", users);
    expect(outcome(await home.deploy(one))).toEqual({ "claude-code": ["add one"] });
    await home.write(".claude.json", users);
    expect(outcome(await home.deploy(null))).toEqual({ "claude-code": ["forget one"] });
    expect(await home.read(".claude.json")).toBe(users);
  });

  it("a copy from before the first touch is kept, for the user alone", async () => {
    await home.write(".claude.json", users);
    await home.deploy(one);
    await home.deploy(both);
    const backups = await readdir(join(home.folder, "backups"));
    expect(backups).toEqual([expect.stringMatching(/^claude-code-\d{8}T\d{6}Z-[0-9a-f]+-\.claude\.json$/)]);
    const backup = join(home.folder, "backups", backups[0]!);
    expect(await readFile(backup, "utf8")).toBe(users);
    for (const path of [backup, join(home.folder, "deploy.json")]) {
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    }
    expect((await stat(home.folder)).mode & 0o077).toBe(0);
  });

  it("the mode is kept, a new file is the user's alone", async () => {
    await home.write(".claude.json", users);
    await chmod(home.at(".claude.json"), 0o664);
    await home.deploy(manifestOf(["claude-code", "cursor"], { one: {} }));
    expect((await stat(home.at(".claude.json"))).mode & 0o7777).toBe(0o664);
    expect((await stat(home.at(".cursor/mcp.json"))).mode & 0o7777).toBe(0o600);
  });
});

describe("time and headers", () => {
  const url = "http://127.0.0.1:1/mcp";
  const far = (headers: object, more: object = {}) => ({
    far: { transport: "http", url, headers, ...more },
  });
  const token = { secret: "FAR_TOKEN", prefix: "Bearer " };

  it("reach each client in its own way", async () => {
    const servers = {
      ...far({ "X-Team": "blue", Authorization: token }, { timeoutMs: 1500 }),
      near: { timeoutMs: 1500 },
    };
    await home.deploy(manifestOf(["claude-code", "codex", "opencode"], servers));
    const claude = JSON.parse(await home.read(".claude.json")).mcpServers;
    expect(claude.far).toEqual({
      type: "http",
      url,
      headers: { "X-Team": "blue", Authorization: "Bearer ${FAR_TOKEN}" },
      timeout: 1500,
    });
    expect(claude.near).toMatchObject({ command: "/nix/store/x/bin/mcp-near", timeout: 1500 });
    expect(await home.read(".codex/config.toml")).toMatch(/_timeout_sec = 2$/m);
    const opencode = JSON.parse(await home.read(".config/opencode/opencode.json")).mcp;
    expect(opencode.far.headers.Authorization).toBe("Bearer {env:FAR_TOKEN}");
  });

  it("a secret's file, for a client that reads files", async () => {
    const servers = far({ "X-Key": { secret: "K", file: "/run/keys/k" } });
    await home.deploy(manifestOf(["opencode"], servers));
    const { mcp } = JSON.parse(await home.read(".config/opencode/opencode.json"));
    expect(mcp.far.headers).toEqual({ "X-Key": "{file:/run/keys/k}" });
  });

  it.each([
    ["a secret", { "X-Any": token }, 0o600],
    ["a login", { Authorization: "Basic abc" }, 0o600],
    ["nothing secret", { "X-Team": "blue" }, 0o664],
  ])("a file with %s in a header is readable accordingly", async (_, headers, mode) => {
    await home.write(".claude.json", users);
    await chmod(home.at(".claude.json"), 0o664);
    await home.deploy(manifestOf(["claude-code"], far(headers)));
    expect((await stat(home.at(".claude.json"))).mode & 0o7777).toBe(mode);
  });

  it("a client that cannot name a secret does not get the server, and is told why", async () => {
    const names = ["zed", "claude-code"] as const;
    const plan = await home.deploy(manifestOf(names, { ...far({ Authorization: token }), near: {} }));
    expect(outcome(plan)).toEqual({
      zed: ["problem far", "add near"],
      "claude-code": ["add far", "add near"],
    });
    const zed = plan.files.find(({ question }) => question.client.id === "zed");
    expect(zed?.changes[0]).toMatchObject({
      message: "Zed has no known way to take the secret FAR_TOKEN for the header Authorization",
      hint: expect.stringContaining("let it have a bridge"),
    });
    expect(await home.read(".config/zed/settings.json")).not.toContain("FAR_TOKEN");
  });

  it("a client that cannot name a secret starts the server's bridge, and its file may be read by others", async () => {
    const bridge = "/nix/store/x/bin/mcp-far-bridge";
    const servers = { far: { ...far({ Authorization: token }).far, bridge } };
    const names = ["claude-code", "claude-desktop", "zed"] as const;
    await home.write(".config/zed/settings.json", "{}");
    await chmod(home.at(".config/zed/settings.json"), 0o644);
    const plan = await home.deploy(manifestOf(names, servers));
    expect(outcome(plan)).toEqual({
      "claude-code": ["add far"],
      "claude-desktop": ["add far"],
      zed: ["add far"],
    });
    const desktop = JSON.parse(await home.read(".config/Claude/claude_desktop_config.json"));
    expect(desktop.mcpServers.far).toEqual({ command: bridge, args: [] });
    const { context_servers } = JSON.parse(await home.read(".config/zed/settings.json"));
    expect(context_servers.far).toMatchObject({ source: "custom", command: bridge });
    expect((await stat(home.at(".config/zed/settings.json"))).mode & 0o777).toBe(0o644);
    // Who can be told the secret needs no bridge.
    expect(JSON.parse(await home.read(".claude.json")).mcpServers.far).toMatchObject({ type: "http" });
  });

  it("home-manager's programs.mcp has no file of ours", async () => {
    expect(outcome(await home.deploy(manifestOf(["programs-mcp"], { one: {} })))).toEqual({});
    expect(await home.files()).toEqual({});
    const beside = manifestOf(["programs-mcp", "claude-code"], { one: {} });
    expect(outcome(await home.deploy(beside))).toEqual({ "claude-code": ["add one"] });
  });
});

describe("what cannot be done", () => {
  it("a file that cannot be parsed is left as it is, with the place; the others are done", async () => {
    await home.write(".claude.json", '{\n  "a": 1,\n  "b": ]\n}');
    await home.write(".cursor/mcp.json", Buffer.from([0x7b, 0xff, 0x7d]));
    const before = await home.files();
    const plan = await home.deploy(manifestOf(["claude-code", "cursor", "crush"], { one: {} }));
    expect(outcome(plan)).toEqual({
      "claude-code": ["E_CLIENT_SYNTAX:3:8"],
      cursor: ["E_CLIENT_SYNTAX"],
      crush: ["add one"],
    });
    expect(await home.files()).toMatchObject(before);
  });

  it("a server that a client cannot have is told, and taken out where it was", async () => {
    await home.deploy(manifestOf(["claude-desktop"], { one: {} }));
    const http = { one: { transport: "http", url: "http://127.0.0.1:1/mcp" } };
    const plan = await home.deploy(manifestOf(["claude-desktop"], http));
    expect(plan.files[0]?.changes).toMatchObject([{ kind: "problem", name: "one" }]);
    expect(await home.files()).toEqual({});
  });

  it.each([
    ["a byte order mark", '\uFEFF{"a": 1}\n'],
    ["CRLF", '{\r\n\t"a": 1\r\n}\r\n'],
    ["nothing", ""],
    ["white space", " \n\n"],
    ["duplicate keys", '{"mcpServers": {"x": {}, "x": {"command": "y"}}, "a": 1, "a": 2}'],
  ])("a file with %s is written, and given back", async (_, text) => {
    await home.write(".claude.json", text);
    expect(outcome(await home.deploy(both))).toEqual({ "claude-code": ["add one", "add two"] });
    const written = (await home.read(".claude.json")).replace("\uFEFF", "");
    expect(JSON.parse(written).mcpServers.two.command).toBe("/nix/store/x/bin/mcp-two");
    await home.deploy(null);
    expect(await home.read(".claude.json")).toBe(text);
  });

  it("what is remembered is broken: nothing is guessed", async () => {
    await home.deploy(one);
    const path = join(home.folder, "deploy.json");
    for (const [text, message] of [
      ["{", "it is no JSON"],
      ['{"version": 1, "files": 3}', "it is not what deploy writes"],
      ['{"version": 2, "files": {}}', "version 2 of its format"],
    ] as const) {
      await writeFile(path, text);
      await expect(home.deploy(both)).rejects.toMatchObject({
        code: "E_DEPLOY_STATE",
        where: path,
        message: expect.stringContaining(message),
      });
    }
    // Without it, what is as we would write it may be the user's.
    await writeFile(path, '{"version": 1, "files": []}');
    expect(outcome(await home.deploy(both))).toEqual({ "claude-code": ["same one", "add two"] });
    await home.deploy(both, { takeOver: true });
    await home.deploy(null);
    expect(namesIn(await home.read(".claude.json"))).toEqual([]);
  });
});
