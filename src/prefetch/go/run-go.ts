import { join } from "node:path";
import { execa } from "execa";
import type { ContentCache } from "../../cache/content-cache.ts";
import { UserError } from "../../errors.ts";
import { goFailure } from "./go-failure.ts";

/** What the go command is run with. */
export interface GoRunner {
  /** Its absolute path. */
  readonly program: string;
  /** The user's environment: GOPROXY, GOPRIVATE, GOAUTH, GOSUMDB and the rest count as on the command line. */
  readonly env: NodeJS.ProcessEnv;
  /** Downloaded modules are kept in it, apart from the user's own. */
  readonly cache: ContentCache;
  readonly signal?: AbortSignal | undefined;
}

export interface GoRunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** For messages: the server's source. */
  readonly where: string;
}

/**
 * Runs the go command in the surroundings that nixpkgs' buildGoModule makes: modules on, no workspace, no flags of the
 * user's. The toolchain is the command's own, unless the environment (not `go env -w`) sets GOTOOLCHAIN.
 *
 * @returns standard output
 * @throws UserError by what go says, see `goFailure`; an AbortError when the signal fires
 */
export async function runGo(
  runner: GoRunner,
  args: readonly string[],
  options: GoRunOptions,
): Promise<string> {
  const { program, env, cache, signal } = runner;
  const result = await execa(program, args, {
    cwd: options.cwd,
    env: {
      ...env,
      GO111MODULE: "on",
      GOTOOLCHAIN: env.GOTOOLCHAIN || "local",
      GOWORK: "off",
      // Writable, so that whoever removes the cache can.
      GOFLAGS: "-modcacherw",
      GOPATH: join(cache.root, "go"),
      GOMODCACHE: join(cache.root, "go", "modules"),
      GOCACHE: join(cache.root, "go", "build"),
      GIT_TERMINAL_PROMPT: "0",
      ...options.env,
    },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    maxBuffer: 256 * 1024 * 1024,
    forceKillAfterDelay: 5000,
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  if (result.exitCode === 0) return result.stdout;
  if (result.exitCode === undefined && result.signal === undefined) {
    throw new UserError(`the go command cannot be run: ${result.shortMessage}`, {
      code: "E_GO_MISSING",
      where: program,
      hint: "Install Go, or give Nix: then it is taken from nixpkgs.",
    });
  }
  throw goFailure(result.stderr, result.stdout, options.where);
}
