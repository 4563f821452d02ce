import type { OptionSpecs } from "./command.ts";

/** Of every command that reads what Home-Manager installed. */
export const manifestOption = {
  manifest: {
    type: "string",
    value: "FILE",
    complete: "file",
    description: "The manifest. Default: mcp-nixgen/manifest.json in $XDG_CONFIG_HOME.",
  },
} as const satisfies OptionSpecs;
