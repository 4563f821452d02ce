import { createConnection } from "node:net";
import { execa } from "execa";
import type { HttpServer } from "../config/manifest-schema.ts";
import { probeHttp } from "../mcp/probe-http.ts";
import { lastLines } from "../mcp/server-words.ts";
import { cgroupsOfTree, unitsOf } from "./cgroup.ts";
import type { Finding } from "./finding.ts";
import { hideValues } from "./hide-values.ts";
import { limitFindings } from "./limit-findings.ts";
import type { DoctorSetting } from "./setting.ts";
import { shownWords } from "./shown-words.ts";
import { notRunning, type Running } from "./stdio-server.ts";

/** What systemd says of a server's service. */
export interface UnitState {
  readonly load: string;
  readonly active: string;
  readonly result: string;
  readonly exitStatus: string;
  readonly restarts: number;
  readonly cgroup: string;
  readonly pid: number;
}

/** Looks at a server's service and socket, connects to its port and speaks MCP with it. */
export async function httpFindings(
  name: string,
  server: HttpServer,
  setting: DoctorSetting,
): Promise<Running> {
  const findings: Finding[] = [];
  const unit = await unitFindings(server, setting, findings);
  const idle = unit !== null && unit.active !== "active";
  if (!setting.start && idle) {
    return {
      ...notRunning,
      findings: [...findings, { check: "answers", level: "skipped", text: "not started" }],
    };
  }
  const base: Running = {
    ...notRunning,
    findings,
    unit: server.unit,
    slice: unitsOf(unit?.cgroup ?? "").slice,
  };
  if (unit !== null && unit.pid !== 0)
    await hideValues(
      unit.pid,
      server.secrets.map((secret) => secret.name),
    );
  setting.onStep(name, "connecting");
  const refused = await connects(server.url, Math.min(setting.timeoutMs, 5000));
  if (refused !== null) {
    findings.push({
      check: "port",
      level: "failed",
      text: `${server.url}: ${refused}`,
      hint: portHint(server),
    });
    return { ...base, stderr: await journalTail(server, setting) };
  }
  findings.push({ check: "port", level: "ok", text: new URL(server.url).host });
  setting.onStep(name, "speaking MCP");
  const result = await probeHttp(server.url, setting);
  setting.signal.throwIfAborted();
  if (!result.ok) {
    findings.push({
      check: "answers",
      level: "failed",
      text: shownWords(result.reason),
      hint: `Is ${server.url} the server's endpoint ('path')? mcp-nixgen logs ${name} shows what it says.`,
    });
    return { ...base, stderr: await journalTail(server, setting) };
  }
  const { answer } = result;
  findings.push({
    check: "answers",
    level: "ok",
    text: `${answer.serverInfo.name} ${answer.serverInfo.version}`,
  });
  // Its socket may have started it just now.
  const now = idle ? await unitState(server, setting) : unit;
  const [cgroups] = now === null || now.pid === 0 ? [] : await cgroupsOfTree(now.pid);
  if (cgroups !== undefined) findings.push(...(await limitFindings(cgroups, server.limits, setting)));
  return {
    ...base,
    slice: unitsOf(now?.cgroup ?? "").slice,
    serverInfo: answer.serverInfo,
    timings: answer.timings,
    tools: answer.tools.length,
  };
}

async function unitState({ unit }: HttpServer, { manager }: DoctorSetting): Promise<UnitState | null> {
  if (unit === null || typeof manager === "string") return null;
  const found = await manager.show(unit, [
    "LoadState",
    "ActiveState",
    "Result",
    "ExecMainStatus",
    "NRestarts",
    "ControlGroup",
    "MainPID",
  ]);
  if (found === null) return null;
  return {
    load: found.LoadState ?? "",
    active: found.ActiveState ?? "",
    result: found.Result ?? "",
    exitStatus: found.ExecMainStatus ?? "",
    restarts: Number(found.NRestarts ?? 0),
    cgroup: found.ControlGroup ?? "",
    pid: Number(found.MainPID ?? 0),
  };
}

async function unitFindings(
  server: HttpServer,
  setting: DoctorSetting,
  findings: Finding[],
): Promise<UnitState | null> {
  const { unit, socket } = server;
  if (unit === null) return null;
  const state = await unitState(server, setting);
  if (state === null) {
    const why = typeof setting.manager === "string" ? setting.manager : "systemd does not answer";
    findings.push({
      check: "unit",
      level: "failed",
      text: `${unit}: ${why}`,
      hint: "A service needs a user manager: log in, or 'loginctl enable-linger'.",
    });
    return null;
  }
  const listening =
    socket === null || typeof setting.manager === "string"
      ? null
      : (await setting.manager.show(socket, ["ActiveState"]))?.ActiveState === "active";
  findings.push(unitFinding(unit, state, socket, listening));
  return state;
}

function unitFinding(
  unit: string,
  state: UnitState,
  socket: string | null,
  listening: boolean | null,
): Finding {
  const check = "unit" as const;
  if (state.load !== "loaded") {
    return {
      check,
      level: "failed",
      text: `${unit} is ${state.load}`,
      hint: "Run home-manager switch, then systemctl --user daemon-reload.",
    };
  }
  if (listening === false) {
    return {
      check,
      level: "failed",
      text: `${socket} does not listen`,
      hint: `systemctl --user start ${socket}`,
    };
  }
  if (state.active === "failed") {
    const how = state.result === "exit-code" ? `exit code ${state.exitStatus}` : state.result;
    return {
      check,
      level: "failed",
      text: `${unit} failed (${how}) after ${state.restarts} restarts`,
      hint: `systemctl --user restart ${unit}, after what its log says is put right.`,
    };
  }
  if (state.active === "active" || listening === true) {
    const restarts = state.restarts > 0 ? `, ${state.restarts} restarts` : "";
    return {
      check,
      level: state.restarts > 0 ? "warning" : "ok",
      text: `${unit} is ${state.active}${restarts}`,
      hint: state.restarts > 0 ? "Its log tells why it ended." : undefined,
    };
  }
  return {
    check,
    level: "failed",
    text: `${unit} is ${state.active}`,
    hint: `systemctl --user start ${unit}`,
  };
}

/** Why a port does not take connections; null: it does. */
export function connects(url: string, timeoutMs: number): Promise<string | null> {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = createConnection({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port) || (protocol === "https:" ? 443 : 80),
    });
    const end = (result: string | null) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeoutMs, () => end(`no connection within ${timeoutMs / 1000} s`));
    socket.once("connect", () => end(null));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      end(error.code === "ECONNREFUSED" ? "nothing listens there" : (error.code ?? error.message)),
    );
  });
}

function portHint({ unit }: HttpServer): string {
  return unit === null
    ? "Start the server."
    : "Does the server get its port, as --port {port} in args or a variable in env?";
}

async function journalTail({ unit }: HttpServer, setting: DoctorSetting): Promise<string | null> {
  if (unit === null || typeof setting.manager === "string") return null;
  const { stdout, exitCode } = await execa(
    "journalctl",
    [`--user-unit=${unit}`, "--lines=5", "--no-pager", "--quiet", "--output=cat"],
    { env: setting.env, extendEnv: false, reject: false, stdin: "ignore", timeout: 5000 },
  );
  const tail = exitCode === 0 ? shownWords(lastLines(String(stdout))) : "";
  return tail === "" ? null : tail;
}
