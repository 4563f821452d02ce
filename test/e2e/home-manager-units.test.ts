import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { homeManagerNamed } from "../support/home-manager.ts";
import { nixOrNull } from "../support/nix.ts";
import { describeSystemd, type SystemdUser, startSystemdUser } from "../support/systemd-user.ts";

// Units of home-manager itself and of the stand-in. home-manager.test.ts has what needs no systemd.

if (nixOrNull() === null) process.stderr.write("NOT CHECKED: units of home-manager, for want of Nix\n");

for (const which of ["stand-in", "real"] as const) {
  const manager = await homeManagerNamed(which);
  if (manager === null) {
    process.stderr.write(
      "NIX_PATH lacks <home-manager> or <nixpkgs/lib>: the stand-in's units are NOT COMPARED with home-manager's\n",
    );
    continue;
  }

  if (nixOrNull() === null) continue;
  describeSystemd(`home-manager, ${which}, in a real systemd --user`, () => {
    let systemd: SystemdUser;
    beforeAll(async () => {
      systemd = await startSystemdUser();
    });
    afterAll(() => systemd?.stop());

    it("starts, restarts and stops units", async () => {
      const home = systemd.env.HOME!;
      const env = {
        XDG_RUNTIME_DIR: systemd.env.XDG_RUNTIME_DIR!,
        DBUS_SESSION_BUS_ADDRESS: systemd.env.DBUS_SESSION_BUS_ADDRESS!,
      };
      const activate = async (units: string) => {
        const built = await manager.buildActivation(`{ home.homeDirectory = "${home}"; ${units} }`);
        const { code, output } = await manager.activate(built, home, env);
        expect(code, output).toBe(0);
      };
      const sleeper = (seconds: number, more = "") => `
        systemd.user.services.sleeper = {
          Service.ExecStart = "/bin/sleep ${seconds}";
          Install.WantedBy = [ "default.target" ];
          ${more}
        };`;
      const state = () => systemd.show("sleeper.service", "ActiveState", "MainPID", "ExecStart");

      await activate(sleeper(1001));
      const first = await state();
      expect(first).toMatchObject({ ActiveState: "active", ExecStart: expect.stringContaining("1001") });
      await activate(sleeper(1001));
      expect((await state()).MainPID).toBe(first.MainPID);
      await activate(sleeper(1002));
      const second = await state();
      expect(second).toMatchObject({ ActiveState: "active", ExecStart: expect.stringContaining("1002") });
      expect(second.MainPID).not.toBe(first.MainPID);
      await activate(sleeper(1003, 'Unit.X-SwitchMethod = "keep-old";'));
      expect((await state()).MainPID).toBe(second.MainPID);
      await activate("");
      expect(await state()).toMatchObject({ ActiveState: "inactive", MainPID: "0" });
    });
  });
}

const both = await Promise.all([homeManagerNamed("stand-in"), homeManagerNamed("real")]);
const [standIn, real] = both;
if (nixOrNull() !== null && standIn !== null && real !== null) {
  describe("our module by both", () => {
    it("gives the same units, files and packages", async () => {
      const module = fileURLToPath(new URL("../../modules/home-manager.nix", import.meta.url));
      const configuration = `{ pkgs, ... }: {
        imports = [ ${module} ];
        programs.mcp-nixgen = {
          enable = true;
          slice = { memoryMax = "4G"; tasksMax = 100; };
          servers.spoken = {
            package = pkgs.writeShellScriptBin "spoken" "cat";
            secrets.TOKEN.file = "~/token";
            limits.memoryMax = "1G";
            clients = [ "codex" ];
          };
          servers.web = {
            package = pkgs.writeShellScriptBin "web" "exec sleep 1000";
            transport = "http";
            port = 8931;
            args = [ "--port" "{port}" ];
            socketActivation.enable = true;
          };
          clients.codex.enable = true;
        };
      }`;
      const trees = [];
      for (const manager of [standIn, real]) {
        const built = await manager.buildActivation(configuration);
        const units = await contents(join(built, "home-files/.config/systemd/user"));
        // home-manager has a target of its own.
        delete units["tray.target"];
        trees.push({
          units,
          own: await contents(join(built, "home-files/.config/mcp-nixgen")),
          programs: (await readdir(join(built, "home-path/bin"))).filter((name) => name.startsWith("mcp-")),
        });
      }
      expect(trees[0]).toEqual(trees[1]);
      expect(Object.keys(trees[0]!.units)).toContain("mcp-web.socket");
      expect(trees[0]!.programs).toContain("mcp-spoken");
    });
  });
}

/** The files below a folder, through links, by their paths: what they say. */
async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true });
  const files: Record<string, string> = {};
  for (const entry of entries.sort()) {
    if ((await stat(join(folder, entry))).isFile())
      files[entry] = await readFile(join(folder, entry), "utf8");
  }
  return files;
}
