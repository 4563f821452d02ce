import { defineCommand } from "./command.ts";
import { completionScripts, shells } from "./completion-scripts.ts";

export const command = defineCommand({
  description:
    "Prints a script for the shell's start-up file. It offers commands, options, their values and the names of your servers, and asks mcp-nixgen itself, so it never goes out of date.",
  positionals: [{ name: "shell", description: "Which shell.", required: true, choices: shells }],
  options: {},
  examples: [
    ["completion bash >> ~/.bashrc", "bash"],
    ["completion zsh > ~/.zfunc/_mcp-nixgen", "zsh, with ~/.zfunc in fpath"],
    ["completion fish > ~/.config/fish/completions/mcp-nixgen.fish", "fish"],
  ],
  async run(_, { positionals }) {
    const script = completionScripts[positionals.shell];
    return { json: { shell: positionals.shell, script }, text: script };
  },
});
