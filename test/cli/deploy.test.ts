import { chmod, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { secret, useCliHome, users } from "./deploy-setting.ts";

const setting = useCliHome();
const { read, put, install, run, names } = setting;

describe("deploy", () => {
  it("writes, says what it did, and nothing when there is nothing to do", async () => {
    await put(".claude.json", users);
    await install(["claude-code", "cursor"], { one: {}, two: {} });
    const first = await run(["deploy"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toBe(
      "claude-code: added one, two (~/.claude.json)\ncursor: added one, two (~/.cursor/mcp.json)\n",
    );
    expect(await names(".claude.json")).toEqual(["mine", "one", "two"]);
    expect(await run(["deploy"])).toMatchObject({ code: 0, stdout: "2 clients unchanged\n" });

    await install(["claude-code"], { one: {} });
    expect((await run(["deploy"])).stdout).toBe(
      "claude-code: removed two (~/.claude.json)\ncursor: removed one, two; the file went with them (~/.cursor/mcp.json)\n",
    );
    expect((await run(["undeploy"])).stdout).toBe("claude-code: removed one (~/.claude.json)\n");
    expect(await read(".claude.json")).toBe(users);
    expect(await run(["undeploy"])).toMatchObject({ code: 0, stdout: "No client has anything to write.\n" });
  });

  it.each([
    ["--dry-run", ["--dry-run"], {}],
    ["DRY_RUN", [], { DRY_RUN: "1" }],
  ])("%s shows our lines alone, and writes nothing", async (_, words, env) => {
    await put(".claude.json", users);
    await put(".cursor/mcp.json", `{\n  "mcpServers": {\n    "mine": { "token": "${secret}" }\n  }\n}\n`);
    await install(["claude-code", "cursor"], { one: {} });
    const { code, stdout, stderr } = await run(["deploy", ...words, "--color"], env);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("would add one");
    expect(stdout).toContain('\u001b[32m+    "one": {');
    expect(stdout).toContain("/nix/store/x/bin/mcp-one");
    expect(stdout).not.toMatch(/mine|sk-|tell-nobody|API_KEY/);
    expect(await read(".claude.json")).toBe(users);
    await expect(stat(join(setting.home, ".local"))).rejects.toThrow("ENOENT");
  });

  it("a file that is no manifest is not quoted, nor is a neighbour of ours, nor a comment in ours", async () => {
    await put("s.json", `{"oauth":{"access":"${secret}"}}`);
    const wrong = await run(["deploy", "--manifest", join(setting.home, "s.json")]);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout + wrong.stderr).not.toMatch(/sk-|oauth/);

    const path = ".config/crush/crush.json";
    await put(path, '{\n  "hint": "my cat is hunter2 horse"\n}\n');
    await install(["crush"], { one: {} });
    await run(["deploy"]);
    const text = (await read(path))
      .replace('horse",', 'horse", // mine')
      .replace('"command"', '// hunter3 once\n"command"');
    await put(path, text);
    const { stdout } = await run(["undeploy", "--dry-run"]);
    expect(stdout).toContain("would remove one");
    expect(stdout).not.toMatch(/hunter/);
  });

  it("tells where the copy of what was given up is", async () => {
    const text = '{"mcpServers": {"one": {"command": "users"}}}';
    await put(".cursor/mcp.json", text);
    await install(["cursor"], { one: {} });
    const { code, stderr } = await run(["deploy", "--adopt", "one"]);
    const copy = /cursor: a copy of it as it was: (.*)/.exec(stderr)?.[1];
    expect([code, await readFile(copy!, "utf8")]).toEqual([0, text]);
  });

  it("shows no values of an entry of the user's that would be replaced", async () => {
    await put(
      ".cursor/mcp.json",
      `{\n  "mcpServers": {\n    "one": {\n      "headers": { "Authorization": "hunter2hunter2" },\n      "env": { "A": "${secret}", "REF": "\${env:B}" }\n    }\n  }\n}\n`,
    );
    await install(["cursor"], { one: {} });
    const { stdout } = await run(["deploy", "-n", "--adopt", "one"]);
    expect(stdout).toMatch(/^-\s+"headers": …$/m);
    expect(stdout).not.toMatch(/hunter2|sk-abc/);
  });

  it("exit code 1 and a remedy for what was left undone, --adopt and --force do it", async () => {
    await put(".claude.json", users.replace("mine", "one"));
    await put(".cursor/mcp.json", '{\n  "a": [1,\n}');
    await install(["claude-code", "cursor", "crush"], { one: {}, two: {} });
    const { code, stdout, stderr } = await run(["deploy"]);
    expect(code).toBe(1);
    expect(stdout).toContain("claude-code: added two");
    expect(stdout).toContain("crush: added one, two");
    expect(stderr).toContain("Claude Code has a server 'one' of its own; it was left alone");
    expect(stderr).toContain("--adopt one replaces it");
    expect(stderr).toContain(`${join(setting.home, ".cursor/mcp.json")}:3:1`);
    expect(stderr).not.toContain(secret);

    const json = JSON.parse((await run(["deploy", "--json"])).stdout);
    expect(json).toMatchObject({
      ok: false,
      dryRun: false,
      manifest: join(setting.home, ".config/mcp-nixgen/manifest.json"),
    });
    expect(json.errors.map((error: { code: string }) => error.code)).toEqual([
      "E_CONFLICT",
      "E_CLIENT_SYNTAX",
    ]);
    expect(json.clients).toEqual([
      expect.objectContaining({
        client: "claude-code",
        state: "unchanged",
        servers: [
          { name: "one", owned: false, kind: "conflict", reason: "foreign", wanted: true },
          { name: "two", owned: true, kind: "unchanged" },
        ],
      }),
      expect.objectContaining({ client: "crush", state: "unchanged" }),
      expect.objectContaining({
        client: "cursor",
        state: "failed",
        problem: expect.objectContaining({ line: 3 }),
      }),
    ]);

    await put(".cursor/mcp.json", "{}");
    expect(await run(["deploy", "--adopt", "one", "--adopt", "nobody"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("claude-code: took over one"),
      stderr: expect.stringContaining("--adopt nobody"),
    });
    await put(".cursor/mcp.json", (await read(".cursor/mcp.json")).replace("mcp-one", "changed"));
    expect(await run(["undeploy"])).toMatchObject({ code: 1, stderr: expect.stringContaining("--force") });
    expect(await run(["undeploy", "--force"])).toMatchObject({ code: 0 });
    expect(await read(".cursor/mcp.json")).toBe("{}");
  });

  it("a wrong command line is exit code 2, a missing manifest 1", async () => {
    expect((await run(["deploy", "--client", "emacs"])).code).toBe(2);
    expect((await run(["deploy", "claude-code"])).code).toBe(2);
    expect(await run(["deploy"])).toMatchObject({ code: 1, stderr: expect.stringContaining("no manifest") });
  });

  it("VERBOSE says what happens to each client", async () => {
    await put(".claude.json", users);
    await install(["claude-code", "warp"], { one: {} });
    const { stderr } = await run(["deploy"], { VERBOSE: "1" });
    expect(stderr).toContain(`claude-code: ${join(setting.home, ".claude.json")}: written`);
    expect(stderr).toMatch(/a copy of it as it was: .*backups\/claude-code-/);
    expect(stderr).toContain("warp: starts one from the file of claude-code");
  });

  it("shells complete its options", async () => {
    await install(["cursor"], { one: {} });
    const complete = async (...words: string[]) => (await run(["__complete", "--", ...words])).stdout;
    expect(await complete("deploy", "--client", "cu")).toBe("cursor\n");
    expect(await complete("deploy", "--adopt", "")).toBe("one\tserver\n");
    expect(await complete("undeploy", "--fo")).toContain("--force");
    expect(await complete("sta")).toContain("status");
  });

  it("a user who is not root leaves alone what is not theirs", async () => {
    if (process.getuid?.() !== 0) {
      process.stderr.write("NOT CHECKED: a file that belongs to root, for want of root to make one\n");
      return;
    }
    await install(["cursor", "crush", "claude-code", "amp"], { one: {} });
    await put(".cursor/mcp.json", "{}");
    await put(".config/crush/crush.json", "{}");
    await put(".config/amp/settings.json", "{}");
    await execa("chown", ["-R", "65534:65534", setting.home]);
    await execa("chown", ["root:root", join(setting.home, ".cursor/mcp.json")]);
    await chmod(join(setting.home, ".config/crush"), 0o500);
    await chmod(dirname(dirname(setting.program)), 0o755);
    await chmod(join(setting.home, ".config/amp/settings.json"), 0o200);
    const { exitCode, stdout, stderr } = await execa(process.execPath, [setting.program, "deploy"], {
      env: { HOME: setting.home, PATH: process.env.PATH },
      extendEnv: false,
      reject: false,
      uid: 65534,
      gid: 65534,
      cwd: setting.home,
    });
    expect(exitCode, stderr).toBe(1);
    expect(stdout).toBe("claude-code: added one (~/.claude.json)");
    expect(stderr).toContain("Cursor: it belongs to another user (id 0)");
    expect(stderr).toContain("Crush: it cannot be written: permission denied");
    expect(stderr).toContain("Amp: it cannot be read: permission denied");
  });
});
