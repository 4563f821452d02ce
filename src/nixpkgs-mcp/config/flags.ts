import { type ParseArgsConfig, parseArgs } from "node:util";
import { didYouMean } from "../../config/similar-names.ts";
import { messageOf, UserError } from "../../errors.ts";

interface Flag {
  readonly type: "string" | "boolean";
  /** What its value is called in the help. */
  readonly value?: string;
  readonly help: string;
  readonly short?: string;
  readonly multiple?: true;
}

/** The command line: one table for parsing and help. */
export const flags = {
  channel: { type: "string", value: "NAME", help: "Channel that lists the packages (nixos-unstable)." },
  "base-url": { type: "string", value: "URL", help: "Where channels are." },
  catalog: {
    type: "string",
    value: "FILE",
    help: "Read packages.json or packages.json.br instead of a channel.",
  },
  flake: { type: "string", value: "REF", help: "Flake whose packages are run." },
  "tier1-only": { type: "boolean", help: "Leave the common tools out." },
  tools: { type: "string", value: "A,B,…", help: "The common tools, by attribute." },
  policy: {
    type: "string",
    value: "FILE",
    help: "What packages may do (policy.yaml beside the configuration).",
  },
  sandbox: { type: "string", value: "KIND", help: "What enforces the policy: none or bubblewrap." },
  root: {
    type: "string",
    value: "DIR",
    multiple: true,
    help: "Folder that tools work in, for clients without roots (the current one); several may be given.",
  },
  timeout: { type: "string", value: "SECONDS", help: "Time limit of a tool (120)." },
  prewarm: {
    type: "string",
    value: "A,B,…",
    help: "Build these in the background; 'common': all common tools.",
  },
  http: {
    type: "string",
    value: "PORT",
    help: "Serve streamable HTTP instead of stdio; 0 takes a free port.",
  },
  host: { type: "string", value: "ADDRESS", help: "Address to listen on (127.0.0.1)." },
  "token-file": {
    type: "string",
    value: "FILE",
    help: "Ask for the bearer token in FILE (or NIXPKGS_MCP_TOKEN).",
  },
  metrics: { type: "boolean", help: "Count calls: nixpkgs://metrics, and a JSON line on stderr at the end." },
  "log-level": { type: "string", value: "LEVEL", help: "debug, info, warning or error (warning)." },
  config: {
    type: "string",
    value: "FILE",
    help: "Configuration, instead of ~/.config/nixpkgs-mcp/config.yaml.",
  },
  "clear-cache": { type: "boolean", help: "Remove the catalog from the cache, and end." },
  "print-config": { type: "boolean", help: "Print the settings that hold, and end." },
  help: { type: "boolean", short: "h", help: "Print this, and end." },
  version: { type: "boolean", short: "V", help: "Print the version, and end." },
} as const satisfies Readonly<Record<string, Flag>>;

export type FlagValues = {
  readonly [Name in keyof typeof flags]?: (typeof flags)[Name] extends { readonly multiple: true }
    ? string[]
    : (typeof flags)[Name]["type"] extends "boolean"
      ? boolean
      : string;
};

/** Reads the command line. Throws `E_USAGE` for an unknown flag, a missing value or a stray word. */
export function parseFlags(argv: readonly string[]): FlagValues {
  try {
    const options = flags as unknown as NonNullable<ParseArgsConfig["options"]>;
    return parseArgs({ args: [...argv], options, strict: true }).values as FlagValues;
  } catch (error) {
    throw usage(error, argv);
  }
}

function usage(error: unknown, argv: readonly string[]): UserError {
  const code = (error as NodeJS.ErrnoException).code;
  const given = /'(--?[^' =]+)/.exec(messageOf(error))?.[1];
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" && given !== undefined) {
    const near = didYouMean(
      given,
      Object.keys(flags).map((name) => `--${name}`),
    );
    return usageError(`unknown flag ${given}`, near);
  }
  if (code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") {
    const word = argv.find((each) => messageOf(error).includes(`'${each}'`)) ?? "a word";
    return usageError(`'${word}' is not expected: there are only flags`);
  }
  return usageError(messageOf(error).split(/[.\n]/)[0] ?? "the command line is not understood");
}

/** A wrong command line: exit code 2. */
export function usageError(message: string, hint?: string): UserError {
  return new UserError(message, { code: "E_USAGE", hint: hint ?? "'nixpkgs-mcp --help' lists the flags." });
}

/** The text of `--help`. */
export function helpText(): string {
  const rows = Object.entries(flags as Readonly<Record<string, Flag>>).map(
    ([name, { value, short, help }]) =>
      [
        `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`,
        help,
      ] as const,
  );
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    "nixpkgs-mcp: all of nixpkgs as tools for an agent, over the Model Context Protocol.",
    "",
    "Usage: nixpkgs-mcp [flags]          serves stdio",
    "       nixpkgs-mcp --http PORT      serves http://127.0.0.1:PORT/mcp",
    "",
    ...rows.map(([left, help]) => `  ${left.padEnd(width)}${help}`),
    "",
  ].join("\n");
}
