import { resolve } from "node:path";
import { defineCommand } from "./command.ts";
import { manifestOption } from "./manifest-option.ts";

export const command = defineCommand({
  description:
    "Shows what each client's configuration file has: which servers are ours and as wanted, which were changed since (drifted), are missing, outdated or left over, which of the user's own are in the way (conflict), and how many others there are. Changes nothing; exit code 1 only when a file cannot be read.",
  positionals: [],
  options: {
    ...manifestOption,
  },
  examples: [
    ["status", "every client that is enabled or has a file"],
    ["status --json", "for a script"],
  ],
  async run(context, { options }) {
    const [{ manifestPath, readManifest }, { clients }, { placeOf, previewDeploy }, { statusOf }, text] =
      await Promise.all([
        import("../config/manifest.ts"),
        import("../clients/clients.ts"),
        import("../deploy/deploy.ts"),
        import("../deploy/status.ts"),
        import("./status-text.ts"),
      ]);
    const path = resolve(context.cwd, options.manifest ?? manifestPath(context.env));
    const manifest = await readManifest(path, context.cwd).catch((error) => {
      if (options.manifest !== undefined || error.code !== "E_MANIFEST_NOT_FOUND") throw error;
      context.ui.info(`no manifest at ${path}: nothing is wanted of any client`);
      return null;
    });
    const place = placeOf(context.env);
    const plan = await previewDeploy({ manifest, clients, place, lookAtAll: true });
    const statuses = statusOf(plan);
    return {
      json: { manifest: manifest === null ? null : path, clients: statuses },
      text: text.statusText(statuses, place.home, context.ui.colors, context.io),
      errors: plan.files
        .filter(({ problem }) => problem !== undefined)
        .flatMap((file) => text.leftUndone(file)),
    };
  },
});
