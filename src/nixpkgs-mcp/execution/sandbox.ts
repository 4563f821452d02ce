import { access, constants, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { xdgFolders } from "../../config/xdg.ts";
import { UserError } from "../../errors.ts";
import { privateNixPrefix } from "../../nix/find-nix.ts";
import type { Policy } from "../policy/schema.ts";
import { follow } from "./real-paths.ts";
import { type SandboxPlan, sandboxArguments } from "./sandbox-arguments.ts";
import type { RealPath } from "./sandbox-mounts.ts";
import type { Place } from "./working-directory.ts";

/** Sockets of daemons (Docker, D-Bus, the Nix daemon), and other programs' temporary files. */
const EMPTIED = ["/tmp", "/run", "/var/tmp", "/nix/var/nix/daemon-socket"];
/** NixOS has its system and drivers there, and systemd the names of servers. */
const KEPT = ["/run/current-system", "/run/opengl-driver", "/run/systemd/resolve"];

type Env = Readonly<Record<string, string | undefined>>;

/** What of this server no tool may see or change, beside its folders of configuration and state. */
interface OwnPaths {
  readonly cacheDir: string;
  /** Files it was told of: the policy, the configuration, a token. */
  readonly files: readonly string[];
}

/** What one call is granted beside its folders. */
interface Granted {
  readonly network: boolean;
  /** Files of this server that the tool is given, absolute. */
  readonly readable: readonly string[];
}

/** Bubblewrap around the tools, as the policy says. */
export class Sandbox {
  readonly #policy: Policy;
  readonly #env: Env;
  readonly #own: OwnPaths;
  #program: Promise<string> | undefined;

  constructor(policy: Policy, env: Env, own: OwnPaths) {
    this.#policy = policy;
    this.#env = env;
    this.#own = own;
  }

  /**
   * The command inside the sandbox.
   *
   * @throws UserError `E_SANDBOX` where bwrap is missing or this system does not let it work
   */
  async around(command: readonly string[], place: Place, granted: Granted): Promise<string[]> {
    this.#program ??= this.#find();
    const program = await this.#program.catch((error) => {
      // It may be installed by the next time.
      this.#program = undefined;
      throw error;
    });
    return [program, ...sandboxArguments(await this.#plan(place, granted)), ...command];
  }

  async #plan({ cwd, roots }: Place, { network, readable }: Granted): Promise<SandboxPlan> {
    const [write, hidden, own, fixed, emptied, shown] = await Promise.all([
      followAll(this.#policy.write.map((path) => this.#atHome(path))),
      followAll(this.#policy.hide.map((path) => this.#atHome(path))),
      this.#ownWays(),
      followAll([privateNixPrefix(this.#env)]),
      followAll(EMPTIED),
      followAll(readable),
    ]);
    return {
      cwd,
      writable: [...new Set([...roots, ...write.found.map(({ path }) => path)])],
      hidden: hidden.found,
      own: own.found,
      shown: shown.found.map(({ path }) => path),
      fixed: fixed.found.map(({ path }) => path),
      links: [...hidden.links, ...own.links, ...fixed.links],
      emptied: [...new Set(emptied.found.map(({ path }) => path))],
      kept: KEPT,
      network,
    };
  }

  /** Only what is there can be covered; what is not yet, a tool could make. */
  async #ownWays(): Promise<Ways> {
    const { config, state } = xdgFolders(this.#env);
    const folders = [this.#own.cacheDir, join(config, "nixpkgs-mcp"), join(state, "nixpkgs-mcp")];
    for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {});
    return followAll([...folders, ...this.#own.files]);
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
    const plan = await this.#plan({ cwd: "/", roots: [] }, { network: false, readable: [] });
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

interface Ways {
  readonly found: readonly RealPath[];
  readonly links: readonly string[];
}

async function followAll(paths: readonly string[]): Promise<Ways> {
  const ways = await Promise.all(paths.map((path) => follow(path)));
  return {
    found: ways.flatMap(({ real }) => (real === null ? [] : [real])),
    links: ways.flatMap(({ links }) => links),
  };
}
