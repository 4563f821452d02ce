import { writeFileAtomically } from "../config/atomic-write.ts";
import { addServer, setClients } from "../config/edit.ts";
import { proposeFields } from "../config/edit-comments.ts";
import type { Project } from "../config/load.ts";
import { withProjectLock } from "../config/project-lock.ts";
import type { ServerEntry, ServerSpec, SharedOptions } from "../config/servers-schema.ts";
import type { ServerFacts } from "../inspect/facts.ts";
import type { Settled } from "../project/locker.ts";
import { type Proposal, proposalFor } from "../project/proposal.ts";
import { type SecretHome, secretHomeOf, secretHomeWith } from "../project/propose-variables.ts";
import type { Context } from "./command.ts";
import type { AskedProvider } from "./secrets-option.ts";
import type { SettledServers } from "./settle-servers.ts";

/** What the user asked for beside the servers. */
export interface AddWishes {
  /** undefined: the one that servers.yaml uses, if it is one; null: none, secrets are left to the user. */
  readonly provider?: AskedProvider | null | undefined;
  readonly transport?: ServerEntry["transport"];
  /** Of the servers that are added; undefined: all that servers.yaml enables. */
  readonly clients?: ServerEntry["clients"];
  /** The new list of all servers' clients. */
  readonly enabledClients?: SharedOptions["clients"];
}

/** A server and what servers.yaml says of it. */
export interface AddedServer {
  readonly settled: Settled;
  readonly facts: ServerFacts | null;
  readonly proposal: Proposal;
  /** Whether its proposals are in the file; a file in braces has no place for them. */
  readonly commented: boolean;
}

export interface AddEdit {
  readonly before: string;
  readonly after: string;
  readonly added: readonly AddedServer[];
}

/** servers.yaml with the servers, as text; nothing is written. Throws as `addServer`. */
export function editWith(project: Project, found: SettledServers, wishes: AddWishes): AddEdit {
  const { keepassxc } = project.shared;
  const there = [...project.servers.values()];
  const added: AddedServer[] = [];
  let text =
    wishes.enabledClients === undefined ? project.text : setClients(project.text, wishes.enabledClients);
  for (const settled of found.settled) {
    const others = [...there, ...added.map(({ proposal }) => withProposedPort(proposal))];
    const facts = found.facts.get(settled.server.name) ?? null;
    const home = homeOf(wishes.provider, project);
    const proposal = proposalFor(settled.server, facts, {
      others,
      home,
      keepassxc,
      transport: wishes.transport,
    });
    const { name, ...entry } = proposal.server;
    const clients = wishes.clients === undefined ? {} : { clients: wishes.clients };
    const bare = addServer(text, name, { ...entry, ...clients });
    text = proposeFields(bare, name, proposal.comments);
    added.push({ settled, facts, proposal, commented: text !== bare });
  }
  return { before: project.text, after: text, added };
}

/** A port that is only proposed is as good as taken: two comments may both be uncommented. */
function withProposedPort({ server, comments }: Proposal): ServerSpec {
  const port = comments.find(({ path }) => path[0] === "port")?.value;
  return typeof port === "number" ? { ...server, port } : server;
}

function homeOf(
  provider: AddWishes["provider"],
  { servers, shared }: Pick<Project, "servers" | "shared">,
): SecretHome | undefined {
  if (provider === null) return undefined;
  return provider === undefined
    ? secretHomeOf(servers.values(), shared.keepassxc)
    : secretHomeWith(provider, servers.values());
}

/** Writes all at once; with `dryRun` nothing. The file is read again: it may have changed meanwhile. */
export async function writeServers(
  context: Context,
  found: SettledServers,
  wishes: AddWishes,
  dryRun: boolean,
): Promise<AddEdit> {
  const { root, ...read } = await context.project();
  if (found.settled.length === 0) return { before: read.text, after: read.text, added: [] };
  return withProjectLock(
    root,
    async () => {
      const project = await context.project();
      const edit = editWith(project, found, wishes);
      if (!dryRun) await writeFileAtomically(project.file, edit.after);
      return edit;
    },
    { signal: context.signal },
  );
}
