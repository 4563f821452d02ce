import { setTimeout as pause } from "node:timers/promises";
import type { HttpServer } from "../config/manifest-schema.ts";
import type { Finding } from "./finding.ts";
import type { DoctorSetting } from "./setting.ts";
import { missingCredentials, unitCredentials } from "./unit-credentials.ts";
import { howItEnded, lacksCredential, type UnitState, unitState } from "./unit-state.ts";

/** A server's service as it is, and what is to be said of it. */
export interface UnitLook {
  /** null: there is no systemd to ask. */
  readonly state: UnitState | null;
  readonly finding: Finding;
  /** Whether a connection to its port starts it. */
  readonly isListening: boolean;
}

/** Looks at a service, waiting for one that is starting; null: the server has none. */
export async function lookAtUnit(server: HttpServer, setting: DoctorSetting): Promise<UnitLook | null> {
  const { unit, socket } = server;
  if (unit === null) return null;
  const state = await settledState(unit, setting);
  if (state === null || typeof setting.manager === "string") {
    const why = typeof setting.manager === "string" ? setting.manager : "systemd does not answer";
    const hint = "A service needs a user manager: log in, or 'loginctl enable-linger'.";
    return { state: null, isListening: false, finding: failed(`${unit}: ${why}`, hint) };
  }
  const isListening =
    socket !== null && (await setting.manager.show(socket, ["ActiveState"]))?.ActiveState === "active";
  const finding = await findingOf(unit, state, { socket, isListening }, setting);
  return { state, finding, isListening };
}

/** A start takes its time, and ends well or not; a service that systemd is about to start again has failed. */
async function settledState(unit: string, setting: DoctorSetting): Promise<UnitState | null> {
  const until = Date.now() + setting.timeoutMs;
  for (;;) {
    const state = await unitState(unit, setting);
    if (state === null || !isOnItsWay(state) || Date.now() >= until) return state;
    await pause(200, undefined, { signal: setting.signal });
  }
}

function isOnItsWay({ active, sub }: UnitState): boolean {
  return (active === "activating" && sub !== "auto-restart") || active === "reloading";
}

async function findingOf(
  unit: string,
  state: UnitState,
  { socket, isListening }: { readonly socket: string | null; readonly isListening: boolean },
  setting: DoctorSetting,
): Promise<Finding> {
  if (state.load !== "loaded")
    return failed(
      `${unit} is ${state.load}`,
      "Run home-manager switch, then systemctl --user daemon-reload.",
    );
  if (socket !== null && !isListening)
    return failed(`${socket} does not listen`, `systemctl --user start ${socket}`);
  if (state.active === "failed" || state.sub === "auto-restart") return failureOf(unit, state, setting);
  if (isOnItsWay(state)) {
    return {
      check: "unit",
      level: "warning",
      text: `${unit} is still starting (${state.sub}) after ${setting.timeoutMs / 1000} s`,
      hint: "It counts as started once its port answers; --timeout SECONDS waits longer.",
    };
  }
  if (state.active === "active" || isListening) {
    const restarts = state.restarts > 0 ? `, ${times(state.restarts)}` : "";
    return {
      check: "unit",
      level: state.restarts > 0 ? "warning" : "ok",
      text: `${unit} is ${state.active}${restarts}`,
      hint: state.restarts > 0 ? "Its log tells why it ended." : undefined,
    };
  }
  return failed(`${unit} is ${state.active}`, `systemctl --user start ${unit}`);
}

async function failureOf(unit: string, state: UnitState, setting: DoctorSetting): Promise<Finding> {
  const restarts = state.restarts > 0 ? `, ${times(state.restarts)}` : "";
  if (lacksCredential(state)) {
    const all = await unitCredentials(unit, setting);
    const missing = await missingCredentials(all);
    const suspects = missing.length > 0 ? missing : all;
    const names = suspects.map(({ name, source }) => (source === null ? name : `${name} (${source})`));
    return failed(
      `${unit} was not started: systemd could not load credential ${names.join(" or ") || "of it"}${restarts}`,
      missing.length > 0
        ? "Write the file with systemd-creds encrypt, then systemctl --user restart it."
        : "Was it encrypted on this machine, for this user, and under this name (systemd-creds encrypt --name=NAME)?",
    );
  }
  const how = howItEnded(state);
  const verb = state.sub === "auto-restart" ? "keeps failing" : "failed";
  return failed(
    `${unit} ${verb}: ${how}${restarts}`,
    `systemctl --user restart ${unit}, after what its log says is put right.`,
  );
}

function times(count: number): string {
  return count === 1 ? "restarted once" : `restarted ${count} times`;
}

function failed(text: string, hint: string): Finding {
  return { check: "unit", level: "failed", text, hint };
}
