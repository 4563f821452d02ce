import { existsSync } from "node:fs";
import { access, mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { describe } from "vitest";

/** A real `systemd --user` of its own: its own runtime folder, its own HOME, its own cgroup. */
export interface SystemdUser {
  /** The environment of a program that lives under it: HOME, PATH, XDG_*, the session bus. Nothing else. */
  readonly env: Readonly<Record<string, string>>;
  /** Where units go that it is to load; `systemctl --user daemon-reload` reads them. */
  readonly unitFolder: string;
  /** Its cgroup, as in `/proc/PID/cgroup`: every unit lies below. */
  readonly cgroup: string;
  /** Runs `systemctl --user ARGS`; never throws. */
  systemctl(...args: string[]): Promise<{ stdout: string; stderr: string; exitCode: number }>;
  /** The properties of a unit, as `systemctl show` names and writes them. */
  show(unit: string, ...properties: string[]): Promise<Record<string, string>>;
  stop(): Promise<void>;
}

const manager = ["/usr/lib/systemd/systemd", "/lib/systemd/systemd"].find((path) => existsSync(path));
const cgroupRoot = "/sys/fs/cgroup";

/**
 * Why no private user manager can be had here, or null. It takes a cgroup of its own, which only root can
 * make without asking a manager; and a developer's own session is nothing to run tests in.
 */
export function noSystemdUser(): string | null {
  if (process.platform !== "linux") return "this is not Linux";
  if (manager === undefined) return "systemd is not installed";
  if (process.getuid?.() !== 0) return "only root can start a user manager of its own";
  if (!existsSync("/sys/fs/cgroup")) return "cgroups are not mounted";
  return null;
}

let said = false;

/** `describe` for suites that need a real user manager. Where there is none they are skipped, and it says why. */
export function describeSystemd(name: string, suite: () => void): void {
  const reason = noSystemdUser();
  if (reason !== null && !said) {
    said = true;
    process.stderr.write(`NOT CHECKED against a real systemd --user: ${reason}\n`);
  }
  if (reason !== null && process.env.MCP_NIXGEN_REQUIRE_SYSTEMD === "1")
    throw new Error(`MCP_NIXGEN_REQUIRE_SYSTEMD is set, but ${reason}`);
  (reason === null ? describe : describe.skip)(name, suite);
}

/**
 * Starts a private user manager and waits until it takes commands. Several may run at once, also in other
 * processes. `env` is added to what the manager and its units see.
 */
export async function startSystemdUser(env: Record<string, string> = {}): Promise<SystemdUser> {
  const reason = noSystemdUser();
  if (reason !== null) throw new Error(`no systemd --user here: ${reason}`);
  // sd_booted() of every systemd tool asks for this folder.
  await mkdir("/run/systemd/system", { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), "systemd-user-"));
  const home = join(folder, "home");
  const runtime = join(folder, "run");
  const unitFolder = join(home, ".config/systemd/user");
  await mkdir(unitFolder, { recursive: true });
  await mkdir(runtime, { mode: 0o700 });
  // Below such a name journald knows a unit for a user's unit.
  const cgroup = `/test_${folder.split("-").at(-1)}.slice/user@0.service`;
  const hierarchies = await makeCgroups(cgroup);
  const own: Record<string, string> = {
    HOME: home,
    USER: "root",
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    LANG: "C.UTF-8",
    XDG_RUNTIME_DIR: runtime,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(runtime, "bus")}`,
    ...env,
  };
  const child = execa("/bin/sh", ["-c", joinAndExec, "sh", manager!, ...hierarchies], {
    env: own,
    extendEnv: false,
    stdin: "ignore",
    stdout: "ignore",
    stderr: { file: join(folder, "log") },
    detached: true,
    reject: false,
  });
  const systemctl: SystemdUser["systemctl"] = async (...args) => {
    const done = await execa("systemctl", ["--user", ...args], { env: own, extendEnv: false, reject: false });
    return { stdout: done.stdout, stderr: done.stderr, exitCode: done.exitCode ?? -1 };
  };
  const stop = async () => {
    await systemctl("exit");
    const gone = await Promise.race([child.then(() => true), sleep(5000).then(() => false)]);
    if (!gone) child.kill("SIGKILL");
    await child;
    await removeCgroups(hierarchies);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(join(runtime, "systemd/private"), child);
  } catch (error) {
    const log = await readFile(join(folder, "log"), "utf8").catch(() => "");
    await stop();
    throw new Error(`systemd --user did not start: ${String(error)}\n${log}`);
  }
  return {
    env: own,
    unitFolder,
    cgroup,
    systemctl,
    async show(unit, ...properties) {
      const { stdout } = await systemctl("show", unit, ...properties.map((name) => `--property=${name}`));
      return Object.fromEntries(stdout.split("\n").map((line) => splitOnce(line, "=")));
    },
    stop,
  };
}

// $1 is the manager, the rest are cgroups that it is to live in. Its services get their credentials by a mount,
// which they see only where mounts are shared.
const joinAndExec = `manager=$1; shift; for group; do echo $$ > "$group/cgroup.procs" || exit; done; exec unshare --mount --propagation shared "$manager" --user`;

/** Makes the group in every hierarchy that systemd manages (one on cgroup v2, several on v1 and hybrid). */
async function makeCgroups(cgroup: string): Promise<string[]> {
  const unified = existsSync(join(cgroupRoot, "cgroup.procs"));
  const roots = unified
    ? [cgroupRoot]
    : ["unified", "systemd", "memory", "pids", "cpu"]
        .map((name) => join(cgroupRoot, name))
        .filter(existsSync);
  const made = roots.map((root) => join(root, cgroup));
  for (const path of made) {
    await mkdir(dirname(path));
    for (const above of unified ? [cgroupRoot, dirname(path)] : [])
      await writeFile(join(above, "cgroup.subtree_control"), "+cpu +memory +pids").catch(() => {});
    await mkdir(path);
  }
  return made;
}

/** Kills what is left and removes the groups, the innermost first. */
async function removeCgroups(groups: readonly string[]): Promise<void> {
  for (const group of groups) {
    for (const path of await groupsBelow(dirname(group))) {
      const pids = (await readFile(join(path, "cgroup.procs"), "utf8").catch(() => "")).split("\n");
      for (const pid of pids.filter(Boolean)) kill(Number(pid));
      for (let attempt = 0; attempt < 20 && existsSync(path); attempt++)
        await rmdir(path).catch(() => sleep(25));
    }
  }
}

async function groupsBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory());
  const below = await Promise.all(folders.map((entry) => groupsBelow(join(path, entry.name))));
  return [...below.flat(), path];
}

async function untilReady(socket: string, child: Promise<unknown>): Promise<void> {
  let exited = false;
  void child.then(() => {
    exited = true;
  });
  for (let attempt = 0; attempt < 400 && !exited; attempt++) {
    if ((await isThere(socket)) && (await accepts(socket))) return;
    await sleep(25);
  }
  throw new Error(exited ? "it exited" : "it took more than ten seconds");
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

function splitOnce(line: string, separator: string): [string, string] {
  const at = line.indexOf(separator);
  return [line.slice(0, at), line.slice(at + 1)];
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
