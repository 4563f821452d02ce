import pLimit from "p-limit";
import { UserError } from "../../errors.ts";
import { findNix, type NixProgram } from "../../nix/find-nix.ts";
import type { Marks } from "../marks.ts";
import { decide, decideBuild, type Subject } from "../policy/decide.ts";
import { isOfTemplate } from "../policy/flake-pattern.ts";
import type { CallPermissions } from "../policy/permissions.ts";
import { buildPackage } from "./build-package.ts";
import { type Description, describePackage, type Mark, permissionVariables } from "./describe.ts";
import { nixEnvironment } from "./environment.ts";
import { FlakeLocks } from "./flake-locks.ts";
import { type NixRun, runNix } from "./nix-command.ts";
import type { ExecutorOptions, Limits, PackageFacts } from "./options.ts";
import { type Remembered, RememberedPackages } from "./remembered.ts";
import { SharedTasks } from "./shared-task.ts";
import type { ExecutionProgress } from "./types.ts";

interface ResolveRun {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ExecutionProgress) => void) | undefined;
}

interface TaskRun {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExecutionProgress) => void;
}

/** From an attribute path to a package in the store: evaluated and built once, then remembered. */
export class Resolver {
  readonly #options: ExecutorOptions;
  readonly #limits: Limits;
  readonly #memory: RememberedPackages;
  readonly #locks: FlakeLocks;
  readonly #descriptions = new SharedTasks<Description, ExecutionProgress>();
  readonly #builds = new SharedTasks<Remembered, ExecutionProgress>();
  readonly #atOnce: ReturnType<typeof pLimit>;
  #nix: Promise<NixProgram> | undefined;
  #system: Promise<string> | undefined;

  constructor(options: ExecutorOptions, limits: Limits) {
    this.#options = options;
    this.#limits = limits;
    this.#memory = new RememberedPackages(options.cacheDir);
    this.#atOnce = pLimit(limits.buildsAtOnce);
    this.#locks = new FlakeLocks({
      cacheDir: options.cacheDir,
      maxAgeMs: limits.flakeMaxAgeMs,
      metadata: async (flake, signal) =>
        runNix(
          ["flake", "metadata", "--json", flake],
          await this.#nixRun(flake, { signal, onProgress() {} }),
        ),
    });
  }

  /** @param attr normal */
  known(attr: string): Remembered | null {
    const locked = this.#locks.known(this.#options.flake);
    return locked === null ? null : this.#memory.find(locked, attr);
  }

  /**
   * The package, built where it is not yet; permissions are asked for before anything is.
   *
   * @param attr normal
   * @param flake another flake than the configured one, checked
   * @throws UserError of the policy, of `describePackage`, of `buildPackage`; the signal's reason
   */
  async resolve(
    attr: string,
    flake: string | undefined,
    permissions: CallPermissions,
    run: ResolveRun,
  ): Promise<Remembered> {
    const reference = flake ?? this.#options.flake;
    const isUsual = reference === this.#options.flake;
    const subject: Subject = { attr, flake: isUsual || this.#isTrusted(reference) ? undefined : reference };
    await permissions.overcome(decide(this.#options.policy, subject));
    const facts = isUsual && this.known(attr) === null ? await this.#facts(attr) : null;
    if (facts !== null)
      await permissions.overcome(decide(this.#options.policy, { ...subject, marks: facts.marks }));
    const locked = await this.#locks.locked(reference, run);
    const known = this.#memory.find(locked, attr);
    if (known !== null) {
      await permissions.overcome(
        decide(this.#options.policy, {
          ...subject,
          pname: known.pname,
          drvName: known.drvName,
          marks: known.marks,
        }),
      );
      return known;
    }
    run.onProgress?.({ kind: "resolve", message: `looking for ${attr} in nixpkgs` });
    const make = async (url: string) => {
      const description = await this.#describe(url, subject, facts, permissions, run);
      return this.#build(url, attr, description, facts, permissions, run);
    };
    try {
      return await make(locked);
    } catch (error) {
      if (!(error instanceof UserError && error.code === "E_FLAKE_CHANGED")) throw error;
      this.#locks.forget(reference);
      return make(await this.#locks.locked(reference, run));
    }
  }

  /** Whoever configured where past revisions are means them to be run. */
  #isTrusted(flake: string): boolean {
    const { flakeTemplate } = this.#options;
    return flakeTemplate !== undefined && isOfTemplate(flakeTemplate, flake);
  }

  /** Lets go of packages that nobody used for long. */
  prune(): Promise<void> {
    return this.#memory.prune(this.#limits.rememberedForMs);
  }

  async close(): Promise<void> {
    await Promise.all([this.#descriptions.close(), this.#builds.close(), this.#locks.close()]);
  }

  async #describe(
    locked: string,
    subject: Subject,
    facts: PackageFacts | null,
    permissions: CallPermissions,
    run: ResolveRun,
  ): Promise<Description> {
    const first = await this.#describeOnce(locked, subject.attr, marked(facts?.marks), run);
    await permissions.overcome(
      decide(this.#options.policy, {
        ...subject,
        pname: first.pname,
        drvName: first.drvName,
        marks: first.marks,
      }),
    );
    if (first.drvPath !== null) return first;
    // The policy and the person allow it: now nixpkgs has to.
    const second = await this.#describeOnce(locked, subject.attr, marked(first.marks), run);
    return { ...second, marks: first.marks };
  }

  #describeOnce(
    locked: string,
    attr: string,
    permitted: readonly Mark[],
    run: ResolveRun,
  ): Promise<Description> {
    return this.#descriptions.join(JSON.stringify([locked, attr, permitted]), run, (task) =>
      this.#atOnce(async () => {
        const run = await this.#nixRun(attr, task);
        return describePackage(locked, attr, await this.#systemOf(run), permitted, run);
      }),
    );
  }

  /** Nix may be for another system than this Node.js. */
  async #systemOf(run: NixRun): Promise<string> {
    this.#system ??= runNix(["eval", "--raw", "--impure", "--expr", "builtins.currentSystem"], {
      ...run,
      // Others wait for the same answer.
      signal: undefined,
      onProgress: undefined,
    });
    return this.#system.catch((error) => {
      this.#system = undefined;
      throw error;
    });
  }

  async #build(
    locked: string,
    attr: string,
    description: Description,
    facts: PackageFacts | null,
    permissions: CallPermissions,
    run: ResolveRun,
  ): Promise<Remembered> {
    const build = (elsewhere: boolean) =>
      this.#builds.join(JSON.stringify([locked, attr, elsewhere]), run, (task) =>
        this.#atOnce(() => this.#buildAndKeep(locked, attr, description, facts, elsewhere, task)),
      );
    const objection = decideBuild(this.#options.policy);
    if (objection === null) return build(false);
    try {
      return await build(true);
    } catch (error) {
      if (!(error instanceof UserError && error.code === "E_NOT_CACHED") || objection.verdict === "deny")
        throw error;
      await permissions.overcome([objection]);
      return build(false);
    }
  }

  async #buildAndKeep(
    locked: string,
    attr: string,
    { drvPath, outputs, pname, drvName, mainProgram, marks }: Description,
    facts: PackageFacts | null,
    elsewhere: boolean,
    task: TaskRun,
  ): Promise<Remembered> {
    if (drvPath === null) throw new UserError(`${attr} has no derivation`, { code: "E_NIX", where: attr });
    const root = this.#memory.rootOf(locked, attr);
    const run = await this.#nixRun(attr, task);
    const built = await buildPackage(drvPath, outputs, root, elsewhere, run);
    return this.#memory.keep({
      flake: locked,
      attr,
      pname,
      drvName,
      mainProgram: mainProgram ?? facts?.mainProgram ?? null,
      marks,
      storePath: built.storePath,
      programs: [...built.programs],
      closureBytes: built.closureBytes,
      roots: [...built.roots],
    });
  }

  async #nixRun(attr: string, { signal, onProgress }: TaskRun): Promise<NixRun> {
    // Waiting for its turn may have taken long.
    signal.throwIfAborted();
    this.#nix ??=
      this.#options.nix === undefined ? findNix(this.#options.env) : Promise.resolve(this.#options.nix);
    const nix = await this.#nix.catch((error) => {
      // It may be installed by the next time.
      this.#nix = undefined;
      throw error;
    });
    return {
      nix,
      options: this.#options.nixOptions ?? [],
      env: nixEnvironment(this.#options.env),
      attr,
      signal,
      timeoutMs: this.#limits.buildTimeoutMs,
      onProgress,
    };
  }

  /** A catalog that is not there is no hindrance: the evaluation tells the same, later. */
  async #facts(attr: string): Promise<PackageFacts | null> {
    return (await this.#options.facts?.(attr).catch(() => null)) ?? null;
  }
}

function marked(marks: Marks | undefined): Mark[] {
  if (marks === undefined) return [];
  return (Object.keys(permissionVariables) as Mark[]).filter((mark) => marks[mark]);
}
