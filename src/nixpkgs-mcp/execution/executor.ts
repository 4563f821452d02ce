import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { decide, decideNetwork } from "../policy/decide.ts";
import { type CallPermissions, Permissions } from "../policy/permissions.ts";
import { checkedFlake, normalAttr } from "./attr.ts";
import { checkInput } from "./check-request.ts";
import { toolEnvironment } from "./environment.ts";
import { chosenProgram, mainProgramOf } from "./main-program.ts";
import { defaultLimits, type ExecutorOptions, type Limits } from "./options.ts";
import { OutputStore, outputId } from "./output-store.ts";
import type { Remembered } from "./remembered.ts";
import { Resolver } from "./resolver.ts";
import { type ProgramRun, Programs } from "./run-program.ts";
import { Sandbox } from "./sandbox.ts";
import { shellProgram } from "./shell-program.ts";
import { Turns } from "./turns.ts";
import type {
  ExecutionRequest,
  ExecutionResult,
  Executor,
  KnownFacts,
  OutputPart,
  OutputRange,
  Resolved,
  Run,
  ShellRequest,
} from "./types.ts";
import { rootsFor, workingDirectory } from "./working-directory.ts";

export type { ExecutorOptions } from "./options.ts";

/**
 * Runs programs of nixpkgs. Its methods throw UserErrors that a client's model can act on, and the reason of the
 * signal when cancelled before the program runs; a program that ran and failed, was stopped or ran too long is a
 * result.
 */
export function createExecutor(options: ExecutorOptions): Executor {
  return new NixExecutor({ ...options, flake: checkedFlake(options.flake) });
}

/** A package with the permissions it was resolved under. */
interface Allowed {
  readonly found: Remembered;
  readonly permissions: CallPermissions;
}

class NixExecutor implements Executor {
  readonly #options: ExecutorOptions;
  readonly #limits: Limits;
  readonly #resolver: Resolver;
  readonly #permissions = new Permissions();
  readonly #turns: Turns;
  readonly #store: OutputStore;
  readonly #programs: Programs;
  readonly #sandbox: Sandbox | null;
  /** Of the calls under way. */
  readonly #controllers = new Set<AbortController>();
  readonly #calls = new Set<Promise<unknown>>();
  #closed = false;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#resolver = new Resolver(options, this.#limits);
    this.#turns = new Turns(this.#limits.runsAtOnce, options.oneCaller);
    this.#store = new OutputStore(options.cacheDir, this.#limits);
    this.#programs = new Programs(this.#store);
    this.#sandbox =
      options.policy.sandbox === "bubblewrap"
        ? new Sandbox(options.policy, options.env, {
            cacheDir: options.cacheDir,
            files: options.ownFiles ?? [],
          })
        : null;
    void this.#store.clean().catch(() => {});
    void this.#resolver.prune().catch(() => {});
  }

  execute(request: ExecutionRequest, run: Run): Promise<ExecutionResult> {
    return this.#call(run, async (live) => {
      checkInput(request.args, request.stdin, this.#limits);
      const again = async (first: boolean): Promise<ExecutionResult> => {
        const allowed = await this.#allowed(request.attr, request.flake, live);
        const { found } = allowed;
        const program = chosenProgram(found, request.program);
        try {
          return await this.#run(
            found.attr,
            join(found.storePath, "bin", program),
            request.args,
            [allowed],
            request,
            live,
          );
        } catch (error) {
          // Garbage-collected while it waited for its turn.
          if (!first || existsSync(found.storePath)) throw error;
          return again(false);
        }
      };
      return again(true);
    });
  }

  shell(request: ShellRequest, run: Run): Promise<ExecutionResult> {
    return this.#call(run, async (live) => {
      checkInput(request.command, request.stdin, this.#limits);
      const [word, ...args] = request.command;
      if (word === undefined || request.attrs.length === 0)
        throw new UserError("a shell needs packages and a command", { code: "E_ARGS" });
      const allowed: Allowed[] = [];
      // One after the other: a person is asked one thing at a time.
      for (const attr of new Set(request.attrs)) allowed.push(await this.#allowed(attr, undefined, live));
      const packages = allowed.map(({ found }) => found);
      const attrs = packages.map(({ attr }) => attr).join(" ");
      return this.#run(attrs, shellProgram(packages, word), args, allowed, request, live);
    });
  }

  resolve(attr: string, run: Run & { readonly flake?: string }): Promise<Resolved> {
    return this.#call(run, async (live) => resolved((await this.#allowed(attr, run.flake, live)).found));
  }

  async check(attr: string, facts: KnownFacts, program?: string): Promise<void> {
    const name = normalAttr(attr);
    const found = this.#resolver.known(name);
    const { pname, marks, drvName } = found ?? { ...facts, drvName: undefined };
    const objections = decide(this.#options.policy, {
      attr: name,
      pname,
      drvName,
      ...(marks === undefined ? {} : { marks }),
    });
    const denied = objections.filter(({ verdict }) => verdict === "deny");
    await this.#permissions.forCall(name, { roots: [] }).overcome(denied);
    if (found !== null && program !== undefined) chosenProgram(found, program);
  }

  known(attr: string): Resolved | null {
    try {
      const found = this.#resolver.known(normalAttr(attr));
      return found === null ? null : resolved(found);
    } catch {
      return null;
    }
  }

  prewarm(attrs: readonly string[], onFailed: (attr: string, error: unknown) => void): void {
    const inTurn = async () => {
      for (const attr of attrs) {
        if (this.#closed) return;
        await this.resolve(attr, { caller: { roots: [] } }).catch((error: unknown) => {
          if (!this.#closed) onFailed(attr, error);
        });
      }
    };
    void inTurn();
  }

  output(id: string, range?: OutputRange): Promise<OutputPart | null> {
    return this.#store.read(outputId(id), range);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const controller of this.#controllers) controller.abort(closedError());
    await this.#resolver.close();
    await Promise.allSettled(this.#calls);
    await this.#programs.close();
  }

  async #allowed(attr: string, flake: string | undefined, run: Run): Promise<Allowed> {
    const name = normalAttr(attr);
    const permissions = this.#permissions.forCall(name, run.caller, run.signal);
    const other = flake === undefined ? undefined : checkedFlake(flake);
    return { found: await this.#resolver.resolve(name, other, permissions, run), permissions };
  }

  async #run(
    attr: string,
    program: string,
    args: readonly string[],
    allowed: readonly Allowed[],
    request: Pick<ExecutionRequest, "stdin" | "cwd" | "timeoutMs" | "outputBytes" | "readable">,
    run: Run,
  ): Promise<ExecutionResult> {
    const { caller, signal } = run;
    const place = await workingDirectory(request.cwd, rootsFor(caller, this.#options.roots));
    const command = [program, ...args];
    const started =
      this.#sandbox === null
        ? command
        : await this.#sandbox.around(command, place, {
            network: await this.#networkFor(allowed),
            readable: request.readable ?? [],
          });
    const bins = allowed
      .filter(({ found }) => found.programs.length > 0)
      .map(({ found }) => join(found.storePath, "bin"));
    const env = toolEnvironment(this.#options.env, this.#options.policy.environment, bins);
    const programRun: ProgramRun = {
      attr,
      command,
      started,
      env: this.#sandbox === null ? env : { ...env, TMPDIR: "/tmp" },
      cwd: place.cwd,
      stdin: request.stdin,
      timeoutMs: request.timeoutMs,
      signal,
      outputBytes: Math.min(this.#limits.outputBytes, request.outputBytes ?? Number.POSITIVE_INFINITY),
    };
    return this.#turns.take(caller.session ?? caller, signal, async () => {
      run.onProgress?.({ kind: "run", message: `running ${attr}` });
      const result = await this.#programs.run(programRun);
      if (result.stdout.resource !== undefined || result.stderr.resource !== undefined)
        void this.#store.clean().catch(() => {});
      return result;
    });
  }

  /** Together they can do what any of them can: all must have the permission. */
  async #networkFor(allowed: readonly Allowed[]): Promise<boolean> {
    for (const { found, permissions } of allowed) {
      const subject = { attr: found.attr, pname: found.pname, drvName: found.drvName };
      const verdict = decideNetwork(this.#options.policy, subject);
      if (verdict === "deny" || (verdict === "ask" && !(await permissions.network()))) return false;
    }
    return true;
  }

  /** A call that ends when its caller's signal fires, or when all this is closed. */
  async #call<Value>(run: Run, work: (run: Run) => Promise<Value>): Promise<Value> {
    if (this.#closed) throw closedError();
    run.signal?.throwIfAborted();
    const controller = new AbortController();
    const abort = () => controller.abort(run.signal?.reason);
    run.signal?.addEventListener("abort", abort, { once: true });
    this.#controllers.add(controller);
    const call = work({ ...run, signal: controller.signal });
    this.#calls.add(call);
    try {
      return await call;
    } finally {
      this.#calls.delete(call);
      this.#controllers.delete(controller);
      run.signal?.removeEventListener("abort", abort);
    }
  }
}

function resolved(found: Remembered): Resolved {
  const { attr, storePath, programs, closureBytes } = found;
  return { attr, storePath, program: mainProgramOf(found), programs, closureBytes };
}

function closedError(): UserError {
  return new UserError("the server is shutting down", { code: "E_CLOSED" });
}
