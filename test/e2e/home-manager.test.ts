import { lstat, mkdir, mkdtemp, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
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

    it("runs entries in the order of their dependencies, and refuses a cycle", async () => {
      const entries = (more: string) => `{ lib, ... }: {
        home.homeDirectory = "${home}";
        home.activation = {
          a = lib.hm.dag.entryAfter [ "b" ] "echo now-a";
          b = lib.hm.dag.entryBetween [ "linkGeneration" ] [ "writeBoundary" ] "echo now-b";
          c = lib.hm.dag.entryBefore [ "b" ] "echo now-c";
          d = lib.hm.dag.entryAfter [ "a" "linkGeneration" ] "echo now-d";
          ${more}
        };
      }`;
      const { code, output } = await manager.activate(await manager.buildActivation(entries("")), home, {
        DRY_RUN: "1",
      });
      expect(code, output).toBe(0);
      const order = [...output.matchAll(/^(?:now-(\w)|Activating (writeBoundary|linkGeneration))$/gm)].map(
        ([, entry, phase]) => entry ?? phase,
      );
      const place = (entry: string) => order.indexOf(entry);
      expect([...order].sort()).toEqual(["a", "b", "c", "d", "linkGeneration", "writeBoundary"]);
      for (const [first, second] of [
        ["c", "b"],
        ["b", "a"],
        ["a", "d"],
        ["writeBoundary", "b"],
        ["b", "linkGeneration"],
        ["linkGeneration", "d"],
      ] as const)
        expect(place(first), `${first} before ${second}: ${order}`).toBeLessThan(place(second));
      await expect(
        manager.evalHomeFails(entries(`b2 = lib.hm.dag.entryBetween [ "c" ] [ "a" ] "";`)),
      ).resolves.toContain("ycle");
    });

    it("stops at the first command that fails", async () => {
      const built = await manager.buildActivation(`{ lib, ... }: {
        home.homeDirectory = "${home}";
        home.activation.one = lib.hm.dag.entryAfter [ "writeBoundary" ] "echo ones; false | true; echo twos";
        home.activation.two = lib.hm.dag.entryAfter [ "one" ] "echo threes";
      }`);
      const { code, output } = await manager.activate(built, home);
      expect(code).not.toBe(0);
      expect(output).toContain("ones");
      expect(output).not.toMatch(/twos|threes/);
    });

    it("makes files as they are asked for", async () => {
      const folder = await mkdtemp(join(tmpdir(), "home-"));
      await writeFile(join(folder, "forced"), "mine");
      await mkdir(join(folder, ".config"));
      const built = await manager.buildActivation(`{ pkgs, config, ... }: {
        home.homeDirectory = "${folder}";
        home.file = {
          script = { text = "#!/bin/sh\\n"; executable = true; };
          forced = { text = "theirs"; force = true; };
          whole.source = pkgs.runCommand "tree" { } "mkdir -p $out/a; echo 1 >$out/a/b";
          spread = { source = pkgs.runCommand "tree" { } "mkdir -p $out/a; echo 1 >$out/a/b"; recursive = true; };
          absent = { text = ""; enable = false; };
          "with spaces/and 'quotes'".text = "odd";
          told = { text = "1"; onChange = "echo told-of-change"; };
          outside.source = config.lib.file.mkOutOfStoreSymlink "${folder}/elsewhere";
        };
        xdg.dataFile."x/y".text = "data";
        xdg.stateHome = "${folder}/state";
      }`);
      const { code, output } = await manager.activate(built, folder, { HOME_MANAGER_BACKUP_EXT: "old" });
      expect(code, output).toBe(0);
      expect((await stat(join(folder, "script"))).mode & 0o111).toBe(0o111);
      await expect(readFile(join(folder, "forced"), "utf8")).resolves.toBe("theirs");
      expect((await lstat(join(folder, "whole"))).isSymbolicLink()).toBe(true);
      expect((await lstat(join(folder, "spread/a"))).isDirectory()).toBe(true);
      await expect(readFile(join(folder, "spread/a/b"), "utf8")).resolves.toBe("1\n");
      await expect(readFile(join(folder, "with spaces/and 'quotes'"), "utf8")).resolves.toBe("odd");
      await expect(readFile(join(folder, ".local/share/x/y"), "utf8")).resolves.toBe("data");
      await expect(lstat(join(folder, "absent"))).rejects.toThrow("ENOENT");
      await writeFile(join(folder, "elsewhere"), "out of the store");
      await expect(readFile(join(folder, "outside"), "utf8")).resolves.toBe("out of the store");
      expect(output).toContain("told-of-change");
      const again = await manager.activate(built, folder);
      expect(again.code, again.output).toBe(0);
      expect(again.output).not.toContain("told-of-change");
      await rm(folder, { recursive: true, force: true });
    });

    it("refuses two files in one place, and another home than the configuration's", async () => {
      await expect(
        manager.evalHomeFails(`{ home.file.a.text = "1"; home.file.b = { text = "2"; target = "a"; }; }`),
      ).resolves.toContain("Conflicting managed target files: a");
      const built = await manager.buildActivation(`{ home.homeDirectory = "/elsewhere"; }`);
      const { code, output } = await manager.activate(built, home);
      expect(code).not.toBe(0);
      expect(output).toContain("/elsewhere");
    });

    it("fails at a file in the way, and leaves it", async () => {
      const folder = await mkdtemp(join(tmpdir(), "home-"));
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
