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
import { lookAtUnit, type UnitLook } from "./unit-finding.ts";

/** Looks at a server's service and socket, connects to its port and speaks MCP with it. */
export async function httpFindings(
  name: string,
  server: HttpServer,
  setting: DoctorSetting,
): Promise<Running> {
  setting.onStep(name, "looking at its service");
  const before = await lookAtUnit(server, setting);
  const idle = before !== null && before.state?.active !== "active";
  const isWrong = before?.finding.level === "failed";
  if (!setting.start && idle) {
    const skipped: Finding = { check: "answers", level: "skipped", text: "not started" };
    return { ...notRunning, findings: isWrong ? [before.finding] : [before.finding, skipped] };
  }
  const base: Running = { ...notRunning, unit: server.unit, slice: sliceOf(before) };
  // Why nothing answers is known then; a connection to its socket would start it anew.
  if (isWrong && !before.isListening)
    return { ...base, findings: [before.finding], stderr: await journalTail(server, setting) };
  const names = server.secrets.map((secret) => secret.name);
  if (before?.state?.pid) await hideValues(before.state.pid, names);
  const findings = await answerFindings(name, server, setting);
  // Its socket may have started it just now.
  const after = idle ? await lookAtUnit(server, setting) : before;
  const unit = after === null ? [] : [after.finding];
  if (findings.answer === null) {
    // What the service failed of is why it does not answer.
    const told = after?.finding.level === "failed" ? unit : [...unit, ...findings.list];
    return { ...base, findings: told, stderr: await journalTail(server, setting) };
  }
  const pid = after?.state?.pid ?? 0;
  const [cgroups] = pid === 0 ? [] : await cgroupsOfTree(pid);
  const limits = cgroups === undefined ? [] : await limitFindings(cgroups, server.limits, setting);
  return {
    ...base,
    slice: sliceOf(after),
    findings: [...unit, ...findings.list, ...limits],
    serverInfo: findings.answer.serverInfo,
    timings: findings.answer.timings,
    tools: findings.answer.tools.length,
  };
}

function sliceOf(look: UnitLook | null): string | null {
  return unitsOf(look?.state?.cgroup ?? "").slice;
}

/** Whether the port takes connections, and whether what is behind it speaks MCP. */
async function answerFindings(name: string, server: HttpServer, setting: DoctorSetting) {
  setting.onStep(name, "connecting");
  const refused = await connects(server.url, Math.min(setting.timeoutMs, 5000));
  if (refused !== null) {
    const text = `${server.url}: ${refused}`;
    const list: Finding[] = [{ check: "port", level: "failed", text, hint: portHint(server) }];
    return { list, answer: null };
  }
  const port: Finding = { check: "port", level: "ok", text: new URL(server.url).host };
  setting.onStep(name, "speaking MCP");
  const result = await probeHttp(server.url, setting);
  setting.signal.throwIfAborted();
  if (!result.ok) {
    const hint = `Is ${server.url} the server's endpoint ('path')? mcp-nixgen logs ${name} shows what it says.`;
    const silent: Finding = { check: "answers", level: "failed", text: shownWords(result.reason), hint };
    return { list: [port, silent], answer: null };
  }
  const { serverInfo } = result.answer;
  const answers: Finding = {
    check: "answers",
    level: "ok",
    text: `${serverInfo.name} ${serverInfo.version}`,
  };
  return { list: [port, answers], answer: result.answer };
}

/** Why a port does not take connections; null: it does. */
function connects(url: string, timeoutMs: number): Promise<string | null> {
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
