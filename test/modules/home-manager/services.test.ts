import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nixOrNull } from "../../support/nix.ts";
import { describeSystemd, type SystemdUser } from "../../support/systemd-user.ts";
import { configuration, freePorts } from "./configuration.ts";
import { ask, crash, memoryLimit, startWithUnits, stateOf, textOf, until } from "./running-units.ts";

const secret = "tüü 'quoted' \"$HOME\" \\ `id`\n\nlast line";

if (nixOrNull() === null) process.stderr.write("NOT CHECKED: services of the module, for want of Nix\n");
else
  describeSystemd("services in a real systemd --user", () => {
    let manager: SystemdUser;
    let folder = "";
    let ports: number[] = [];
    const [plain, missing, dies, silent] = [0, 1, 2, 3];

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "services-"));
      ports = await freePorts(4);
      await writeFile(join(folder, "key"), `${secret}\n`, { mode: 0o600 });
      // No journal here: what a unit prints goes to a file.
      const output = (name: string) => `service.settings.StandardError = "append:${folder}/${name}.log";`;
      manager = await startWithUnits(
        configuration(`
        slice = { memoryMax = "4G"; tasksMax = 500; };
        servers.plain = {
          package = http; transport = "http"; port = ${ports[plain]};
          args = [ "{host}" "{port}" ];
          env = { PLAIN = "on {port}"; DELAY = "700"; };
          secrets.API_KEY.file = "${folder}/key";
          limits = { memoryMax = "1G"; cpuQuota = "150%"; tasksMax = 60; };
          service.settings.RestartSec = "100ms";
          ${output("plain")}
        };
        servers.missing = {
          package = http; transport = "http"; port = ${ports[missing]};
          args = [ "{host}" "{port}" ];
          secrets.API_KEY.file = "${folder}/absent";
          ${output("missing")}
        };
        servers.dies = {
          package = http; transport = "http"; port = ${ports[dies]};
          env.DIE = "4";
          service.settings.RestartSec = "10ms";
          ${output("dies")}
        };
        servers.silent = {
          package = http; transport = "http"; port = ${ports[silent]};
          args = [ "{host}" "{port}" ];
          env.DELAY = "60000";
          service.readyTimeout = 1;
          service.settings.Restart = "no";
          ${output("silent")}
        };`),
      );
      await manager.systemctl("start", "mcp-servers.target");
    });

    afterAll(async () => {
      await manager?.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it("once started, it answers an MCP client", async () => {
      // `start` came back after the 700 ms that the server takes to listen.
      const client = new Client({ name: "test", version: "1.0.0" });
      await client.connect(
        new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${ports[plain]}/mcp`)),
      );
      const { tools } = await client.listTools();
      expect(tools.map((tool) => tool.name)).toEqual(["hello"]);
      await client.close();
    });

    it("lies in the slice, both with their limits", async () => {
      const { pid } = await stateOf(ports[plain]!);
      expect(await textOf(`/proc/${pid}/cgroup`)).toContain(
        `${manager.cgroup}/mcp.slice/mcp-servers.slice/mcp-plain.service`,
      );
      await expect(
        manager.show("mcp-plain.service", "MemoryMax", "CPUQuotaPerSecUSec", "TasksMax"),
      ).resolves.toEqual({
        MemoryMax: "1073741824",
        CPUQuotaPerSecUSec: expect.stringMatching(/^1\.50*s$/),
        TasksMax: "60",
      });
      await expect(manager.show("mcp-servers.slice", "MemoryMax", "TasksMax")).resolves.toEqual({
        MemoryMax: "4294967296",
        TasksMax: "500",
      });
      const limits = ["mcp.slice/mcp-servers.slice", "mcp.slice/mcp-servers.slice/mcp-plain.service"];
      for (const [index, bytes] of [4 * 2 ** 30, 2 ** 30].entries())
        expect([String(bytes), null]).toContain(await memoryLimit(manager, limits[index] ?? ""));
    });

    it("is confined, and Node's compiler works", async () => {
      const { status, coreLimit } = await stateOf(ports[plain]!);
      expect(status).toMatchObject({ NoNewPrivs: "1", Seccomp: "2", Umask: "0077" });
      expect(coreLimit).toBe("0");
    });

    it("can still confine its own children, as browsers do", async () => {
      const here = await execa("unshare", ["--user", "--map-root-user", "--net", "true"], { reject: false });
      if (here.exitCode !== 0)
        process.stderr.write(
          `NOT CHECKED: sandboxes inside of a service, for there are none here: ${here.stderr}\n`,
        );
      else await expect(ask(ports[plain]!, "/sandbox")).resolves.toBe("0 ");
    });

    it("has its secret byte for byte, and nobody else does", async () => {
      const { pid, env } = await stateOf(ports[plain]!);
      expect(env.API_KEY).toBe(secret);
      expect(env.PLAIN).toBe(`on ${ports[plain]}`);
      const shown = await manager.systemctl("cat", "mcp-plain.service");
      const environment = await manager.show("mcp-plain.service", "Environment", "ExecStart");
      for (const text of [
        await textOf(`/proc/${pid}/cmdline`),
        shown.stdout,
        JSON.stringify(environment),
        await textOf(join(folder, "plain.log")),
      ])
        expect(text).not.toContain("quoted");
    });

    it("is started again after a crash", async () => {
      const before = await stateOf(ports[plain]!);
      await crash(ports[plain]!);
      await until(
        () => manager.show("mcp-plain.service", "ActiveState", "NRestarts"),
        ({ ActiveState, NRestarts }) => ActiveState === "active" && NRestarts === "1",
      );
      const after = await stateOf(ports[plain]!);
      expect(after.pid).not.toBe(before.pid);
    });

    it("without its secret it is not started, nor tried again, and says which", async () => {
      await expect(
        manager.show("mcp-missing.service", "ActiveState", "NRestarts", "ExecMainStatus"),
      ).resolves.toEqual({ ActiveState: "failed", NRestarts: "0", ExecMainStatus: "78" });
      const said = await textOf(join(folder, "missing.log"));
      expect(said).toContain("mcp-missing: ");
      expect(said).toContain("API_KEY");
      expect(said).toContain(join(folder, "absent"));
    });

    it("one that dies at once is given up", async () => {
      const state = await until(
        () => manager.show("mcp-dies.service", "ActiveState", "Result", "NRestarts", "ExecMainStatus"),
        ({ ActiveState }) => ActiveState === "failed",
      );
      expect(state).toMatchObject({ NRestarts: "5", ExecMainStatus: "4" });
    });

    it("one that never listens fails, and says so", async () => {
      await expect(manager.show("mcp-silent.service", "ActiveState")).resolves.toEqual({
        ActiveState: "failed",
      });
      expect(await textOf(join(folder, "silent.log"))).toContain(
        `the server did not listen on 127.0.0.1:${ports[silent]} within 1 seconds`,
      );
    });

    it("stopping the target stops it", async () => {
      const { pid } = await stateOf(ports[plain]!);
      await manager.systemctl("stop", "mcp-servers.target");
      await until(
        () => manager.show("mcp-plain.service", "ActiveState"),
        ({ ActiveState }) => ActiveState === "inactive",
      );
      expect(await textOf(`/proc/${pid}/cmdline`)).toBe("");
      await expect(ask(ports[plain]!, "/state")).rejects.toThrow();
    });
  });
