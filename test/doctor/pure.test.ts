import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCgroups, unitPath, unitsOf } from "../../src/doctor/cgroup.ts";
import { bytesOf, limitsInEffect } from "../../src/doctor/limits.ts";
import { secondsOf } from "../../src/doctor/limits-in-unit.ts";
import { parseSecretStates } from "../../src/doctor/secrets.ts";
import { parseCredentials } from "../../src/doctor/unit-credentials.ts";
import { lookAtUnit } from "../../src/doctor/unit-finding.ts";
import { howItEnded, lacksCredential, parseUnitState } from "../../src/doctor/unit-state.ts";
import { fields } from "../../src/doctor/user-manager.ts";

describe("where a process lies", () => {
  it("is read from version 2", () => {
    const path =
      "/user.slice/user-1000.slice/user@1000.service/mcp.slice/mcp-servers.slice/mcp-a-12-3f.scope";
    const cgroups = parseCgroups(`0::${path}\n`);
    expect(unitPath(cgroups)).toBe(path);
    expect(unitsOf(path)).toEqual({ unit: "mcp-a-12-3f.scope", slice: "mcp-servers.slice" });
  });

  it("is read from version 1 and hybrid", () => {
    const text = "4:memory:/m\n2:cpu,cpuacct:/c\n1:name=systemd:/mcp-servers.slice/mcp-b.service\n0::/\n";
    const cgroups = parseCgroups(text);
    expect([cgroups.get("memory"), cgroups.get("cpuacct")]).toEqual(["/m", "/c"]);
    expect(unitsOf(unitPath(cgroups))).toEqual({ unit: "mcp-b.service", slice: "mcp-servers.slice" });
  });

  it("may be no unit at all", () => {
    expect(unitsOf(unitPath(parseCgroups("0::/\n")))).toEqual({ unit: null, slice: null });
    expect(unitsOf(unitPath(parseCgroups("")))).toEqual({ unit: null, slice: null });
  });
});

describe("limits", () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "cgroups-"));
    const place = join(root, "a.slice/b.scope");
    await mkdir(place, { recursive: true });
    const files = {
      "memory.max": "1073741824",
      "memory.high": "max",
      "memory.swap.max": "0",
      "cpu.max": "50000 100000",
      "cpu.weight": "20",
      "io.weight": "default 50\n8:0 100",
      "pids.max": "100",
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(place, name), `${text}\n`);
    await mkdir(join(root, "memory/v1"), { recursive: true });
    await writeFile(join(root, "memory/v1/memory.limit_in_bytes"), "9223372036854771712\n");
  });
  afterAll(() => rm(root, { recursive: true }));

  const inEffect = async (limits: Record<string, string | number>, memory = 4 * 1024 ** 3) =>
    Object.fromEntries(
      (await limitsInEffect(parseCgroups("0::/a.slice/b.scope\n"), limits, memory, root)).map((limit) => [
        limit.name,
        limit.holds,
      ]),
    );

  it("hold where the kernel has what was asked for", async () => {
    const asked = {
      memoryMax: "1G",
      memorySwapMax: 0,
      cpuQuota: "50%",
      cpuWeight: 20,
      ioWeight: "50",
      tasksMax: 100,
    };
    expect(await inEffect(asked)).toEqual(Object.fromEntries(Object.keys(asked).map((name) => [name, true])));
    expect(await inEffect({ memoryMax: "25%", memoryHigh: "infinity" })).toEqual({
      memoryMax: true,
      memoryHigh: true,
    });
  });

  it("do not where it has another", async () => {
    const asked = { memoryMax: "2G", memoryHigh: "1G", cpuQuota: "75%", cpuWeight: 21, tasksMax: 101 };
    expect(await inEffect(asked)).toEqual(
      Object.fromEntries(Object.keys(asked).map((name) => [name, false])),
    );
  });

  it("are not in effect without their controller", async () => {
    const cgroups = parseCgroups("3:memory:/v1\n0::/elsewhere\n");
    expect(await limitsInEffect(cgroups, { memoryMax: "1G", tasksMax: 1 }, 1, root)).toEqual([
      { name: "memoryMax", wanted: "1G", actual: "9223372036854771712", holds: false },
      { name: "tasksMax", wanted: "1", actual: null, holds: false },
    ]);
    expect(await limitsInEffect(cgroups, { memoryMax: "infinity" }, 1, root)).toMatchObject([
      { holds: true },
    ]);
  });

  it("are counted as systemd does", () => {
    expect(
      ["512", "1K", "1.5M", "2G", "1T", "50%", "infinity", "1GB", "", "-1"].map((text) =>
        bytesOf(text, 1000),
      ),
    ).toEqual([
      512,
      1024,
      1.5 * 1024 ** 2,
      2 * 1024 ** 3,
      1024 ** 4,
      500,
      Number.POSITIVE_INFINITY,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("what check-secrets prints", () => {
  it("is read line by line", () => {
    expect(
      parseSecretStates("A\tfile\tok\nB\tpass\tfailed\tno such entry\nnoise\nC\tsops\tfailed\n"),
    ).toEqual([
      { name: "A", provider: "file", failure: null },
      { name: "B", provider: "pass", failure: "no such entry" },
      { name: "C", provider: "sops", failure: "it cannot be had" },
    ]);
  });

  it("never gives a key away, whatever a provider says", () => {
    const [state] = parseSecretStates(
      "A\tcommand\tfailed\texpected X, got ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    );
    expect(state?.failure).toBe("expected X, got ***");
  });

  it("may be anything", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const { failure } of parseSecretStates(text)) expect(failure ?? "").not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

it("systemd's properties are read to the first equals sign", () => {
  expect(fields("Version=252\nEnvironment=A=b\nControlGroup=\n")).toEqual({
    Version: "252",
    Environment: "A=b",
    ControlGroup: "",
  });
});

describe("how a service ended", () => {
  const post = (status: number) =>
    `{ path=/x ; argv[]=/x ; ignore_errors=no ; pid=9 ; code=exited ; status=${status} }`;
  it.each([
    ["exit code 4", { Result: "exit-code", ExecMainCode: "1", ExecMainStatus: "4" }],
    ["signal SIGSEGV", { Result: "core-dump", ExecMainCode: "3", ExecMainStatus: "11" }],
    [/^its wrapper did not start it/, { Result: "exit-code", ExecMainCode: "1", ExecMainStatus: "78" }],
    [
      /^systemd could not start its wrapper/,
      { Result: "exit-code", ExecMainCode: "1", ExecMainStatus: "203" },
    ],
    [
      /^its port did not answer in time/,
      { Result: "exit-code", ExecMainCode: "2", ExecMainStatus: "15", ExecStartPost: post(1) },
    ],
    [
      /^its port did not answer in time/,
      { Result: "exit-code", ExecMainCode: "1", ExecMainStatus: "143", ExecStartPost: post(1) },
    ],
    ["exit code 5", { Result: "exit-code", ExecMainCode: "1", ExecMainStatus: "5", ExecStartPost: post(1) }],
    ["signal SIGTERM", { Result: "signal", ExecMainCode: "2", ExecMainStatus: "15", ExecStartPost: post(1) }],
    [/within its time$/, { Result: "timeout", ExecMainCode: "2", ExecMainStatus: "15" }],
    [/last by exit code 1$/, { Result: "start-limit-hit", ExecMainCode: "1", ExecMainStatus: "1" }],
    [/^it ran out of memory/, { Result: "oom-kill", ExecMainCode: "2", ExecMainStatus: "9" }],
    ["watchdog", { Result: "watchdog" }],
  ])("%s", (words, properties) => {
    expect(howItEnded(parseUnitState(properties))).toMatch(words);
  });

  it("by the want of a credential only where it is not running", () => {
    const state = { ExecMainCode: "1", ExecMainStatus: "243" };
    expect(lacksCredential(parseUnitState({ ...state, ActiveState: "failed" }))).toBe(true);
    expect(lacksCredential(parseUnitState({ ...state, ActiveState: "active" }))).toBe(false);
    expect(lacksCredential(parseUnitState({ ActiveState: "failed" }))).toBe(false);
  });
});

it("credentials are read from a unit's file", () => {
  const text = `[Service]
LoadCredential=plain
LoadCredentialEncrypted=a:%h/no where/100%%/a.cred
SetCredential=s:never shown
# LoadCredential=commented
ExecStart=/x LoadCredential=y:z
`;
  expect(parseCredentials(text, { HOME: "/home/me" })).toEqual([
    { name: "plain", source: "plain" },
    { name: "a", source: "/home/me/no where/100%/a.cred" },
    { name: "s", source: null },
  ]);
});

it("time spans of systemd are read", () => {
  expect(["infinity", "1.500000s", "500ms", "1min 30s", "250us", "2s"].map(secondsOf)).toEqual([
    Number.POSITIVE_INFINITY,
    1.5,
    0.5,
    90,
    0.00025,
    2,
  ]);
});

describe("a service that is starting", () => {
  const look = (states: readonly Record<string, string>[], timeoutMs: number) => {
    const left = [...states];
    const show = async () => (left.length > 1 ? left.shift() : left[0]) as Record<string, string>;
    return lookAtUnit(
      { unit: "mcp-a.service", socket: null } as never,
      { manager: { show }, timeoutMs, env: {}, signal: new AbortController().signal } as never,
    );
  };
  const starting = { LoadState: "loaded", ActiveState: "activating", SubState: "start-post" };

  it("is waited for", async () => {
    const found = await look([starting, { ...starting, ActiveState: "active", SubState: "running" }], 5000);
    expect(found?.finding).toMatchObject({ level: "ok", text: "mcp-a.service is active" });
  });

  it("has not failed when it takes longer", async () => {
    expect((await look([starting], 300))?.finding).toMatchObject({
      level: "warning",
      text: "mcp-a.service is still starting (start-post) after 0.3 s",
    });
  });

  it("has when systemd starts it again and again", async () => {
    const failing = { Result: "exit-code", ExecMainCode: "1", ExecMainStatus: "7", NRestarts: "3" };
    expect(
      (await look([{ ...starting, SubState: "auto-restart", ...failing }], 5000))?.finding,
    ).toMatchObject({
      level: "failed",
      text: "mcp-a.service keeps failing: exit code 7, restarted 3 times",
    });
  });
});
