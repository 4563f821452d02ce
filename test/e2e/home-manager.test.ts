import { mkdtemp, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { homeManagerNamed } from "../support/home-manager.ts";
import { describeNix } from "../support/nix.ts";

// The same questions to home-manager itself and to the stand-in: what one road shows has to hold on the other.

for (const which of ["stand-in", "real"] as const) {
  const manager = await homeManagerNamed(which);
  if (manager === null) {
    process.stderr.write(
      "NIX_PATH lacks <home-manager> or <nixpkgs/lib>: the stand-in for home-manager is NOT COMPARED with it\n",
    );
    continue;
  }

  describeNix(`home-manager, ${which}`, () => {
    let home = "";
    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), "home-"));
    });
    afterAll(() => rm(home, { recursive: true, force: true }));

    it("evaluates options of a module", async () => {
      const configuration = `{ config, ... }: { xdg.configFile."a/b.txt".text = config.home.username; }`;
      await expect(
        manager.evalHome(configuration, 'config.home.file."/home/tester/.config/a/b.txt".target'),
      ).resolves.toBe(".config/a/b.txt");
    });

    it("refuses an undeclared option's use and failed assertions, with every message", async () => {
      const error = await manager.evalHomeFails(`{
        assertions = [
          { assertion = false; message = "one is wrong"; }
          { assertion = true; message = "two is right"; }
          { assertion = false; message = "three is wrong"; }
        ];
      }`);
      expect(error).toContain("one is wrong");
      expect(error).toContain("three is wrong");
      expect(error).not.toContain("two is right");
    });

    it("builds an activation package, and activates it", async () => {
      const configuration = (text: string) => `{ pkgs, lib, ... }: {
        home.homeDirectory = "${home}";
        home.packages = [ (pkgs.writeShellScriptBin "hello" "echo hello") ];
        ${text}
        systemd.user.services.greeter = {
          Unit.Description = "Greets";
          Service = { Type = "oneshot"; ExecStart = "/bin/true"; Environment = [ "A=1" "B=2" ]; };
          Install.WantedBy = [ "default.target" ];
        };
        home.activation.greet = lib.hm.dag.entryAfter [ "linkGeneration" ] ''
          run touch "$HOME/greeted"
          verboseEcho "greeting was verbose"
        '';
      }`;
      const first = await manager.buildActivation(configuration('xdg.configFile."a/b.txt".text = "one";'));
      const dry = await manager.activate(first, home, { DRY_RUN: "1", VERBOSE: "1" });
      expect(dry, dry.output).toMatchObject({ code: 0 });
      expect(dry.output).toContain(`touch ${home}/greeted`);
      expect(dry.output).toContain("greeting was verbose");
      await expect(readFile(join(home, ".config/a/b.txt"))).rejects.toThrow("ENOENT");

      const wet = await manager.activate(first, home);
      expect(wet, wet.output).toMatchObject({ code: 0 });
      expect(wet.output).not.toContain("greeting was verbose");
      await expect(readFile(join(home, ".config/a/b.txt"), "utf8")).resolves.toBe("one");
      await expect(readFile(join(home, "greeted"), "utf8")).resolves.toBe("");
      await expect(readFile(join(home, ".config/systemd/user/greeter.service"), "utf8")).resolves.toBe(
        [
          "[Install]\nWantedBy=default.target\n",
          "[Service]\nEnvironment=A=1\nEnvironment=B=2\nExecStart=/bin/true\nType=oneshot\n",
          "[Unit]\nDescription=Greets\n",
        ].join("\n"),
      );
      await expect(
        readlink(join(home, ".config/systemd/user/default.target.wants/greeter.service")),
      ).resolves.toMatch(/greeter\.service$/);

      const second = await manager.buildActivation(configuration('xdg.configFile."a/c.txt".text = "two";'));
      const again = await manager.activate(second, home);
      expect(again, again.output).toMatchObject({ code: 0 });
      await expect(readFile(join(home, ".config/a/c.txt"), "utf8")).resolves.toBe("two");
      await expect(readlink(join(home, ".config/a/b.txt"))).rejects.toThrow("ENOENT");
    });

    it("fails at a file in the way, and leaves it", async () => {
      const folder = await mkdtemp(join(tmpdir(), "home-"));
      const { writeFile } = await import("node:fs/promises");
      await writeFile(join(folder, "taken"), "mine");
      const built = await manager.buildActivation(
        `{ home.homeDirectory = "${folder}"; home.file.taken.text = "theirs"; }`,
      );
      const { code, output } = await manager.activate(built, folder);
      expect(code).not.toBe(0);
      expect(output).toContain("taken");
      await expect(readFile(join(folder, "taken"), "utf8")).resolves.toBe("mine");
      await rm(folder, { recursive: true, force: true });
    });
  });
}
