import { resolve } from "node:path";
import { clientIds } from "../config/clients.ts";
import { defineCommand } from "./command.ts";
import { detail, isDryRun, writingOptions } from "./deploy-options.ts";
import { deployOrPreview, reported } from "./deploy-run.ts";
import { manifestOption } from "./manifest-option.ts";

export const command = defineCommand({
  description:
    "Writes the installed servers into the configuration files of the enabled clients. Only our servers are added, replaced or removed; everything else of a file stays byte for byte, and a copy of it is kept in $XDG_STATE_HOME/mcp-nixgen/backups before the first change. A server that a client has under the same name, or one of ours that was changed there, is left alone and reported; so is a file that cannot be read, with the place. A second run changes nothing. The file of an enabled client that is not installed yet is made. Home-Manager's activation runs this.",
  positionals: [],
  options: {
    ...manifestOption,
    ...writingOptions,
    adopt: {
      type: "string",
      value: "NAME",
      multiple: true,
      complete: "installed",
      description: "Replace this server where a client has its own.",
    },
  },
  examples: [
    ["deploy", "every enabled client"],
    ["deploy --dry-run", "what would change"],
    ["deploy --client codex --adopt github", "Codex alone, and its 'github' becomes ours"],
  ],
  async run(context, { options }) {
    const [{ manifestPath, readManifest }, { clients }, { placeOf }] = await Promise.all([
      import("../config/manifest.ts"),
      import("../clients/clients.ts"),
      import("../deploy/deploy.ts"),
    ]);
    const path = resolve(context.cwd, options.manifest ?? manifestPath(context.env));
    const manifest = await readManifest(path, context.cwd);
    const plan = await deployOrPreview(context, isDryRun(context, options), {
      manifest,
      clients,
      place: placeOf(context.env),
      only: options.client,
      takeOver: options.force ? true : options.adopt,
    });
    for (const name of options.adopt) {
      if (!plan.files.some(({ changes }) => changes.some((change) => change.name === name))) {
        context.ui.warn(`--adopt ${name}: no client gets or has a server of this name`);
      }
    }
    for (const id of manifest.clients.filter((each) => !(clientIds as readonly string[]).includes(each))) {
      context.ui.warn(
        `the manifest names the client '${id}', which this mcp-nixgen does not know: it gets nothing`,
      );
    }
    for (const { title } of plan.unavailable) detail(context, `${title} does not exist on this platform`);
    return reported(context, plan, isDryRun(context, options), { manifest: path });
  },
});
