import { didYouMean } from "../config/similar-names.ts";
import { defineCommand } from "./command.ts";
import { commandHelp, programHelp } from "./help-text.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description: "Without a name: all commands.",
  positionals: [
    { name: "command", description: "The command to tell about.", required: false, complete: "command" },
  ],
  options: {
    man: { type: "boolean", description: "Print the manual page, all commands in one, as man(1) reads it." },
  },
  examples: [
    ["help", "the commands"],
    ["help add", "all about 'add'"],
    ["help --man | man -l -", "the manual page, where it is not installed"],
  ],
  async run(context, { options, positionals }) {
    if (options.man) {
      if (positionals.command !== undefined) throw usageError("--man is about all commands");
      const { manPage } = await import("./man-page.ts");
      const page = await manPage(context.commands);
      return { json: { man: page }, text: page };
    }
    const width = Math.min(context.io.columns, 100);
    const text = await helpOn(positionals.command);
    return { json: { help: text }, text };

    async function helpOn(name: string | undefined): Promise<string> {
      if (name === undefined) return programHelp(context.commands, context.ui.colors, width);
      const entry = Object.hasOwn(context.commands, name) ? context.commands[name] : undefined;
      if (entry === undefined) {
        throw usageError(`unknown command '${name}'`, didYouMean(name, Object.keys(context.commands)));
      }
      return commandHelp(name, entry.summary, (await entry.load()).command, context.ui.colors, width);
    }
  },
});
