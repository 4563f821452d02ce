import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { useCliHome } from "./deploy-setting.ts";

const setting = useCliHome();
const { read, put, install, run } = setting;

describe("status", () => {
  it("tells ours, drifted, missing, outdated, left over, conflicts and others", async () => {
    const all = ["claude-code", "crush", "cursor", "windsurf", "warp"] as const;
    await install(all, { changed: {}, gone: {}, old: {}, extra: {} });
    await run(["deploy"]);
    await install(["claude-code", "crush", "cursor", "zed"], {
      changed: {},
      gone: {},
      old: { transport: "http", url: "http://127.0.0.1:1/mcp" },
      taken: {},
    });
    const config = JSON.parse(await read(".claude.json"));
    config.mcpServers.changed.command = "x";
    delete config.mcpServers.gone;
    config.mcpServers.taken = { command: "mine" };
    config.mcpServers.mine = { command: "mine" };
    await put(".claude.json", JSON.stringify(config));
    await put(".cursor/mcp.json", "{");
    await put(".lmstudio/mcp.json", '{"mcpServers": {"a": {}, "b": {}}}');

    const before = await read(".local/state/mcp-nixgen/deploy.json");
    const { code, stdout } = await run(["status", "--json"]);
    expect(code).toBe(1);
    const { clients } = JSON.parse(stdout);
    const of = (id: string) => clients.find(({ client }: { client: string }) => client === id);
    const states = (id: string) =>
      Object.fromEntries(of(id).servers.map(({ name, state }: Record<string, string>) => [name, state]));
    expect(states("claude-code")).toEqual({
      changed: "drifted",
      extra: "leftover",
      gone: "missing",
      old: "outdated",
      taken: "conflict",
    });
    expect(of("claude-code")).toMatchObject({
      enabled: true,
      installed: true,
      exists: true,
      others: ["taken", "mine"],
    });
    expect(of("zed")).toMatchObject({ enabled: true, installed: false, exists: false });
    expect(of("windsurf")).toMatchObject({ enabled: false });
    expect(states("windsurf")).toMatchObject({ changed: "leftover" });
    expect(of("lm-studio")).toMatchObject({ enabled: false, others: ["a", "b"], servers: [] });
    expect(of("cursor")).toMatchObject({ problem: { line: 1 } });
    expect(await read(".local/state/mcp-nixgen/deploy.json")).toBe(before);

    const text = await run(["status"]);
    expect(text.stdout).toMatch(/^claude-code +conflict +3 +2 +~\/\.claude\.json$/m);
    expect(text.stdout).toMatch(/^zed +missing, not installed +0 +0 /m);
    expect(text.stdout).toMatch(/^lm-studio +not enabled +0 +2 /m);
    expect(text.stdout).toContain("drifted claude-code: changed: changed since it was deployed");
    expect(text.stderr).toContain(`${join(setting.home, ".cursor/mcp.json")}:1:`);
  });

  it("without a manifest tells what is left over", async () => {
    const path = await install(["cursor"], { one: {} });
    await run(["deploy"]);
    await rm(path);
    expect(await run(["status"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^cursor +leftover/m),
      stderr: expect.stringContaining("no manifest"),
    });
  });
});
