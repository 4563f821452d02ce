import { z } from "zod";
import { didYouMean } from "../../../config/similar-names.ts";
import { UserError } from "../../../errors.ts";
import { attrField } from "../execution-input.ts";
import { installedToolName } from "../names.ts";
import { result } from "../results.ts";
import { defineTool } from "../tool.ts";

export const uninstallTool = defineTool({
  name: "nixpkgs_uninstall_tool",
  description: "Take an installed tool away.",
  input: z.strictObject({ attr: attrField }),
  annotations: { idempotentHint: true, openWorldHint: false },
  run: async ({ attr: given }, { core }) => {
    const installed = await core.registry.list();
    // A tool's own name is what a model has before it.
    const attr = installed.find((each) => installedToolName(each.attr) === given)?.attr ?? given;
    if (!(await core.registry.uninstall(attr))) {
      const names = installed.map((each) => each.attr);
      throw new UserError(`'${given}' is not installed`, {
        code: "E_NOT_INSTALLED",
        hint: didYouMean(given, names) ?? "nixpkgs_list_installed lists what is.",
      });
    }
    return result(`${attr} is no longer a tool.`, { attr, tool: installedToolName(attr) });
  },
});
