import { groupBy } from "../audit/group-by.ts";
import type { Project } from "../config/load.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import { UserError } from "../errors.ts";
import type { ByHand } from "../import/by-hand.ts";
import type { Candidate } from "../import/candidate.ts";
import type { FoundServer } from "../import/found.ts";
import type { ImportPlan, LeftOut, PlannedServer } from "../import/plan.ts";
import { maskSecrets } from "../mask-secrets.ts";
import type { Settled } from "../project/locker.ts";
import { table } from "../ui/table.ts";
import type { CommandResult, Context } from "./command.ts";
import type { ReadSummary } from "./import-files.ts";

interface ImportOutcome {
  readonly files: readonly ReadSummary[];
  readonly plan: ImportPlan;
  /** The servers that were written, or would be. */
  readonly specs: readonly ServerSpec[];
  /** null: nothing was looked up. */
  readonly settled: ReadonlyMap<string, Settled> | null;
  /** Servers that could not be looked up. */
  readonly failed: ReadonlyMap<string, UserError>;
  /** Files that could not be read. */
  readonly errors: readonly UserError[];
  /** The servers file; `project` is undefined where it was made, `home` the Home-Manager module that is generated. */
  readonly target: {
    readonly shown: string;
    readonly project: Pick<Project, "shared"> | undefined;
    readonly home: string | false;
  };
  readonly diff: string;
  readonly dryRun: boolean;
}

/** The result of `import`. No value of a client's file is in it: names, places, sources, and references to secrets. */
export function importReport(context: Context, outcome: ImportOutcome): CommandResult {
  const { plan, failed, errors, specs } = outcome;
  const written = plan.servers.filter(({ spec }) => specs.some(({ name }) => name === spec.name));
  const text = [
    ...(outcome.diff === "" ? [] : [outcome.diff, ""]),
    ...overview(context, outcome),
    ...noteLines(context, outcome, written),
    ...secretLines(context, written),
    ...summaryLines(context, outcome, written),
  ].join("\n");
  return {
    json: masked(json(outcome, written)) as Record<string, unknown>,
    text: maskSecrets(text),
    errors: [...errors, ...[...failed].map(([name, error]) => withServer(name, error))],
  };
}

function withServer(name: string, error: UserError): UserError {
  return new UserError(`${name} is left out: ${error.message}`, {
    code: error.code,
    where: error.where,
    hint: error.hint,
  });
}

const nameOf = ({ name }: { name: string }) => (name === "" ? "(no name)" : name);

function overview(context: Context, { plan, failed }: ImportOutcome): string[] {
  const { colors } = context.ui;
  const done = (server: PlannedServer) => {
    const error = failed.get(server.spec.name);
    if (error !== undefined) return colors.red(`left out: ${error.message}`);
    if (server.spec.enable !== false) return colors.green(server.spec.name);
    const why = server.broken === undefined ? "" : `: ${server.broken}`;
    return colors.green(`${server.spec.name} (switched off${why})`);
  };
  const rows = [
    ...plan.servers.flatMap((server) =>
      server.from.map((one) => row(one.found, recognisedAs(one), done(server))),
    ),
    ...plan.there.flatMap(({ name, from }) =>
      from.map((one) => row(one.found, recognisedAs(one), colors.dim(`there already, as ${name}`))),
    ),
    ...plan.ours.map((found) => row(found, "mcp-nixgen's own", colors.dim("nothing to do"))),
    ...plan.left.map((one) => row(one, one.recognised, colors.yellow(`left out: ${one.reason}`))),
  ];
  if (rows.length === 0) return ["No servers were found."];
  const columns = [
    { title: "CLIENT" },
    { title: "FOUND" },
    { title: "RECOGNISED AS" },
    { title: "IN SERVERS.YAML" },
  ];
  return [table(columns, rows, { header: colors.bold })];
}

function row(
  { client, name, project }: Pick<FoundServer, "client" | "name" | "project">,
  recognised: string,
  result: string,
): string[] {
  const whose = `${client ?? "-"}${project === undefined ? "" : ` (${project})`}`;
  return [whose, nameOf({ name }), recognised === "" ? "-" : recognised, result];
}

function recognisedAs({ source, through }: Candidate): string {
  return through.length === 0 ? source : `${source} (${through.join(", ")})`;
}

function notesOf({ settled }: ImportOutcome, { spec, notes }: PlannedServer): string[] {
  return [...notes, ...(settled?.get(spec.name)?.notes ?? [])];
}

function noteLines(context: Context, outcome: ImportOutcome, written: readonly PlannedServer[]): string[] {
  const lines = written.flatMap((server) =>
    notesOf(outcome, server).map((note) => `  ${server.spec.name}: ${note}`),
  );
  return lines.length === 0 ? [] : ["", context.ui.colors.bold("To know:"), ...lines];
}

function secretLines(context: Context, written: readonly PlannedServer[]): string[] {
  const { colors } = context.ui;
  const needed = written.flatMap(({ spec, secrets }) =>
    secrets.flatMap(({ store, ...secret }) => (store === undefined ? [] : [{ spec, store, ...secret }])),
  );
  if (needed.length === 0) return [];
  return [
    "",
    colors.bold("Secrets: no value was copied. To put each where it is looked for now:"),
    ...needed.flatMap(({ spec, variable, store, places, variableOfClient }) => {
      const now =
        places.length > 0
          ? ` (now in ${places.join(", ")})`
          : variableOfClient === undefined
            ? ""
            : ` (the client has it as ${variableOfClient})`;
      return [
        `  ${spec.name}: ${colors.bold(variable)}${colors.dim(now)}`,
        ...store.lines.map((line) => `    ${line}`),
        ...(store.note === undefined ? [] : [colors.dim(`    # ${store.note}`)]),
      ];
    }),
  ];
}

function summaryLines(context: Context, outcome: ImportOutcome, written: readonly PlannedServer[]): string[] {
  const { plan, failed, target, dryRun } = outcome;
  const { colors } = context.ui;
  const hints = groupBy(
    plan.left.filter(({ hint }) => hint !== undefined),
    ({ hint }) => hint!,
  );
  const count = written.length;
  const servers = `${count} ${count === 1 ? "server" : "servers"}`;
  const verb = dryRun ? colors.yellow("would add") : colors.green("added");
  const out = plan.left.length + plan.servers.filter(({ spec }) => failed.has(spec.name)).length;
  const left = out === 0 ? [] : [`left out ${out}`];
  const there = plan.there.length === 0 ? [] : [`there already ${plan.there.length}`];
  const rest = [...there, ...left];
  return [
    ...(hints.size === 0
      ? []
      : [
          "",
          "Of what is left out:",
          ...[...hints].map(
            ([hint, all]) => `  ${[...new Set(all.map((one) => nameOf(one)))].join(", ")}: ${hint}`,
          ),
        ]),
    "",
    `${verb} ${servers} to ${target.shown}${rest.length === 0 ? "" : ` (${rest.join(", ")})`}; the clients' files are as they were`,
    ...(count === 0 || dryRun ? [] : nextSteps(outcome, written)),
    ...byHandLines(context, outcome, written),
  ];
}

function byHandOf({ plan }: ImportOutcome, written: readonly PlannedServer[]): ByHand[] {
  return [...written, ...plan.there].flatMap(({ byHand }) => byHand);
}

function byHandLines(context: Context, outcome: ImportOutcome, written: readonly PlannedServer[]): string[] {
  const entries = byHandOf(outcome, written);
  if (entries.length === 0) return [];
  return [
    "",
    context.ui.colors.bold("No deploy takes these entries over: delete them by hand then."),
    ...entries.map(
      ({ client, place, name, why, server }) =>
        `  ${place}: ${nameOf({ name })} of ${client}, now ${server}: ${why}`,
    ),
  ];
}

function nextSteps({ plan, target }: ImportOutcome, written: readonly PlannedServer[]): string[] {
  const enabled = target.project?.shared.clients;
  const isTakenOver = written.some(({ spec, from }) =>
    from.some(({ found }) => found.own === true && found.name === spec.name),
  );
  return [
    "Next: mcp-nixgen prefetch && mcp-nixgen generate",
    ...(target.project === undefined
      ? [
          `In your Home-Manager configuration: imports = [ inputs.mcp-nixgen.homeModules.default ./${target.home} ];`,
        ]
      : enabled === undefined && plan.clients.length > 0
        ? [
            `It enables no client: clients: [${plan.clients.join(", ")}] in it does, or Home-Manager's options.`,
          ]
        : []),
    ...(isTakenOver
      ? [
          "Once it is switched to, 'mcp-nixgen deploy --adopt NAME' puts a server in the place of the client's own entry of that name.",
        ]
      : []),
  ];
}

function json(outcome: ImportOutcome, written: readonly PlannedServer[]) {
  const { plan, files, specs, settled, failed, target, dryRun } = outcome;
  const from = (all: readonly Candidate[]) =>
    all.map(({ found, through }) => ({
      client: found.client,
      place: found.place,
      name: found.name,
      disabled: found.disabled,
      ...(found.project === undefined ? {} : { project: found.project }),
      through,
    }));
  return {
    dryRun,
    file: target.shown,
    created: target.project === undefined && specs.length > 0 && !dryRun,
    files,
    imported: written.map((server) => ({
      ...specs.find(({ name }) => name === server.spec.name)!,
      from: from(server.from),
      notes: notesOf(outcome, server),
      ...(settled === null ? {} : { version: settled.get(server.spec.name)?.version }),
    })),
    byHand: byHandOf(outcome, written),
    there: plan.there.map(({ name, from: all }) => ({ name, from: from(all) })),
    ours: plan.ours.map(({ client, place, name }) => ({ client, place, name })),
    left: [
      ...plan.left.map(({ client, place, name, recognised, reason, hint }: LeftOut) => ({
        client,
        place,
        name,
        recognised,
        reason,
        ...(hint === undefined ? {} : { hint }),
      })),
      ...plan.servers.flatMap(({ spec, from: all }) => {
        const error = failed.get(spec.name);
        if (error === undefined) return [];
        return all.map(({ found, source }) => ({
          client: found.client,
          place: found.place,
          name: found.name,
          recognised: source,
          reason: error.message,
        }));
      }),
    ],
    secrets: written.flatMap(({ spec, secrets }) =>
      secrets.map(({ variable, secret, store, places }) => ({
        server: spec.name,
        variable,
        reference: secret,
        places,
        commands: store?.lines ?? [],
        ...(store?.note === undefined ? {} : { note: store.note }),
      })),
    ),
  };
}

/** Every text in it as it may be shown. */
function masked(value: unknown): unknown {
  if (typeof value === "string") return maskSecrets(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}
