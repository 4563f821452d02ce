import pLimit from "p-limit";
import type { Project } from "../config/load.ts";
import { locksPath, type Offers, readLocks, readOffers } from "../config/lock.ts";
import { UserError } from "../errors.ts";
import { findNix } from "../nix/program.ts";
import { nixpkgsFor } from "../project/nixpkgs.ts";
import { recipeOf } from "../project/recipes.ts";
import { aboutServer, asUserError } from "../project/server-error.ts";
import type { Task } from "../ui/progress.ts";
import { builtServer } from "../verify/built-server.ts";
import { type OfferResult, offerOfBuilt } from "../verify/offer-of.ts";
import { findSandbox } from "../verify/sandbox/find-sandbox.ts";
import type { Sandbox } from "../verify/sandbox/sandbox.ts";
import type { OtherServer } from "../verify/suspicions/others.ts";
import { type Verdict, verdictOf } from "../verify/verdict.ts";
import { visible } from "../verify/visible.ts";
import { buildServer } from "./build-server.ts";
import type { Context } from "./command.ts";
import { type ReadyServer, readyServers } from "./ready-servers.ts";

interface VerifyOptions {
  readonly names: readonly string[];
  readonly nixpkgs: string | undefined;
  readonly timeoutMs: number;
  readonly noSandbox: boolean;
}

export interface VerifiedServer {
  readonly name: string;
  readonly verdict: Verdict;
}

interface Verification {
  readonly project: Project;
  readonly sandbox: Sandbox;
  readonly servers: readonly VerifiedServer[];
}

/** Servers that are started at once: each is waited for more than it computes. */
const AT_ONCE = 2;

/** Builds the servers one after the other, asks each, and judges all of them together. Nothing is written. */
export async function verifyServers(context: Context, options: VerifyOptions): Promise<Verification> {
  const project = await context.project();
  const ready = await readyServers(context, project, options.names);
  const path = locksPath(project.root);
  const [offers, locks] = await Promise.all([readOffers(path, context.cwd), readLocks(path, context.cwd)]);
  const sandbox = await findSandbox(context.env, { none: options.noSandbox, signal: context.signal });
  const asked = await askAll(context, project, ready, offers, sandbox, options);
  const known = [
    ...offers,
    ...[...asked].flatMap(([name, { offer }]) => (offer === null ? [] : [[name, offer] as const])),
  ];
  const all = [...new Map(known)].flatMap(([name, offer]): OtherServer[] => {
    const locked = locks.get(name);
    return locked === undefined ? [] : [{ name, package: locked.package, offer }];
  });
  const servers = ready.map(({ server: { name }, locked }): VerifiedServer => {
    const { result, error } = asked.get(name)!;
    if (result === null || !result.ok) return { name, verdict: { state: "failed", error: error! } };
    const others = all.filter((other) => other.name !== name);
    const self = { name, package: locked.package };
    return { name, verdict: verdictOf(self, result, offers.get(name) ?? null, others) };
  });
  return { project, sandbox, servers };
}

interface AskedServer {
  readonly result: OfferResult | null;
  readonly offer: Extract<OfferResult, { ok: true }>["offer"] | null;
  /** Why there is no result. */
  readonly error: UserError | null;
}

async function askAll(
  context: Context,
  project: Project,
  servers: readonly ReadyServer[],
  offers: Offers,
  sandbox: Sandbox,
  options: VerifyOptions,
): Promise<ReadonlyMap<string, AskedServer>> {
  const nix = await findNix(context.env);
  const nixpkgs = await nixpkgsFor(project.root, options.nixpkgs, context.env);
  const limit = pLimit(AT_ONCE);
  const tasks = context.ui.tasks();
  const asking: Promise<readonly [string, AskedServer]>[] = [];
  try {
    for (const ready of servers) {
      const { name } = ready.server;
      const task = tasks.start(name, "evaluating");
      try {
        const outPath = await buildServer(context, { project, nix, nixpkgs, outLink: undefined }, name, task);
        const question = { sandbox, timeoutMs: options.timeoutMs, before: offers.get(name) ?? null };
        asking.push(
          limit(async () => [name, await askOne(context, ready, outPath, question, task)] as const),
        );
      } catch (error) {
        context.signal.throwIfAborted();
        task.fail("not built");
        asking.push(Promise.resolve([name, failed(name, error)] as const));
      }
    }
    return new Map(await Promise.all(asking));
  } finally {
    await Promise.allSettled(asking);
    tasks.stop();
  }
}

async function askOne(
  context: Context,
  { server, locked }: ReadyServer,
  outPath: string,
  question: Pick<Parameters<typeof offerOfBuilt>[1], "sandbox" | "timeoutMs" | "before">,
  task: Task,
): Promise<AskedServer> {
  try {
    const built = builtServer(server, locked, outPath, recipeOf(locked).code(locked));
    const result = await offerOfBuilt(built, {
      ...question,
      signal: context.signal,
      onStep: (text) => task.update(text),
    });
    if (!result.ok) throw silent(result.reason, built.program);
    task.done(`${Object.keys(result.offer.tools).length} tools`);
    return { result, offer: result.offer, error: null };
  } catch (error) {
    context.signal.throwIfAborted();
    task.fail("not verified");
    return failed(server.name, error);
  }
}

function failed(name: string, error: unknown): AskedServer {
  return { result: null, offer: null, error: aboutServer(name, asUserError(error)) };
}

function silent(reason: string, program: string): UserError {
  return new UserError(`it does not answer in the sandbox: ${visible(reason)}`, {
    code: "E_MCP",
    hint: `Perhaps it needs the network or a real key to start: verify --no-sandbox starts it with network. By hand: ${program}`,
  });
}
