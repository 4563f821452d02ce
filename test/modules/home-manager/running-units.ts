import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { homeManagerForTests } from "../../support/home-manager.ts";
import { type SystemdUser, startSystemdUser } from "../../support/systemd-user.ts";

/** What the fixture's server says of itself. */
export interface State {
  readonly pid: number;
  readonly env: Readonly<Record<"API_KEY" | "PLAIN" | "LISTEN_FDS", string | null>>;
  readonly argv: readonly string[];
  readonly status: Readonly<Record<string, string>>;
  readonly coreLimit: string;
}

/** A private user manager that has the units of a configuration's activation package loaded. */
export async function startWithUnits(configuration: string): Promise<SystemdUser> {
  const { buildActivation } = await homeManagerForTests();
  const built = await buildActivation(configuration);
  const manager = await startSystemdUser();
  const units = join(built, "home-files/.config/systemd/user");
  await cp(units, manager.unitFolder, { recursive: true, verbatimSymlinks: true });
  await manager.systemctl("daemon-reload");
  return manager;
}

/** The answer of a server on a port of this machine. Throws when there is none within the time. */
export async function ask(port: number, door: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${door}`, { signal: AbortSignal.timeout(15_000) });
  return response.text();
}

export async function stateOf(port: number): Promise<State> {
  return JSON.parse(await ask(port, "/state")) as State;
}

/** Has the server end with exit code 3; it gives no answer to that. */
export async function crash(port: number): Promise<void> {
  await ask(port, "/crash").catch(() => {});
}

/** Looks again and again until something holds; throws with what it saw last. */
export async function until<T>(look: () => Promise<T>, holds: (seen: T) => boolean, ms = 10_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > end) throw new Error(`still not after ${ms} ms: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A file of /proc, or of a unit's output; empty when it is not there. */
export function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

/** The kernel's own memory limit, in bytes, of a unit below the manager's cgroup; null where it has no such controller. */
export async function memoryLimit(manager: SystemdUser, unit: string): Promise<string | null> {
  const group = join(manager.cgroup, unit);
  const found =
    (await textOf(join("/sys/fs/cgroup", group, "memory.max"))) ||
    (await textOf(join("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes")));
  if (found === "") process.stderr.write(`NOT CHECKED: the kernel's memory limit of ${unit}\n`);
  return found.trim() || null;
}
