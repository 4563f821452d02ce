import type { Tool } from "../tool.ts";
import { batchTool } from "./batch.ts";
import { categoriesTool } from "./categories.ts";
import { executeTool } from "./execute.ts";
import { infoTool } from "./info.ts";
import { installTool } from "./install.ts";
import { listInstalledTool } from "./list-installed.ts";
import { searchTool } from "./search.ts";
import { shellTool } from "./shell.ts";
import { uninstallTool } from "./uninstall.ts";
import { versionsTool } from "./versions.ts";

/** The tools that are always there. */
export const metaTools: readonly Tool[] = [
  searchTool,
  executeTool,
  installTool,
  uninstallTool,
  listInstalledTool,
  infoTool,
  batchTool,
  shellTool,
  versionsTool,
  categoriesTool,
];
