import { stat } from "node:fs/promises";
import { execa } from "execa";
import { lastLines } from "../mcp/server-words.ts";

type Env = Readonly<Record<string, string | undefined>>;

export interface UserManager {
  readonly version: string;
  /** Where its units lie, as in /proc/PID/cgroup. */
  readonly cgroup: string;
  /** Properties of a unit by name, as systemd writes them; null when it cannot be asked. */
  show(unit: string, properties: readonly string[]): Promise<Record<string, string> | null>;
}

/** An answer takes milliseconds; a manager that hangs must not hang us. */
const TIMEOUT_MS = 5000;

/**
 * The environment that programs of the user's session get: with XDG_RUNTIME_DIR, which ssh and cron leave out.
 * The wrappers look it up in the same way.
 */
export async function sessionEnv(env: Env): Promise<Record<string, string>> {
  const set = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  if (set.XDG_RUNTIME_DIR || process.getuid === undefined) return set;
  const usual = `/run/user/${process.getuid()}`;
  const there = await stat(usual).catch(() => null);
  return there === null ? set : { ...set, XDG_RUNTIME_DIR: usual };
}

/** The user's own systemd; a text says why there is none. */
export async function userManager(
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<UserManager | string> {
  const show = async (unit: string | null, properties: readonly string[]) => {
    const names = properties.map((name) => `--property=${name}`);
    const { exitCode, stdout, stderr, shortMessage } = await execa(
      "systemctl",
      ["--user", "--no-pager", "show", ...names, ...(unit === null ? [] : ["--", unit])],
      { env, extendEnv: false, reject: false, stdin: "ignore", timeout: TIMEOUT_MS, cancelSignal: signal },
    );
    if (exitCode === 0) return fields(stdout);
    return lastLines(stderr) || String(shortMessage);
  };
  if (process.platform !== "linux") return "systemd is on Linux only";
  const facts = await show(null, ["Version", "ControlGroup"]);
  if (typeof facts === "string") return facts;
  return {
    version: facts.Version ?? "",
    cgroup: facts.ControlGroup ?? "",
    show: async (unit, properties) => {
      const found = await show(unit, properties);
      return typeof found === "string" ? null : found;
    },
  };
}

/** `Name=value` lines. */
export function fields(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
