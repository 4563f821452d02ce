import { type ClientId, clientIds } from "../config/clients.ts";
import type { Context, OptionSpecs } from "./command.ts";

/** Those that have a file of their own; home-manager writes `programs-mcp`. */
const deployable = clientIds.filter((id) => id !== "programs-mcp");

/** Options of `deploy` and `undeploy`. */
export const writingOptions = {
  client: {
    type: "string",
    value: "ID",
    multiple: true,
    choices: deployable as readonly ClientId[],
    description: "Only this client.",
  },
  "dry-run": {
    type: "boolean",
    short: "n",
    description: "Show what would change and write nothing (also: DRY_RUN in the environment).",
  },
  force: {
    type: "boolean",
    description:
      "Also what the user has changed, or has under the same name, and links of Home-Manager's own.",
  },
} as const satisfies OptionSpecs;

export function isDryRun(context: Context, options: { readonly "dry-run": boolean }): boolean {
  return options["dry-run"] || Boolean(context.env.DRY_RUN);
}

/** Home-Manager's `VERBOSE` is as good as --verbose. */
export function detail(context: Context, text: string): void {
  if (context.env.VERBOSE) context.ui.info(text);
  else context.ui.detail(text);
}
