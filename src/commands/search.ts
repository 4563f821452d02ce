import { defineCommand } from "./command.ts";
export const command = defineCommand({
  description: "",
  positionals: [],
  options: {},
  examples: [],
  run: async () => ({ json: {} }),
});
