import { access, constants, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { UserError } from "../../errors.ts";
import type { Policy } from "../policy/schema.ts";
import { type SandboxPlan, sandboxArguments } from "./sandbox-arguments.ts";
import type { Place } from "./working-directory.ts";

/** Sockets of daemons (Docker, D-Bus, the Nix daemon), and other programs' temporary files. */
const EMPTIED = ["/run", "/var/tmp", "/nix/var/nix/daemon-socket"];
/** NixOS has its system and drivers there, and systemd the names of servers. */
const KEPT = ["/run/current-system", "/run/opengl-driver", "/run/systemd/resolve"];

type Env = Readonly<Record<string, string | undefined>>;

/** Bubblewrap around the tools, as the policy says. */
export class Sandbox {
  readonly #policy: Policy;
  readonly #env: Env;
  #program: Promise<string> | undefined;

  constructor(policy: Policy, env: Env) {
    this.#policy = policy;
    this.#env = env;
  }

  /**
   * The command inside the sandbox.
   *
   * @throws UserError `E_SANDBOX` where bwrap is missing or this system does not let it work
   */
  async around(command: readonly string[], place: Place, network: boolean): Promise<string[]> {
    this.#program ??= this.#find();
    const program = await this.#program.catch((error) => {
      // It may be installed by the next time.
      this.#program = undefined;
      throw error;
    });
    return [program, ...sandboxArguments(await this.#plan(place, network)), ...command];
  }

  async #plan({ cwd, roots }: Place, network: boolean): Promise<SandboxPlan> {
    const [write, hidden, emptied] = await Promise.all([
      realPaths(this.#policy.write.map((path) => this.#atHome(path))),
      realPaths(this.#policy.hide.map((path) => this.#atHome(path))),
      realPaths(EMPTIED),
    ]);
    return {
      cwd,
      writable: [...new Set([...roots, ...write.map(({ path }) => path)])],
      hidden,
      emptied: [...new Set(emptied.map(({ path }) => path))],
      kept: KEPT,
      network,
    };
  }

  #atHome(path: string): string {
    return path.startsWith("~") ? join(this.#env.HOME ?? "/", path.slice(1)) : path;
  }

  async #find(): Promise<string> {
    if (process.platform !== "linux") throw noSandbox("bubblewrap is for Linux only", undefined);
    for (const folder of (this.#env.PATH ?? "").split(":").filter((one) => one.startsWith("/"))) {
      const program = join(folder, "bwrap");
      const there = await access(program, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (there) return this.#tried(program);
    }
    throw noSandbox("there is no bwrap on PATH", "Install the package bubblewrap, or set sandbox: none.");
  }

  /** Many systems have it and forbid what it needs. */
  async #tried(program: string): Promise<string> {
    const plan = await this.#plan({ cwd: "/", roots: [] }, false);
    const result = await execa(program, [...sandboxArguments(plan), process.execPath, "--version"], {
      reject: false,
      stdin: "ignore",
      timeout: 20_000,
      env: { PATH: "/" },
      extendEnv: false,
    });
    if (result.exitCode === 0) return program;
    const said = result.stderr.trim().split("\n").at(-1) || (result.shortMessage ?? "");
    throw noSandbox(
      `bwrap does not work here: ${said}`,
      "It needs unprivileged user namespaces (kernel.unprivileged_userns_clone, AppArmor's profile for bwrap).",
    );
  }
}

function noSandbox(why: string, hint: string | undefined): UserError {
  return new UserError(`the policy wants a sandbox, and ${why}`, { code: "E_SANDBOX", hint });
}

async function realPaths(
  paths: readonly string[],
): Promise<{ readonly path: string; readonly kind: "folder" | "file" }[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      try {
        const real = await realpath(path);
        return {
          path: real,
          kind: (await stat(real)).isDirectory() ? ("folder" as const) : ("file" as const),
        };
      } catch {
        return null;
      }
    }),
  );
  return found.filter((one) => one !== null);
}
