import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { ClientId } from "../config/clients.ts";
import type { ServerChange } from "./changes.ts";
import type { DeployPlan } from "./plan.ts";
import type { FilePlan } from "./plan-file.ts";
import type { DeployProblem } from "./problem.ts";

/** How one server stands in one client's file. */
export type ServerState =
  /** Ours, as it is wanted. */
  | "ours"
  /** Ours, and the manifest wants it otherwise by now. */
  | "outdated"
  /** Ours, and changed by somebody else since. */
  | "drifted"
  /** It should be there. */
  | "missing"
  /** Ours, and wanted no more. */
  | "leftover"
  /** The user's own of that name. */
  | "conflict"
  /** The user's own of that name, and just as ours would be. */
  | "same"
  /** This client cannot have it. */
  | "impossible"
  /** Started from another client's file. */
  | "covered";

export interface ClientStatus {
  readonly client: ClientId;
  readonly title: string;
  readonly file: string;
  /** Whether the manifest names the client. */
  readonly enabled: boolean;
  /** Whether the client, by its file or its folder, seems to be there. */
  readonly installed: boolean;
  readonly exists: boolean;
  readonly servers: readonly { readonly name: string; readonly state: ServerState; readonly by?: ClientId }[];
  /** The user's own servers. */
  readonly others: readonly string[];
  readonly problem?: DeployProblem;
}

/** What a plan that was not carried out tells of the clients' files. */
export function statusOf(plan: DeployPlan): ClientStatus[] {
  const { manifest, place } = plan.question;
  return plan.files.map((file) => {
    const { client, path } = file.question;
    const exists = existsSync(path);
    const folder = dirname(path);
    return {
      client: client.id,
      title: client.title,
      file: path,
      enabled: manifest?.clients.includes(client.id) ?? false,
      installed: exists || (folder !== place.home && existsSync(folder)),
      exists,
      servers: serversOf(file),
      others: file.others,
      ...(file.problem === undefined ? {} : { problem: file.problem }),
    };
  });
}

function serversOf({ changes }: FilePlan): ClientStatus["servers"] {
  return changes.flatMap((change) => {
    const state = stateOf(change);
    if (state === null) return [];
    return [{ name: change.name, state, ...(change.kind === "covered" ? { by: change.by } : {}) }];
  });
}

const states = {
  add: "missing",
  unchanged: "ours",
  replace: "outdated",
  adopt: "conflict",
  same: "same",
  remove: "leftover",
  problem: "impossible",
  covered: "covered",
  forget: null,
} as const satisfies Record<Exclude<ServerChange["kind"], "conflict">, ServerState | null>;

function stateOf(change: ServerChange): ServerState | null {
  if (change.kind === "conflict") return change.reason === "foreign" ? "conflict" : "drifted";
  return states[change.kind];
}
