import { defineCommand } from "./command.ts";
import { isDryRun, writingOptions } from "./deploy-options.ts";
import { deployOrPreview, reported } from "./deploy-run.ts";

export const command = defineCommand({
  description:
    "Takes out of the clients' configuration files all that deploy wrote there, and nothing else: what remains are the user's own bytes. A file that deploy made and that holds nothing else goes. A server that was changed since is left alone and reported, unless --force. Needs no manifest, so it also works once the module is gone.",
  positionals: [],
  options: writingOptions,
  examples: [
    ["undeploy", "every client"],
    ["undeploy --client cursor --dry-run", "what would go from Cursor"],
  ],
  async run(context, { options }) {
    const [{ clients }, { placeOf }] = await Promise.all([
      import("../clients/clients.ts"),
      import("../deploy/deploy.ts"),
    ]);
    const plan = await deployOrPreview(context, isDryRun(context, options), {
      manifest: null,
      clients,
      place: placeOf(context.env),
      only: options.client,
      ...(options.force ? { takeOver: true } : {}),
    });
    return reported(context, plan, isDryRun(context, options), {});
  },
});
