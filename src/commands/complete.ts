import { defineCommand } from "./command.ts";
import { completions } from "./completions.ts";

/** Hidden: what the scripts of `completion` call. One candidate a line, a tab, what it is. */
export const command = defineCommand({
  description: "Used by the shell's completion.",
  positionals: [{ name: "word", description: "The command line so far.", required: false, variadic: true }],
  options: {},
  examples: [],
  async run(context, { positionals }) {
    // Completion is silent: where there is no readable file there is nothing to offer.
    const found = await completions(context.commands, positionals.word, async (which) => {
      if (which === "installed") {
        const { manifestPath, readPartialManifest } = await import("../config/manifest.ts");
        const installed = await readPartialManifest(manifestPath(context.env)).catch(() => undefined);
        return [...Object.keys(installed?.manifest.servers ?? {}), ...(installed?.invalid.keys() ?? [])];
      }
      const project = await context.project().catch(() => undefined);
      return [...(project?.servers.keys() ?? [])];
    });
    const lines = found.map(({ word, about }) => (about === "" ? word : `${word}\t${about}`));
    return { json: { candidates: found }, text: lines.join("\n") };
  },
});
