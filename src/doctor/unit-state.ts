import { constants } from "node:os";
import type { DoctorSetting } from "./setting.ts";

/** What systemd says of a unit. Source: org.freedesktop.systemd1(5), systemd.service(5). */
export interface UnitState {
  readonly load: string;
  readonly active: string;
  /** `running`, `start-post`, `auto-restart`, … */
  readonly sub: string;
  readonly result: string;
  /** `exited`, `killed` (by a signal) or `none`: how its main process ended. */
  readonly ended: "exited" | "killed" | "none";
  /** The main process' exit code, or the signal's number. */
  readonly status: number;
  /** Whether it was given up because what waits for its port ended with an error. */
  readonly readinessFailed: boolean;
  readonly restarts: number;
  readonly cgroup: string;
  readonly pid: number;
}

const properties = [
  "LoadState",
  "ActiveState",
  "SubState",
  "Result",
  "ExecMainCode",
  "ExecMainStatus",
  "ExecStartPost",
  "NRestarts",
  "ControlGroup",
  "MainPID",
];

/** null: there is no systemd to ask. */
export async function unitState(
  unit: string,
  { manager }: Pick<DoctorSetting, "manager">,
): Promise<UnitState | null> {
  if (typeof manager === "string") return null;
  const found = await manager.show(unit, properties);
  return found === null ? null : parseUnitState(found);
}

/** The same of `systemctl show`'s properties. */
export function parseUnitState(found: Readonly<Record<string, string>>): UnitState {
  // CLD_EXITED, CLD_KILLED and CLD_DUMPED of waitid(2).
  const code = found.ExecMainCode ?? "0";
  const ended = code === "1" ? "exited" : code === "2" || code === "3" ? "killed" : "none";
  const status = Number(found.ExecMainStatus ?? 0);
  return {
    load: found.LoadState ?? "",
    active: found.ActiveState ?? "",
    sub: found.SubState ?? "",
    result: found.Result ?? "",
    ended,
    status,
    readinessFailed:
      found.Result === "exit-code" && readinessFailed(found.ExecStartPost ?? "", ended, status),
    restarts: Number(found.NRestarts ?? 0),
    cgroup: found.ControlGroup ?? "",
    pid: Number(found.MainPID ?? 0),
  };
}

/**
 * What waits for the port ended with an error, which is the unit's result then, and only after that systemd ended the
 * server (by SIGTERM, which many take as a reason to exit well). A server that ended of its own accord has another
 * status, and one that a signal ended makes that the result.
 */
function readinessFailed(startPost: string, ended: UnitState["ended"], status: number): boolean {
  if (!/code=exited ; status=[1-9]/.test(startPost)) return false;
  return ended === "killed" || (ended === "exited" && [0, 128 + constants.signals.SIGTERM].includes(status));
}

/** systemd's own exit codes that say what it could not do. Source: systemd.exec(5), "Process Exit Codes". */
const systemdsOwn: Readonly<Record<number, string>> = {
  200: "systemd could not enter its working folder",
  203: "systemd could not start its wrapper: was it garbage-collected?",
  226: "systemd could not make its mount namespace: a directive of service.settings that user managers cannot have here",
  243: "systemd could not load a credential",
};
/** With this the wrapper ends when it starts nothing. Source: sysexits.h. */
const EX_CONFIG = 78;

/** Why a service that failed did: one phrase. */
export function howItEnded(state: UnitState): string {
  const { result, readinessFailed: isReadiness } = state;
  if (isReadiness) return "its port did not answer in time (service.readyTimeout)";
  if (result === "timeout") return "it did not start or stop within its time";
  if (result === "oom-kill") return "it ran out of memory, of its own limit or the slice's";
  if (result === "start-limit-hit") return `it ended too often in a short time, last by ${lastEnd(state)}`;
  if (["exit-code", "signal", "core-dump"].includes(result)) {
    if (state.ended === "exited" && state.status === EX_CONFIG)
      return "its wrapper did not start it: something it needs is missing";
    return (state.ended === "exited" && systemdsOwn[state.status]) || lastEnd(state);
  }
  return result;
}

function lastEnd({ ended, status }: UnitState): string {
  if (ended !== "killed") return `exit code ${status}`;
  const name = Object.entries(constants.signals).find(([, number]) => number === status)?.[0];
  return `signal ${name ?? status}`;
}

/** The exit code of a service that systemd did not start for want of a credential. */
export function lacksCredential({ ended, status, active, sub }: UnitState): boolean {
  return ended === "exited" && status === 243 && (active === "failed" || sub === "auto-restart");
}
