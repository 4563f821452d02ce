import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stdioAnswers } from "../doctor/setting.ts";
import { configuration, freePorts } from "../modules/home-manager/configuration.ts";
import { bundledCli, type Cli } from "../support/cli.ts";
import { homeManagerForTests } from "../support/home-manager.ts";
import { nixOrNull } from "../support/nix.ts";
import { describeSystemd, type SystemdUser, startSystemdUser } from "../support/systemd-user.ts";

/** doctor and logs on servers that the module installed, with wrappers that Nix built, under a real systemd. */

const secret = "tellNobody-7c1f";

interface Finding {
  check: string;
  level: string;
  text: string;
  hint?: string;
}

if (nixOrNull() === null) process.stderr.write("NOT CHECKED: doctor on installed servers, for want of Nix\n");
else
  describeSystemd("installed servers", () => {
    let cli: Cli;
    let manager: SystemdUser;
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "doctor-installed-"));
      const [web, lazy, down] = await freePorts(3);
      await writeFile(join(folder, "key"), `${secret}\n`, { mode: 0o600 });
      await writeFile(
        join(folder, "server.cjs"),
        `console.error("the key has " + (process.env.API_KEY ?? "").length + " characters");\n${stdioAnswers}`,
      );
      const script = join(folder, "server.cjs");
      const settings = `
        slice = { memoryMax = "4G"; tasksMax = 500; };
        clients.codex.enable = true;
        servers = let speaks = pkgs.writeShellScriptBin "speaks" "exec ${process.execPath} ${script}"; in {
          good = { package = speaks; secrets.API_KEY.file = "${folder}/key"; limits = { memoryMax = "1G"; tasksMax = 40; }; };
          keyless = { package = speaks; secrets.API_KEY.file = "${folder}/absent"; };
          leaky = { package = pkgs.writeShellScriptBin "leaky" "echo \\"bad key: $API_KEY\\" >&2; sleep 0.3; exit 1"; secrets.API_KEY.file = "${folder}/key"; };
          loose = { package = speaks; scope = false; };
          web = { package = http; transport = "http"; port = ${web}; args = [ "{host}" "{port}" ]; limits.memoryMax = "1G"; };
          lazy = { package = http; transport = "http"; port = ${lazy}; args = [ "{host}" "{port}" ]; socketActivation.enable = true; };
          down = { package = http; transport = "http"; port = ${down}; env.DIE = "4"; service.settings.Restart = "no"; };
        };`;
      const [bundled, { buildActivation }] = await Promise.all([bundledCli(), homeManagerForTests()]);
      cli = bundled;
      const built = await buildActivation(configuration(settings));
      manager = await startSystemdUser();
      await cp(join(built, "home-files/.config/systemd/user"), manager.unitFolder, {
        recursive: true,
        verbatimSymlinks: true,
      });
      const config = join(manager.env.HOME!, ".config/mcp-nixgen");
      await mkdir(config, { recursive: true });
      await cp(join(built, "home-files/.config/mcp-nixgen/manifest.json"), join(config, "manifest.json"), {
        dereference: true,
      });
      await manager.systemctl("daemon-reload");
      await manager.systemctl(
        "start",
        "mcp-servers.target",
        "mcp-web.service",
        "mcp-lazy.socket",
        "mcp-down.service",
      );
    });

    afterAll(async () => {
      await manager?.stop();
      await cli?.remove();
      await rm(folder, { recursive: true, force: true });
    });

    const run = (...words: string[]) =>
      cli.run(words, { env: { ...manager.env, PATH: `${process.env.PATH}:${manager.env.PATH}` } });

    it("are told apart: those that work, and what is wrong with the others", async () => {
      const { code, stdout, stderr } = await run("doctor", "--json");
      expect(stderr).not.toContain(secret);
      expect(stdout).not.toContain(secret);
      const value = JSON.parse(stdout);
      const server = (name: string) => value.servers.find((each: { name: string }) => each.name === name);
      const wrong = (name: string): Finding[] =>
        server(name).findings.filter(({ level }: Finding) => level === "failed");
      expect(code).toBe(1);

      expect(server("good")).toMatchObject({
        ok: true,
        tools: 2,
        serverInfo: { name: "scripted" },
        unit: expect.stringMatching(/^mcp-good-\d+-\w+\.scope$/),
        slice: "mcp-servers.slice",
      });
      expect(server("good").findings).toContainEqual({
        check: "secrets",
        level: "ok",
        text: "API_KEY (file)",
      });
      expect(server("good").findings).toContainEqual({ check: "limits", level: "ok", text: "memoryMax 1G" });
      expect(server("good").findings).toContainEqual({ check: "limits", level: "ok", text: "tasksMax 40" });

      expect(wrong("keyless").map(({ check }) => check)).toEqual(["secrets", "answers"]);
      expect(wrong("keyless")[0]?.text).toContain("API_KEY (file)");
      expect(wrong("keyless")[1]?.text).toBe("its wrapper did not start it: something it needs is missing");
      expect(server("keyless").stderr).toContain("API_KEY");

      expect(server("leaky").stderr).toBe("bad key: ***");
      expect(server("loose")).toMatchObject({
        ok: true,
        tools: 2,
        slice: expect.not.stringMatching("mcp-servers"),
      });
      expect(server("web")).toMatchObject({
        ok: true,
        tools: 1,
        unit: "mcp-web.service",
        slice: "mcp-servers.slice",
      });
      expect(server("lazy")).toMatchObject({ ok: true, tools: 1, slice: "mcp-servers.slice" });
      expect(wrong("down").map(({ check, text }) => `${check}: ${text}`)).toEqual([
        expect.stringMatching(/^unit: mcp-down\.service failed \(exit code 4\)/),
        expect.stringContaining("nothing listens there"),
      ]);
      expect(value.environment).toContainEqual(
        expect.objectContaining({
          check: "systemd",
          level: "ok",
          text: expect.stringContaining("user manager reached"),
        }),
      );
      expect(value.environment).toContainEqual({ check: "slice", level: "ok", text: "mcp-servers.slice" });
    });

    it("are shown to people in a table, with what is wrong and what to do below", async () => {
      const { stdout } = await run("doctor");
      expect(stdout).toMatch(/^good +ok +speaks +1 of 1 +\d+ \+ \d+ ms +2 +mcp-servers\.slice$/m);
      expect(stdout).toMatch(/^web +ok +http-server +- +\d+ \+ \d+ ms +1 +mcp-web\.service$/m);
      expect(stdout).toContain("wrong: keyless: API_KEY (file): ");
      expect(stdout).toContain(`  hint: write the value into ${folder}/absent`);
    });

    it("leave no scope behind", async () => {
      const { stdout } = await manager.systemctl(
        "list-units",
        "--type=scope",
        "--plain",
        "--no-legend",
        "mcp-*",
      );
      expect(stdout).toBe("");
    });

    it("are started by no one with --no-start", async () => {
      await manager.systemctl("stop", "mcp-lazy.service");
      const { stdout } = await run("doctor", "--no-start", "lazy", "good", "--json");
      const { servers } = JSON.parse(stdout);
      expect(servers.map(({ ok, tools }: { ok: boolean; tools: unknown }) => [ok, tools])).toEqual([
        [true, null],
        [true, null],
      ]);
      expect((await manager.show("mcp-lazy.service", "ActiveState")).ActiveState).toBe("inactive");
    });

    it("leave a log, which logs shows", async () => {
      expect((await run("logs", "good")).stdout).toContain(`the key has ${secret.length} characters`);
      expect((await run("logs", "keyless")).stdout + (await run("logs", "keyless")).stderr).toContain(
        "API_KEY",
      );
      const none = await run("logs", "web");
      expect([0, 1]).toContain(none.code);
      if (none.code === 1) expect(none.stderr).toMatch(/there is no log of 'web' yet|journalctl failed/);
    });
  });
