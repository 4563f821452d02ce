import type { DeployRequest } from "../deploy/deploy.ts";
import type { DeployPlan } from "../deploy/plan.ts";
import type { FilePlan } from "../deploy/plan-file.ts";
import type { Context } from "./command.ts";
import { detail } from "./deploy-options.ts";

/** What `deploy` and `undeploy` do, or only show. */
export async function deployOrPreview(
  context: Context,
  dryRun: boolean,
  request: DeployRequest,
): Promise<DeployPlan> {
  const [{ previewDeploy, runDeploy }, { isCopied }] = await Promise.all([
    import("../deploy/deploy.ts"),
    import("../deploy/plan-file.ts"),
  ]);
  if (dryRun) return previewDeploy({ ...request, hunks: !context.json });
  return runDeploy(request, {
    signal: context.signal,
    onWait: ({ pid }) => context.ui.info(`waiting for process ${pid}`),
    onFile: (file) => {
      const { client, path } = file.question;
      detail(context, `${client.id}: ${path}: ${stateOf(file)}`);
      if (!isCopied(file)) return;
      const copy = `${client.id}: a copy of it as it was: ${file.copy}`;
      // Who gives something up is told where it went.
      if (file.overwrites) context.ui.info(copy);
      else detail(context, copy);
    },
  });
}

function stateOf({ problem, after }: FilePlan): string {
  if (problem !== undefined) return "left as it is";
  if (after === undefined) return "up to date";
  return after === null ? "removed" : "written";
}

/** The notes on what was done, and the result. */
export async function reported(
  context: Context,
  plan: DeployPlan,
  dryRun: boolean,
  json: Readonly<Record<string, unknown>>,
) {
  const { deployResult } = await import("./deploy-report.ts");
  for (const client of plan.unknown) {
    context.ui.warn(`what was deployed for ${client} stays: this mcp-nixgen does not know that client`);
  }
  for (const { question, changes, target, after } of plan.files) {
    const { client, path } = question;
    if (target?.otherNames === true && after !== undefined) {
      context.ui.warn(`${path} has other names (hard links), which keep what was in it`);
    }
    if (target?.fromStore !== undefined && after !== undefined) {
      context.ui.warn(`${path} is a link into the Nix store, which no app can write: a file takes its place`);
    }
    for (const change of changes) {
      if (change.kind === "covered") {
        detail(context, `${client.id}: starts ${change.name} from the file of ${change.by}`);
      } else if ("notes" in change) {
        for (const note of change.notes) detail(context, `${client.id}: ${change.name}: ${note}`);
      }
    }
  }
  const result = deployResult(plan, dryRun ? "planned" : "done", plan.question.place.home, context.ui.colors);
  return { ...result, json: { ...json, ...result.json } };
}
