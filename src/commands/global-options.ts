import type { OptionSpecs, OptionValues } from "./command.ts";

/** Options of every command; they may stand before or after its name. */
export const globalOptions = {
  file: {
    type: "string",
    value: "PATH",
    complete: "file",
    description: "The servers file. Default: servers.yaml here or in the nearest folder above.",
  },
  directory: {
    type: "string",
    short: "C",
    value: "DIR",
    complete: "directory",
    description: "Run as if started in this folder.",
  },
  json: { type: "boolean", description: "Print one JSON document on stdout." },
  quiet: { type: "boolean", short: "q", description: "No notes and no progress." },
  verbose: { type: "boolean", short: "v", description: "More notes; stack traces of defects." },
  color: { type: "boolean", description: "Colour also where there is no terminal." },
  "no-color": { type: "boolean", description: "No colour (also: NO_COLOR in the environment)." },
  help: { type: "boolean", short: "h", description: "Help on the program or on a command." },
  version: { type: "boolean", short: "V", description: "Print the version." },
} as const satisfies OptionSpecs;

export type GlobalValues = Partial<OptionValues<typeof globalOptions>>;
