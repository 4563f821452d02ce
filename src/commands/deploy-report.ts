import type { ServerChange } from "../deploy/changes.ts";
import type { DeployPlan } from "../deploy/plan.ts";
import type { FilePlan } from "../deploy/plan-file.ts";
import { UserError } from "../errors.ts";
import type { Colors } from "../ui/colors.ts";
import type { CommandResult } from "./command.ts";
import { hunkLines } from "./hunk-text.ts";

/** How far it went: planned only, or written. */
type Stage = "planned" | "done";

const verbs: Readonly<Record<string, Readonly<Record<Stage, string>>>> = {
  add: { planned: "would add", done: "added" },
  replace: { planned: "would replace", done: "replaced" },
  adopt: { planned: "would take over", done: "took over" },
  remove: { planned: "would remove", done: "removed" },
};

/** The result of `deploy` and `undeploy`. */
export function deployResult(
  plan: DeployPlan,
  stage: Stage,
  home: string,
  colors: Colors,
): Pick<CommandResult, "text" | "errors"> & { readonly json: Readonly<Record<string, unknown>> } {
  const lines = plan.files.flatMap((file) => fileLines(file, stage, home, colors));
  const same = plan.files.filter((file) => file.problem === undefined && !file.changes.some(isDone)).length;
  const counted = same === 0 ? [] : [`${same} ${same === 1 ? "client" : "clients"} unchanged`];
  const nothing = plan.files.length === 0 ? ["No client has anything to write."] : [];
  return {
    json: { dryRun: stage === "planned", clients: plan.files.map((file) => fileJson(file, stage)) },
    text: [...lines, ...counted, ...nothing].join("\n"),
    errors: plan.files.flatMap((file) => leftUndone(file)),
  };
}

/** `~/.codex/config.toml` */
export function shortPath(path: string, home: string): string {
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

function fileLines(file: FilePlan, stage: Stage, home: string, colors: Colors): string[] {
  if (file.problem !== undefined) return [];
  const parts = Object.entries(verbs).flatMap(([kind, verb]) => {
    const names = namesOf(file, (change) => isDone(change) && kindDone(change) === kind);
    return names.length === 0 ? [] : [`${verb[stage]} ${names.join(", ")}`];
  });
  if (parts.length === 0) return [];
  const { client, path } = file.question;
  if (file.after === null) parts.push(stage === "planned" ? "the file would go" : "the file went with them");
  const head = `${colors.bold(client.id)}: ${parts.join("; ")} ${colors.dim(`(${shortPath(path, home)})`)}`;
  return stage === "planned" ? [head, ...hunkLines(file.hunks, colors)] : [head];
}

/** What was taken out counts as removed, also where the reason is another client or a problem. */
function kindDone(change: ServerChange): string {
  return ["covered", "problem", "forget"].includes(change.kind) ? "remove" : change.kind;
}

function isDone({ kind, owned }: ServerChange): boolean {
  return kind in verbs || (owned && (kind === "covered" || kind === "problem"));
}

function namesOf(file: FilePlan, test: (change: ServerChange) => boolean): string[] {
  return file.changes.filter(test).map(({ name }) => name);
}

function fileJson(file: FilePlan, stage: Stage) {
  const { question, changes, record, problem, after } = file;
  const written = after === null ? "removed" : "written";
  return {
    client: question.client.id,
    file: question.path,
    state:
      problem !== undefined
        ? "failed"
        : after === undefined
          ? "unchanged"
          : stage === "done"
            ? written
            : "stale",
    servers: changes.map(({ notes, ...change }: ServerChange & { notes?: readonly string[] }) => ({
      ...change,
      ...(notes !== undefined && notes.length > 0 ? { notes } : {}),
    })),
    backup: record?.backup ?? null,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** What was not done, each with its remedy. */
export function leftUndone(file: FilePlan): UserError[] {
  const { client, path } = file.question;
  const { problem } = file;
  if (problem !== undefined) {
    const place = problem.line === undefined ? path : `${path}:${problem.line}:${problem.column}`;
    return [
      new UserError(`${client.title}: ${problem.message}`, {
        code: problem.code,
        where: place,
        hint: problem.hint,
      }),
    ];
  }
  return file.changes.flatMap((change) => {
    if (change.kind === "problem") {
      return [
        new UserError(`${client.title} cannot have '${change.name}': ${change.message}`, {
          code: "E_CLIENT_SERVER",
          where: path,
          hint: change.hint,
        }),
      ];
    }
    return change.kind === "conflict" ? [conflictError(change, file)] : [];
  });
}

function conflictError(change: ServerChange & { kind: "conflict" }, { question }: FilePlan): UserError {
  const { name, reason, wanted } = change;
  const { title } = question.client;
  const message =
    reason === "foreign"
      ? `${title} has a server '${name}' of its own; it was left alone`
      : `'${name}' of ${title} was changed since it was deployed; it was left alone`;
  const hint = wanted
    ? `--adopt ${name} replaces it${reason === "foreign" ? "; or give yours another name" : ""}.`
    : `It is wanted no more: take it out, or let --force do it.`;
  return new UserError(message, { code: "E_CONFLICT", where: question.path, hint });
}
