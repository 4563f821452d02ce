import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nixOrNull } from "../../support/nix.ts";
import { describeSystemd, type SystemdUser } from "../../support/systemd-user.ts";
import { configuration, freePorts } from "./configuration.ts";
import { ask, crash, startWithUnits, stateOf, textOf, until } from "./running-units.ts";

if (nixOrNull() === null) process.stderr.write("NOT CHECKED: sockets of the module, for want of Nix\n");
else
  describeSystemd("socket activation in a real systemd --user", () => {
    let manager: SystemdUser;
    let folder = "";
    let ports: number[] = [];
    const [proxied, missing, native] = [0, 1, 2];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "sockets-"));
      ports = await freePorts(5);
      manager = await startWithUnits(
        configuration(`
        servers.proxied = {
          package = http; transport = "http"; port = ${ports[proxied]};
          args = [ "{host}" "{port}" ];
          env.DELAY = "500";
          socketActivation = { enable = true; backendPort = ${ports[3]}; idleTimeout = "1s"; };
        };
        servers.missing = {
          package = http; transport = "http"; port = ${ports[missing]};
          args = [ "{host}" "{port}" ];
          secrets.API_KEY.file = "${folder}/key";
          socketActivation = { enable = true; backendPort = ${ports[4]}; };
          service.settings.StandardError = "append:${folder}/missing.log";
        };
        servers.native = {
          package = http; transport = "http"; port = ${ports[native]};
          args = [ "--systemd-socket" ];
          socketActivation = { enable = true; mode = "native"; };
        };`),
      );
      await manager.systemctl("start", "mcp-servers.target");
    });

    afterAll(async () => {
      await manager?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    const stateOfUnits = async (...units: string[]) =>
      Promise.all(units.map(async (unit) => (await manager.show(unit, "ActiveState")).ActiveState));
    const proxiedUnits = () =>
      stateOfUnits("mcp-proxied.socket", "mcp-proxied-proxy.service", "mcp-proxied.service");

    it("nothing runs before the first connection, whose request is answered", async () => {
      await expect(proxiedUnits()).resolves.toEqual(["active", "inactive", "inactive"]);
      const { argv } = await stateOf(ports[proxied]!);
      expect(argv.slice(2)).toEqual(["127.0.0.1", String(ports[3])]);
      await expect(proxiedUnits()).resolves.toEqual(["active", "active", "active"]);
    });

    it("many first connections at once are all answered, by one server", async () => {
      await manager.systemctl("stop", "mcp-proxied-proxy.service");
      await until(proxiedUnits, (states) => states[2] === "inactive");
      const states = await Promise.all(Array.from({ length: 20 }, () => stateOf(ports[proxied]!)));
      expect(new Set(states.map(({ pid }) => pid)).size).toBe(1);
    });

    it("idle, both are stopped; the next connection starts them again", async () => {
      const before = await stateOf(ports[proxied]!);
      await until(proxiedUnits, (states) => states.join() === "active,inactive,inactive");
      expect(await textOf(`/proc/${before.pid}/cmdline`)).toBe("");
      const after = await stateOf(ports[proxied]!);
      expect(after.pid).not.toBe(before.pid);
    });

    it("after a crash the next connection is answered, by a new server", async () => {
      for (let round = 0; round < 3; round++) {
        const before = await stateOf(ports[proxied]!);
        await crash(ports[proxied]!);
        // Until systemd has seen it, a connection still goes to the old one.
        await until(proxiedUnits, (states) => states.slice(1).join() === "inactive,failed");
        const after = await stateOf(ports[proxied]!);
        expect(after.pid).not.toBe(before.pid);
      }
    });

    it("without its secret a client is turned away, and the socket stays", async () => {
      for (let attempt = 0; attempt < 30; attempt++)
        await expect(ask(ports[missing]!, "/state")).rejects.toThrow();
      await expect(stateOfUnits("mcp-missing.socket")).resolves.toEqual(["active"]);
      expect(await textOf(join(folder, "missing.log"))).toContain("API_KEY");
      await writeFile(join(folder, "key"), "there now\n", { mode: 0o600 });
      await expect(stateOf(ports[missing]!)).resolves.toMatchObject({ env: { API_KEY: "there now" } });
    });

    it("a server that takes the socket itself is started with it", async () => {
      await expect(stateOfUnits("mcp-native.socket", "mcp-native.service")).resolves.toEqual([
        "active",
        "inactive",
      ]);
      const before = await stateOf(ports[native]!);
      expect(before.env.LISTEN_FDS).toBe("1");
      expect(await textOf(`/proc/${before.pid}/cgroup`)).toContain("mcp-servers.slice/mcp-native.service");
      await crash(ports[native]!);
      await until(
        () => stateOfUnits("mcp-native.socket", "mcp-native.service"),
        (states) => states.join() === "active,failed",
      );
      const after = await stateOf(ports[native]!);
      expect(after.pid).not.toBe(before.pid);
    });

    it("stopping the target stops sockets, proxies and servers", async () => {
      await manager.systemctl("stop", "mcp-servers.target");
      await until(
        () =>
          stateOfUnits(
            "mcp-proxied.socket",
            "mcp-proxied-proxy.service",
            "mcp-native.socket",
            "mcp-native.service",
          ),
        (states) => states.every((state) => state === "inactive" || state === "failed"),
      );
      for (const port of ports) await expect(ask(port, "/state")).rejects.toThrow();
    });
  });
