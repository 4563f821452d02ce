import { didYouMean } from "../config/similar-names.ts";
import { defineCommand } from "./command.ts";
import { commandHelp, programHelp } from "./help-text.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description: "Without a name: all commands.",
  positionals: [
    { name: "command", description: "The command to tell about.", required: false, complete: "command" },
  ],
  options: {},
  examples: [["help add", "all about 'add'"]],
  async run(context, { positionals }) {
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
