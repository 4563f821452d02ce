import type { StdioServer } from "../config/manifest-schema.ts";
import { probeServer } from "../mcp/probe.ts";
import { lastLines } from "../mcp/server-words.ts";
import { type Cgroups, cgroupsOfTree, unitPath, unitsOf } from "./cgroup.ts";
import type { Finding, ServerReport } from "./finding.ts";
import { hideValuesWhile } from "./hide-values.ts";
import { limitFindings } from "./limit-findings.ts";
import type { DoctorSetting } from "./setting.ts";
import { shownWords } from "./shown-words.ts";

export type Running = Pick<
  ServerReport,
  "findings" | "serverInfo" | "timings" | "tools" | "unit" | "slice" | "stderr"
>;

export const notRunning: Running = {
  findings: [],
  serverInfo: null,
  timings: null,
  tools: null,
  unit: null,
  slice: null,
  stderr: null,
};

/** With this the wrapper ends when it starts nothing. Source: sysexits.h. */
const EX_CONFIG = 78;

/** Starts a server by its wrapper as a client would, speaks MCP with it, and looks where its processes lie. */
export async function stdioFindings(
  name: string,
  server: StdioServer,
  setting: DoctorSetting,
): Promise<Running> {
  if (!setting.start) {
    return { ...notRunning, findings: [{ check: "answers", level: "skipped", text: "not started" }] };
  }
  setting.onStep(name, "starting, speaking MCP");
  const names = server.secrets.map((secret) => secret.name);
  const watch = new AbortController();
  let place: Place | undefined;
  let around: Finding[] = [];
  const result = await probeServer(
    {
      command: server.command,
      args: server.args,
      env: { ...setting.env, ...server.env },
      cwd: setting.scratch,
    },
    {
      timeoutMs: setting.timeoutMs,
      signal: setting.signal,
      onSpawn: (pid) => {
        void hideValuesWhile(pid, names, watch.signal);
      },
      whileUp: async (pid) => {
        // Its cgroup goes with it.
        place = placeOf(name, await cgroupsOfTree(pid));
        if (server.scope) around = await scopeFindings(server, setting, place);
      },
    },
  );
  watch.abort();
  setting.signal.throwIfAborted();
  if (!result.ok) {
    const tail = shownWords(lastLines(result.end.stderr));
    const [reason = ""] =
      result.end.exitCode === EX_CONFIG
        ? ["its wrapper did not start it: something it needs is missing"]
        : result.reason.split("\n");
    const hint = `mcp-nixgen logs ${name} shows more; by hand: ${server.command} </dev/null`;
    return {
      ...notRunning,
      findings: [{ check: "answers", level: "failed", text: shownWords(reason.replace(/:$/, "")), hint }],
      stderr: tail === "" ? null : tail,
    };
  }
  const { answer } = result;
  return {
    findings: [
      { check: "answers", level: "ok", text: `${answer.serverInfo.name} ${answer.serverInfo.version}` },
      ...(answer.strayLines > 0 ? [strayFinding(answer.strayLines)] : []),
      ...around,
    ],
    serverInfo: answer.serverInfo,
    timings: answer.timings,
    tools: answer.tools.length,
    unit: place?.unit ?? null,
    slice: place?.slice ?? null,
    stderr: null,
  };
}

function strayFinding(lines: number): Finding {
  return {
    check: "answers",
    level: "warning",
    text: `${lines} ${lines === 1 ? "line" : "lines"} on its stdout are not MCP, which some clients take for an error`,
    hint: "Is there an option or a variable that makes it quiet?",
  };
}

interface Place {
  readonly cgroups: Cgroups;
  readonly unit: string;
  readonly slice: string | null;
}

/** The server's own scope, of the first of its processes that is in it. */
function placeOf(name: string, groups: readonly Cgroups[]): Place | undefined {
  for (const cgroups of groups) {
    const { unit, slice } = unitsOf(unitPath(cgroups));
    if (unit?.startsWith(`mcp-${name}-`) && unit.endsWith(".scope")) return { cgroups, unit, slice };
  }
  return undefined;
}

async function scopeFindings(
  server: StdioServer,
  setting: DoctorSetting,
  place: Place | undefined,
): Promise<Finding[]> {
  if (process.platform !== "linux") return [];
  if (place === undefined) {
    const why = typeof setting.manager === "string" ? setting.manager : "the wrapper did not make one";
    return [
      {
        check: "scope",
        level: "warning",
        text: `it runs without a scope, so its limits are not in effect: ${why}`,
        hint:
          typeof setting.manager === "string"
            ? "A user manager comes with a login session, or without one by 'loginctl enable-linger'."
            : "What the wrapper says on stderr tells why.",
      },
    ];
  }
  const inSlice: Finding =
    place.slice === setting.slice
      ? { check: "scope", level: "ok", text: `${place.unit} in ${place.slice}` }
      : {
          check: "scope",
          level: "failed",
          text: `${place.unit} lies in ${place.slice ?? "no slice"}, not in ${setting.slice}`,
          hint: "Run home-manager switch: the wrapper is of another generation than the slice.",
        };
  return [inSlice, ...(await limitFindings(place.cgroups, server.limits, setting))];
}
