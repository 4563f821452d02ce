import { defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Editors with the YAML language server read it by the first line of servers.yaml, which init writes; this is for others.",
  positionals: [],
  options: {},
  examples: [
    ["schema", "read it"],
    ["schema > servers.schema.json", "a copy to point an editor at"],
  ],
  async run() {
    const { serversJsonSchema, serversJsonSchemaText } = await import("../config/json-schema.ts");
    return { json: { schema: serversJsonSchema() }, text: serversJsonSchemaText() };
  },
});
