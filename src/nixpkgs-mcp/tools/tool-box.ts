import type { Settings } from "../config/settings.ts";
import type { Registry } from "../registry/registry.ts";
import type { Installed } from "../registry/schema.ts";
import { commonTools } from "./common-tools.ts";
import { type Definition, definitionOf } from "./definitions.ts";
import { metaTools } from "./meta/meta-tools.ts";
import { commonToolName, installedToolName } from "./names.ts";
import { packageTool } from "./package-tool.ts";
import type { Tool } from "./tool.ts";

/** All tools of a server, by name: our own, the common ones, the installed ones. */
export interface ToolBox {
  list(): Promise<readonly Tool[]>;
  /** `nixpkgs_NAME` also finds the common tool NAME. */
  find(name: string): Promise<Tool | undefined>;
  /**
   * How an attribute is run by the tools for any package: built in, then the configuration. What was said when it was
   * installed holds for its own tool alone.
   */
  definition(attr: string): Definition;
}

export function createToolBox(
  settings: Pick<Settings, "tier1Only" | "tools" | "definitions">,
  registry: Registry,
): ToolBox {
  const configured = (attr: string) =>
    Object.hasOwn(settings.definitions, attr) ? settings.definitions[attr] : undefined;
  const meta = new Map(metaTools.map((tool) => [tool.listing.name, tool]));
  const common = new Map(
    (settings.tier1Only ? [] : chosenCommonTools(settings.tools)).map(({ attr, description, readOnly }) => {
      const name = commonToolName(attr);
      const definition = definitionOf(attr, configured(attr));
      // Another program or other arguments than ours may do anything.
      const reads = readOnly === true && configured(attr) === undefined;
      return [name, packageTool({ name, attr, description, definition, readOnly: reads })];
    }),
  );
  const aliases = new Map([...common].map(([name, tool]) => [`nixpkgs_${name}`, tool]));

  let known: readonly Installed[] = [];
  let installed = new Map<string, Tool>();
  const installedNow = async () => {
    const tools = await registry.list();
    if (tools !== known) installed = new Map(tools.map((each) => installedTool(each, configured(each.attr))));
    known = tools;
    return installed;
  };

  return {
    list: async () => [...meta.values(), ...common.values(), ...(await installedNow()).values()],
    find: async (name) =>
      meta.get(name) ?? common.get(name) ?? (await installedNow()).get(name) ?? aliases.get(name),
    definition: (attr) => definitionOf(attr, configured(attr)),
  };
}

function chosenCommonTools(attrs: readonly string[] | null): typeof commonTools {
  if (attrs === null) return commonTools;
  const known = new Map(commonTools.map((tool) => [tool.attr, tool]));
  return [...new Set(attrs)].map((attr) => known.get(attr) ?? { attr, description: `${attr} of nixpkgs` });
}

function installedTool(tool: Installed, configured: Definition | undefined): [string, Tool] {
  const { attr, description } = tool;
  const name = installedToolName(attr);
  const definition = definitionOf(attr, configured, tool.definition);
  return [name, packageTool({ name, attr, description, definition })];
}
