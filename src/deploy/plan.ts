import pLimit from "p-limit";
import type { Client, Place } from "../clients/types.ts";
import type { ClientId } from "../config/clients.ts";
import type { Manifest } from "../config/manifest-schema.ts";
import { wishesOf } from "./client-servers.ts";
import { type FilePlan, type FileQuestion, planFile } from "./plan-file.ts";
import type { DeployProblem } from "./problem.ts";
import { shareFiles } from "./shared-file.ts";
import type { DeployState, FileRecord } from "./state-schema.ts";
import type { Target } from "./target.ts";

export interface DeployQuestion {
  /** null: nothing is wanted any more, all that is ours goes. */
  readonly manifest: Manifest | null;
  readonly state: DeployState;
  readonly clients: readonly Client[];
  readonly place: Place;
  /** Only these; empty: all. */
  readonly only?: readonly ClientId[];
  /** Names of servers that are taken over though the user has them, or has changed them; true: all. */
  readonly takeOver?: true | readonly string[];
  /** Also differences to show. */
  readonly hunks?: boolean;
  /** Also files that nothing is wanted of, where they exist: `status` tells what is in them. */
  readonly lookAtAll?: boolean;
}

/** The reads that a plan needs. */
interface Looks {
  /** `findTarget` of a disk. */
  target(path: string): Promise<Target | DeployProblem>;
  exists(path: string): boolean;
}

export interface DeployPlan {
  readonly question: DeployQuestion;
  readonly files: readonly FilePlan[];
  /** Enabled clients that there are none of on this platform. */
  readonly unavailable: readonly Client[];
  /** Clients that a record is of, and this version knows nothing of. */
  readonly unknown: readonly string[];
  /** Records of other clients, which are kept. */
  readonly kept: DeployState;
}

/**
 * What every client's file is to become: our servers added, replaced whole, or taken out where the manifest or
 * the client's list of servers no longer has them. Reads, but writes nothing.
 */
export async function planDeploy(question: DeployQuestion, looks: Looks): Promise<DeployPlan> {
  const { state, clients, only = [] } = question;
  const isMeant = (client: string) => only.length === 0 || only.some((id) => id === client);
  const { questions, unavailable } = questionsOf(question, looks, isMeant);
  const limit = pLimit(8);
  const found = await Promise.all(questions.map(({ path }) => limit(() => looks.target(path))));
  const files = shareFiles(questions, found).map((each, index) => planFile(each, found[index]!));
  const isKept = (record: FileRecord) =>
    !isMeant(record.client) || !clients.some(({ id }) => id === record.client);
  const kept = {
    version: 1,
    files: state.files.filter(isKept),
    pending: state.pending.filter(({ record }) => isKept(record)),
  } as const;
  const unknown = kept.files
    .map(({ client }) => client)
    .filter((id) => !clients.some((each) => each.id === id));
  return { question, files, unavailable, unknown: [...new Set(unknown)], kept };
}

function questionsOf(question: DeployQuestion, looks: Looks, isMeant: (client: string) => boolean) {
  const { manifest, state, clients, place, takeOver = [], hunks = false, lookAtAll = false } = question;
  const wanted = manifest === null ? undefined : wishesOf(manifest, clients);
  const questions: FileQuestion[] = [];
  const unavailable: Client[] = [];
  for (const client of clients.filter(({ id }) => isMeant(id))) {
    const path = client.file(place, looks.exists);
    const wishes = wanted?.get(client.id) ?? new Map();
    const ask = (at: string, named: FileQuestion["wishes"]): FileQuestion => ({
      client,
      path: at,
      wishes: named,
      record: state.files.find((record) => record.client === client.id && record.path === at),
      pending: state.pending.find(({ record }) => record.client === client.id && record.path === at)?.record,
      takeOver: (name) => takeOver === true || takeOver.includes(name),
      force: takeOver === true,
      hunks,
    });
    if (path === null && wishes.size > 0) unavailable.push(client);
    const known = [...state.files, ...state.pending.map(({ record }) => record)];
    // Where it was before: another release, or another folder in the environment.
    const places = known.filter((record) => record.client === client.id).map((record) => record.path);
    for (const at of new Set(places)) if (at !== path) questions.push(ask(at, new Map()));
    if (path === null) continue;
    if (wishes.size > 0 || places.includes(path) || (lookAtAll && looks.exists(path))) {
      questions.push(ask(path, wishes));
    }
  }
  return { questions, unavailable };
}
