import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type HomeManager, homeManagerForTests } from "../../support/home-manager.ts";
import { nixOrNull } from "../../support/nix.ts";
import { describeSystemd, type SystemdUser, startSystemdUser } from "../../support/systemd-user.ts";
import { configuration, freePorts } from "./configuration.ts";
import { ask, memoryLimit, stateOf, textOf, until } from "./running-units.ts";

if (nixOrNull() === null) process.stderr.write("NOT CHECKED: switching with the module, for want of Nix\n");
else
  describeSystemd("home-manager switch in a real systemd --user", () => {
    let homeManager: HomeManager;
    let manager: SystemdUser;
    let ports: number[] = [];

    beforeAll(async () => {
      homeManager = await homeManagerForTests();
      manager = await startSystemdUser();
      ports = await freePorts(2);
      await manager.systemctl("start", "default.target");
    });

    afterAll(() => manager?.stop());

    const switchTo = async (settings: string) => {
      const { HOME = "", XDG_RUNTIME_DIR = "", DBUS_SESSION_BUS_ADDRESS = "" } = manager.env;
      const built = await homeManager.buildActivation(
        configuration(settings, `home.homeDirectory = "${HOME}";`),
      );
      const done = await homeManager.activate(built, HOME, { XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS });
      expect(done, done.output).toMatchObject({ code: 0 });
    };

    const server = (index: number, env: string) => `{
      package = http; transport = "http"; port = ${ports[index]};
      args = [ "{host}" "{port}" ]; env.PLAIN = "${env}";
    };`;

    it("the first switch starts the servers", async () => {
      await switchTo(`slice.memoryMax = "4G"; servers.one = ${server(0, "first")}`);
      await expect(stateOf(ports[0]!)).resolves.toMatchObject({ env: { PLAIN: "first" } });
      expect(await textOf(`${manager.env.HOME}/.config/mcp-nixgen/manifest.json`)).toContain('"one"');
    });

    it("the next restarts what changed, starts what is new, and leaves the clients' servers alone", async () => {
      const scope = execa(
        "systemd-run",
        ["--user", "--scope", "--slice=mcp-servers.slice", "--unit=test.scope", "--collect", "sleep", "60"],
        { env: manager.env, extendEnv: false, reject: false },
      );
      await until(
        () => manager.show("test.scope", "ActiveState"),
        ({ ActiveState }) => ActiveState === "active",
      );
      await switchTo(
        `slice.memoryMax = "8G"; servers.one = ${server(0, "second")} servers.two = ${server(1, "new")}`,
      );
      await expect(stateOf(ports[0]!)).resolves.toMatchObject({ env: { PLAIN: "second" } });
      await expect(stateOf(ports[1]!)).resolves.toMatchObject({ env: { PLAIN: "new" } });
      await expect(manager.show("mcp-servers.slice", "MemoryMax")).resolves.toEqual({
        MemoryMax: String(8 * 2 ** 30),
      });
      const limit = await memoryLimit(manager, "mcp.slice/mcp-servers.slice");
      expect([String(8 * 2 ** 30), null]).toContain(limit);
      await expect(manager.show("test.scope", "ActiveState")).resolves.toEqual({ ActiveState: "active" });
      await manager.systemctl("stop", "test.scope");
      await scope;
    });

    it("a server that is taken out is stopped; one that is as it was runs on, though the slice changes", async () => {
      const { pid } = await stateOf(ports[1]!);
      await switchTo(`slice.memoryMax = "6G"; servers.two = ${server(1, "new")}`);
      await expect(ask(ports[0]!, "/state")).rejects.toThrow();
      await expect(stateOf(ports[1]!)).resolves.toMatchObject({ pid });
    });

    it("with none there is nothing left but the slice and the target", async () => {
      await switchTo("");
      await expect(ask(ports[1]!, "/state")).rejects.toThrow();
      const { stdout } = await manager.systemctl("list-units", "mcp-*", "--plain", "--no-legend");
      expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual([
        "mcp-servers.slice",
        "mcp-servers.target",
      ]);
    });
  });
