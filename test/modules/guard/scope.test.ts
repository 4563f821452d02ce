import { mkdtempSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { builtGuard, describeGuard, processesWith, within } from "../../support/guard.ts";
import { describeSystemd, type SystemdUser, startSystemdUser } from "../../support/systemd-user.ts";

let systemd: SystemdUser;

const limits = ["MemoryMax=200M", "MemoryHigh=150M", "CPUQuota=150%", "CPUWeight=50", "TasksMax=40"];

async function guarded(options: readonly string[], command: readonly string[], env: object = systemd.env) {
  const words = ["--name", "demo", ...options, "--", ...command];
  return execa(await builtGuard(), words, { env: { ...env }, extendEnv: false, reject: false });
}

const scopeIn = (cgroups: string) => /^0::(.*)$/m.exec(cgroups)?.[1] ?? "";

async function scopes(): Promise<string[]> {
  const { stdout } = await systemd.systemctl("list-units", "--all", "--plain", "--no-legend", "mcp-*.scope");
  return stdout.split("\n").filter(Boolean);
}

describeGuard("with a user manager", () => {
  describeSystemd("mcp-guard --scope", () => {
    beforeAll(async () => {
      systemd = await startSystemdUser();
      await writeFile(join(systemd.unitFolder, "mcp-servers.slice"), "[Slice]\nMemoryMax=1G\nTasksMax=500\n");
      await systemd.systemctl("daemon-reload");
    });
    afterAll(() => systemd.stop());

    it("the server is in a scope of its own, in the slice, with its limits", async () => {
      const words = limits.flatMap((limit) => ["--property", limit]);
      const script = 'cat /proc/self/cgroup; read -r line; echo "$line"';
      const child = execa(await builtGuard(), ["--name", "demo", ...words, "--", "sh", "-c", script], {
        env: systemd.env,
        extendEnv: false,
        reject: false,
      });
      const text = await new Promise<string>((resolve) =>
        child.stdout.once("data", (data) => resolve(String(data))),
      );
      const path = scopeIn(text);
      expect(path).toMatch(
        new RegExp(
          `^${systemd.cgroup}/mcp.slice/mcp-servers.slice/mcp-demo-${child.pid}-[0-9a-f]{8}\\.scope$`,
        ),
      );
      const unit = path.split("/").at(-1)!;
      expect(
        await systemd.show(
          unit,
          "MemoryMax",
          "MemoryHigh",
          "CPUQuotaPerSecUSec",
          "CPUWeight",
          "TasksMax",
          "Slice",
          "Description",
        ),
      ).toEqual({
        MemoryMax: String(200 << 20),
        MemoryHigh: String(150 << 20),
        CPUQuotaPerSecUSec: "1.500000s",
        CPUWeight: "50",
        TasksMax: "40",
        Slice: "mcp-servers.slice",
        Description: "MCP server demo",
      });
      expect(await systemd.show("mcp-servers.slice", "MemoryMax")).toEqual({ MemoryMax: String(1 << 30) });
      child.stdin!.end("bye\n");
      expect(await child).toMatchObject({ exitCode: 0, stderr: "" });
      expect(await eventually(scopes, (left) => left.length === 0)).toEqual([]);
    });

    it("a server that takes more than its memory is ended, and the client learns by which signal", async () => {
      const eater = "const all = []; for (;;) all.push(Buffer.alloc(8 << 20, 1));";
      const done = await guarded(["--property", "MemoryMax=150M"], [process.execPath, "-e", eater]);
      expect(done.signal).toBe("SIGKILL");
      expect(await eventually(scopes, (left) => left.length === 0)).toEqual([]);
    });

    it("fifty at once have fifty scopes, and leave none", async () => {
      const servers = await Promise.all(
        Array.from({ length: 50 }, () => guarded([], ["sh", "-c", "cat /proc/self/cgroup; sleep 1"])),
      );
      expect(servers.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
        Array.from({ length: 50 }, () => ({ exitCode: 0, stderr: "" })),
      );
      const paths = new Set(servers.map(({ stdout }) => scopeIn(String(stdout))));
      expect(paths.size).toBe(50);
      expect([...paths].every((path) => path.includes("/mcp-servers.slice/mcp-demo-"))).toBe(true);
      expect(await eventually(scopes, (left) => left.length === 0)).toEqual([]);
    });

    it("systemctl stop ends the server and the guard", async () => {
      const guard = await builtGuard();
      const child = execa(guard, ["--name", "stopped", "--", "sleep", "300"], {
        env: systemd.env,
        extendEnv: false,
        reject: false,
      });
      const running = await eventually(scopes, (units) =>
        units.some((unit) => unit.includes("mcp-stopped-")),
      );
      const unit = running.find((line) => line.includes("mcp-stopped-"))!.split(" ")[0]!;
      await systemd.systemctl("stop", unit);
      expect((await child).signal).toBe("SIGTERM");
    });

    it("a client that is killed leaves no scope", async () => {
      const mark = `SCOPE_MARK=${process.pid}`;
      const script = `"$@" & wait`;
      const words = ["--name", "orphan", "--", "env", mark, "sh", "-c", "setsid sleep 300 & exec sleep 300"];
      const client = execa("sh", ["-c", script, "sh", await builtGuard(), ...words], {
        env: systemd.env,
        extendEnv: false,
        reject: false,
      });
      expect(await within(3000, () => processesWith(mark).length === 2)).not.toBeNull();
      client.kill("SIGKILL");
      expect(await within(1000, () => processesWith(mark).length === 0)).not.toBeNull();
      expect(await eventually(scopes, (left) => left.length === 0)).toEqual([]);
    });

    it("what systemd refuses is said in its words; the server runs without a scope, unless it must not", async () => {
      const refused = ["--slice", "not-a-slice.service"];
      const done = await guarded(refused, ["echo", "runs"]);
      expect(done).toMatchObject({ exitCode: 0, stdout: "runs" });
      expect(done.stderr).toMatch(
        /^mcp-demo: runs without a systemd scope \(systemd refused it: .*not-a-slice\.service.*\)$/,
      );
      const must = await guarded([...refused, "--scope", "require"], ["echo", "runs"]);
      expect(must).toMatchObject({ exitCode: 69, stdout: "" });
      expect(must.stderr).toMatch(/^mcp-demo: a systemd scope is required, and there is none to be had/);
    });

    it("the slice is needed nowhere before: systemd makes one that has no unit file", async () => {
      const done = await guarded(["--slice", "mcp-other.slice"], ["cat", "/proc/self/cgroup"]);
      expect(scopeIn(String(done.stdout))).toContain("/mcp.slice/mcp-other.slice/mcp-demo-");
    });
  });

  it("without a user manager: one line on standard error, and the server runs", async () => {
    const env = { PATH: process.env.PATH, XDG_RUNTIME_DIR: mkdtempSync(join(tmpdir(), "no-systemd-")) };
    const done = await guarded(["--property", "MemoryMax=1G"], ["echo", "runs"], env);
    expect(done).toMatchObject({ exitCode: 0, stdout: "runs" });
    expect(done.stderr).toMatch(
      /^mcp-demo: runs without a systemd scope and its limits \(.*systemd\/private: No such file or directory\)$/,
    );
    const must = await guarded(["--scope", "require"], ["echo", "runs"], env);
    expect(must).toMatchObject({ exitCode: 69, stdout: "" });
  });
});

async function eventually<T>(look: () => Promise<T>, enough: (seen: T) => boolean): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const seen = await look();
    if (enough(seen) || attempt === 40) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
