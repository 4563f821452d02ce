import { z } from "zod";
import { installedToolName } from "../names.ts";
import { result } from "../results.ts";
import { defineTool } from "../tool.ts";

export const listInstalledTool = defineTool({
  name: "nixpkgs_list_installed",
  description: "List installed tools.",
  input: z.strictObject({}),
  annotations: { readOnlyHint: true, openWorldHint: false },
  run: async (_given, { core }) => {
    const tools = (await core.registry.list()).map(({ attr, description, definition, installedAt }) => ({
      tool: installedToolName(attr),
      attr,
      description: definition.description_override ?? description,
      installedAt,
    }));
    const lines = tools.map(({ tool, attr, description }) => `${tool} (${attr}): ${description}`);
    return result(lines.length === 0 ? "No tool is installed." : lines.join("\n"), { tools });
  },
});
