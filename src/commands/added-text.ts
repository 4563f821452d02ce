import type { ServerFacts } from "../inspect/facts.ts";
import { codeElsewhere } from "../inspect/thin-package.ts";
import type { Colors } from "../ui/colors.ts";
import type { AddedServer } from "./added-servers.ts";

/** What was added, what each server needs and touches, and how its secrets get to where they are looked for. */
export function addedText(added: readonly AddedServer[], colors: Colors): string {
  if (added.length === 0) return "";
  return [
    ...added.flatMap((one) => serverLines(one, colors)),
    ...added.flatMap((one) => storeLines(one, colors)),
    "Next: mcp-nixgen prefetch",
  ].join("\n");
}

function serverLines({ settled, facts, proposal, commented }: AddedServer, colors: Colors): string[] {
  const { name } = settled.server;
  return [
    `${colors.green("added")} ${name}: ${settled.package}@${settled.version}, command ${settled.mainProgram}`,
    ...(facts === null ? [] : factLines(facts).map((line) => `  ${line}`)),
    ...(commented && proposal.comments.length > 0
      ? [
          `  ${proposal.comments.length} more in comments of its entry in servers.yaml, to uncomment and fill in`,
        ]
      : []),
  ];
}

/** Two lines: what it needs and offers; what it touches. One where that is in code that was not read. */
export function factLines(facts: ServerFacts): string[] {
  const elsewhere = codeElsewhere(facts);
  if (elsewhere !== null) return [`${elsewhere}: what it needs and touches is not known`];
  const required = facts.environment.filter((fact) => fact.required);
  const needs = required.map(({ name, secret }) => (secret ? `${name} (secret)` : name));
  const reads = facts.environment
    .filter((fact) => fact.secret && !fact.required)
    .map(({ name }) => `${name} (secret)`);
  const variables = [
    ...(needs.length === 0 ? [] : [`needs ${some(needs)}`]),
    ...(reads.length === 0 ? [] : [`reads ${some(reads)}`]),
  ];
  const speaks = facts.transports.map(({ transport }) => transport);
  const tools =
    facts.tools.length === 0 ? "no tools that could be read" : counted(facts.tools.length, "tool");
  const programs = facts.childProcesses.length;
  const touches = [
    ...(facts.hosts.length === 0 ? [] : [some(facts.hosts.map(({ host }) => host))]),
    ...(programs === 0 ? [] : ["starts programs"]),
    ...(facts.fileWrites.length === 0 ? [] : ["writes files"]),
  ];
  return [
    `${variables.length === 0 ? "needs no variable" : variables.join("; ")}; ${tools}${speaks.length === 0 ? "" : ` over ${speaks.join(", ")}`}`,
    `touches ${touches.length === 0 ? "no host, program or file that its code names" : touches.join("; ")}`,
  ];
}

function storeLines({ settled, proposal }: AddedServer, colors: Colors): string[] {
  return proposal.toStore.flatMap(({ variable, provider, command }) => [
    `Store ${colors.bold(variable)} of ${settled.server.name} (${provider}):`,
    ...command.lines.map((line) => `  ${line}`),
    ...(command.note === undefined ? [] : [`  ${colors.dim(command.note)}`]),
  ]);
}

/** For `--json`. */
export function addedJson({ settled, facts, proposal, commented }: AddedServer): Record<string, unknown> {
  const { server: _, facts: own, notes: __, ...rest } = settled;
  return {
    ...proposal.server,
    ...rest,
    ...own,
    facts: facts === null ? null : factsSummary(facts),
    proposed: commented ? proposal.comments.map(({ path, value }) => ({ field: path.join("."), value })) : [],
    toStore: proposal.toStore.map(({ variable, provider, command }) => ({
      variable,
      provider,
      commands: command.lines,
      note: command.note ?? null,
    })),
  };
}

function factsSummary(facts: ServerFacts): Record<string, unknown> {
  return {
    environment: facts.environment.map(({ name, required, secret }) => ({ name, required, secret })),
    transports: facts.transports.map(({ transport }) => transport),
    tools: facts.tools.map(({ name }) => name),
    hosts: facts.hosts.map(({ host }) => host),
    startsPrograms: facts.childProcesses.length > 0,
    writesFiles: facts.fileWrites.length > 0,
    installScripts: facts.installScripts,
  };
}

const MOST = 5;

function some(words: readonly string[]): string {
  const more = words.length - MOST;
  return more > 0 ? `${words.slice(0, MOST).join(", ")} and ${more} more` : words.join(", ");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
