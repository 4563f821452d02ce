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
      const [web, lazy, down, killed, locked, given, late, loop, keyed] = await freePorts(9);
      await writeFile(join(folder, "credential"), secret, { mode: 0o600 });
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
          killed = { package = pkgs.writeShellScriptBin "killed" "kill -9 $$"; transport = "http"; port = ${killed}; service.settings.Restart = "no"; };
          locked = { package = http; transport = "http"; port = ${locked}; args = [ "{host}" "{port}" ];
            secrets.API_KEY.systemdCredential = { name = "api"; file = "${folder}/absent.cred"; }; };
          given = { package = http; transport = "http"; port = ${given}; args = [ "{host}" "{port}" ];
            secrets.API_KEY.systemdCredential = "api"; service.settings.LoadCredential = [ "api:${folder}/credential" ]; };
          late = { package = pkgs.writeShellScriptBin "late" "sleep 100"; transport = "http"; port = ${late};
            service = { readyTimeout = 1; settings.Restart = "no"; }; };
          loop = { package = http; transport = "http"; port = ${loop}; env.DIE = "7"; service.settings.RestartSec = 100; };
          keyed = { package = http; transport = "http"; port = ${keyed}; args = [ "{host}" "{port}" ];
            secrets.API_KEY.file = "${folder}/absent"; socketActivation.enable = true; };
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
        "mcp-given.service",
        "mcp-keyed.socket",
      );
      for (const name of ["killed", "locked", "late", "loop"])
        await manager.systemctl("start", "--no-block", `mcp-${name}.service`);
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
      const texts = (name: string) => wrong(name).map(({ check, text }) => `${check}: ${text}`);
      expect(texts("down")).toEqual(["unit: mcp-down.service failed: exit code 4"]);
      expect(texts("killed")).toEqual(["unit: mcp-killed.service failed: signal SIGKILL"]);
      expect(texts("late")).toEqual([
        "unit: mcp-late.service failed: its port did not answer in time (service.readyTimeout)",
      ]);
      expect(server("late").stderr).toContain("did not listen on");
      expect(texts("loop")).toEqual([
        expect.stringMatching(/^unit: mcp-loop\.service keeps failing: exit code 7/),
      ]);
      expect(texts("keyed")).toEqual([
        expect.stringMatching(/^secrets: API_KEY \(file\): there is no file/),
        "unit: mcp-keyed.service failed: its wrapper did not start it: something it needs is missing",
      ]);
      expect(texts("locked").filter((text) => text.startsWith("unit"))).toEqual([
        `unit: mcp-locked.service was not started: systemd could not load credential api (${folder}/absent.cred)`,
      ]);
      expect(server("given")).toMatchObject({ ok: true, tools: 1 });
      expect(server("given").findings).toContainEqual({
        check: "secrets",
        level: "ok",
        text: "API_KEY (systemdCredential): mcp-given.service has it",
      });
      expect(value.environment).toContainEqual(
        expect.objectContaining({
          check: "systemd",
          level: "ok",
          text: expect.stringContaining("user manager reached"),
        }),
      );
      expect(value.environment).toContainEqual({ check: "slice", level: "ok", text: "mcp-servers.slice" });
      for (const limit of ["memoryMax 4G", "tasksMax 500"])
        expect(value.environment).toContainEqual({
          check: "limits",
          level: "ok",
          text: `mcp-servers.slice: ${limit}`,
        });
    });

    it("are shown to people in a table, with what is wrong and what to do below", async () => {
      const { stdout } = await run("doctor");
      expect(stdout).toMatch(
        /^good +ok +speaks +1 of 1 +\d+ \+ \d+ ms +2 +mcp-servers\.slice +memoryMax 1G, tasksMax 40$/m,
      );
      expect(stdout).toContain("mcp-servers.slice: memoryMax 4G, tasksMax 500");
      expect(stdout).toMatch(/^web +ok +http-server +- +\d+ \+ \d+ ms +1 +mcp-web\.service +memoryMax 1G$/m);
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

    it("are told from a credential that only a running service could show", async () => {
      await manager.systemctl("stop", "mcp-given.service");
      const { stdout } = await run("doctor", "given", "--no-start", "--json");
      const [given] = JSON.parse(stdout).servers;
      expect(given.findings).toContainEqual({
        check: "secrets",
        level: "skipped",
        text: "API_KEY (systemdCredential): systemd gives it to mcp-given.service alone, which does not run",
      });
    });

    it("are told from limits of the slice that systemd does not have", async () => {
      await manager.systemctl("set-property", "--runtime", "mcp-servers.slice", "TasksMax=400");
      const { stdout } = await run("doctor", "good", "--json");
      expect(JSON.parse(stdout).environment).toContainEqual(
        expect.objectContaining({ level: "warning", text: "mcp-servers.slice: tasksMax is 400, not 500" }),
      );
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
