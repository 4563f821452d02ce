import type { ProposedField } from "../config/edit-comments.ts";
import type { Keepassxc } from "../config/secret-schema.ts";
import type { ServerEntry, ServerSpec } from "../config/servers-schema.ts";
import type { ServerFacts } from "../inspect/facts.ts";
import { proposeTransport } from "./propose-transport.ts";
import { proposeVariables, type SecretHome, type SecretToStore } from "./propose-variables.ts";

/** What servers.yaml is to say of a server beyond its source, by what its code says. */
export interface Proposal {
  /** With the fields that it cannot work without. */
  readonly server: ServerSpec;
  /** What is left to the user, for comments in the entry. */
  readonly comments: readonly ProposedField[];
  readonly toStore: readonly SecretToStore[];
  /** What the user should know, a line each. */
  readonly notes: readonly string[];
}

export interface ProposalOptions {
  /** All other servers that servers.yaml has, or will have by the same edit. */
  readonly others: readonly ServerSpec[];
  /** Where secrets are kept; undefined: not known, and all of them are left to the user. */
  readonly home: SecretHome | undefined;
  readonly keepassxc?: Keepassxc | undefined;
  /** What the user asked for. */
  readonly transport?: ServerEntry["transport"];
}

const nothing: Pick<ServerFacts, "environment" | "package"> = { environment: [], package: "" };

/** @param facts null: its code was not read, and only what the user asked for counts */
export function proposalFor(
  server: ServerSpec,
  facts: ServerFacts | null,
  { others, home, keepassxc, transport: asked }: ProposalOptions,
): Proposal {
  const transport = proposeTransport(server, { transports: facts?.transports ?? [], asked, others });
  const variables = proposeVariables(transport.server, facts ?? nothing, { home, keepassxc });
  const taken = new Set(transport.comments.map(({ path }) => path.join("\0")));
  return {
    server: variables.server,
    comments: [
      ...variables.comments.filter(({ path }) => !taken.has(path.join("\0"))),
      ...transport.comments,
    ],
    toStore: variables.toStore,
    notes: transport.notes,
  };
}
