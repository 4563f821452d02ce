import type { DeployRequest } from "../deploy/deploy.ts";
import type { DeployPlan } from "../deploy/plan.ts";
import type { Context } from "./command.ts";
import { detail } from "./deploy-options.ts";

/** What `deploy` and `undeploy` do, or only show. */
export async function deployOrPreview(
  context: Context,
  dryRun: boolean,
  request: DeployRequest,
): Promise<DeployPlan> {
  const { previewDeploy, runDeploy } = await import("../deploy/deploy.ts");
  if (dryRun) return previewDeploy({ ...request, hunks: !context.json });
  return runDeploy(request, {
    signal: context.signal,
    onWait: ({ pid }) => context.ui.info(`waiting for process ${pid}`),
    onFile: ({ question, problem, after, record, known }) => {
      const state = problem !== undefined ? "left as it is" : after === undefined ? "up to date" : "written";
      detail(context, `${question.client.id}: ${question.path}: ${state}`);
      if (after !== undefined && record?.backup != null && known?.backup == null) {
        detail(context, `${question.client.id}: a copy of it as it was: ${record.backup}`);
      }
    },
  });
}

/** The notes on what was done, and the result. */
export async function reported(
  context: Context,
  plan: DeployPlan,
  dryRun: boolean,
  json: Readonly<Record<string, unknown>>,
) {
  const { deployResult } = await import("./deploy-report.ts");
  for (const { question, changes, target, after } of plan.files) {
    const { client, path } = question;
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
