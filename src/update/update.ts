import pLimit from "p-limit";
import type { Project } from "../config/load.ts";
import type { Locks, Offers } from "../config/lock.ts";
import type { UserError } from "../errors.ts";
import { aboutServer, asUserError } from "../project/server-error.ts";
import type { OtherServer } from "../verify/suspicions/others.ts";
import { type Answer, type AskedServer, type AskOptions, askServers } from "./ask.ts";
import { type Updated, type UpdateServerOptions, updateServer } from "./update-server.ts";
import { pathsOfUpdate, refuseDirty } from "./write-update.ts";

/** What became of one server. */
export type Outcome =
  | Exclude<Answer, AskedServer>
  | {
      readonly state: "current";
      readonly server: AskedServer["server"];
      readonly asked: AskedServer;
      /** Files of an update that nobody committed, as a run leaves them that was killed; none where nothing is to be committed. */
      readonly uncommitted: readonly string[];
    }
  | ({
      readonly state: "updated";
      readonly server: AskedServer["server"];
      readonly asked: AskedServer;
    } & Updated)
  | {
      readonly state: "refused";
      readonly server: AskedServer["server"];
      readonly asked: AskedServer;
      readonly error: UserError;
    };

export type UpdateEvent = { readonly server: string } & (
  | { readonly type: "start" }
  | { readonly type: "step"; readonly step: Parameters<UpdateServerOptions["onStep"]>[0] }
  | { readonly type: "end"; readonly outcome: Outcome }
);

export interface UpdateOptions
  extends Omit<AskOptions, "onAnswer">,
    Omit<UpdateServerOptions, "offered" | "others" | "onStep" | "fetchers" | "signal"> {
  readonly offers: Offers;
  /** Servers that are resolved at a time; they are built one after the other. */
  readonly concurrency: number;
  readonly onEvent?: ((event: UpdateEvent) => void) | undefined;
}

/**
 * Asks for newer versions of all servers at once and brings each to the one it may have. What fails leaves that server where
 * it was and the others go on. Throws only when the signal fires; servers that were written by then stay so.
 */
export async function updateServers(
  project: Project,
  locks: Locks,
  options: UpdateOptions,
): Promise<Outcome[]> {
  const { signal, onEvent, offers } = options;
  const answers = await askServers(project, locks, options);
  const resolving = pLimit(options.concurrency);
  const building = pLimit(1);
  const { dirty, uncommitted } = await notCommitted(project, answers, options.repository);
  // Two new servers are judged beside each other, as well as beside those that were verified.
  const known = new Map(offers);
  const othersOf = (name: string) =>
    [...known].flatMap(([other, offer]): OtherServer[] => {
      const locked = locks.get(other);
      return other === name || locked === undefined ? [] : [{ name: other, package: locked.package, offer }];
    });
  const outcomeOf = async (answer: Answer): Promise<Outcome> => {
    if (answer.state !== "asked") return answer;
    const { server, choice } = answer;
    if (choice.target === null)
      return { state: "current", server, asked: answer, uncommitted: uncommitted.get(server.name) ?? [] };
    signal?.throwIfAborted();
    onEvent?.({ type: "start", server: server.name });
    const { build } = options;
    try {
      const error = dirty.get(server.name);
      if (error !== undefined) throw error;
      const updated = await updateServer(project, answer, {
        ...options,
        build:
          build === null
            ? null
            : (staged, onStep) =>
                building(async () => {
                  const built = await build(staged, onStep);
                  if (built.answer !== null) known.set(server.name, built.answer.offer);
                  return built;
                }),
        offered: offers.get(server.name),
        others: () => othersOf(server.name),
        onStep: (step) => onEvent?.({ type: "step", server: server.name, step }),
      });
      return { state: "updated", server, asked: answer, ...updated };
    } catch (error) {
      signal?.throwIfAborted();
      return { state: "refused", server, asked: answer, error: aboutServer(server.name, asUserError(error)) };
    }
  };
  return Promise.all(
    answers.map((answer) =>
      resolving(async () => {
        const outcome = await outcomeOf(answer);
        onEvent?.({ type: "end", server: answer.server.name, outcome });
        return outcome;
      }),
    ),
  );
}

/** Looked at before anything is begun: what one server's commit is about to take is no change of the user's. */
async function notCommitted(
  project: Project,
  answers: readonly Answer[],
  repository: UpdateOptions["repository"],
): Promise<{
  readonly dirty: ReadonlyMap<string, unknown>;
  readonly uncommitted: ReadonlyMap<string, readonly string[]>;
}> {
  const dirty = new Map<string, unknown>();
  const uncommitted = new Map<string, readonly string[]>();
  for (const answer of repository === null ? [] : answers) {
    if (answer.state !== "asked" || repository === null) continue;
    const { server, published, choice } = answer;
    const isRewritten = published.rewritten(choice.target ?? published.current) !== null;
    const paths = pathsOfUpdate(project, server.name, isRewritten);
    if (choice.target === null) uncommitted.set(server.name, await repository.dirty(paths));
    else await refuseDirty(repository, paths, server.name).catch((error) => dirty.set(server.name, error));
  }
  return { dirty, uncommitted };
}
