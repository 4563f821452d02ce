import { join } from "node:path";
import type { Options } from "execa";
import type { NixProgram } from "./find-nix.ts";

/** A Nix expression: a file, or its text (handed over on stdin, so its length has no limit). */
export type NixSource = { readonly file: string } | { readonly text: string };

export type NixRunOptions = {
  /** Folder that relative paths in a `text` source start from; the process's own by default. */
  readonly cwd?: string | undefined;
  /** Entries of NIX_PATH (`nixpkgs=/path`), instead of the user's; `[]` for none. */
  readonly nixPath?: readonly string[] | undefined;
  /** Further variables of the environment. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type NixArguments = {
  /** Attribute path such as `mcpServers.firecrawl-mcp`. */
  readonly attr?: string | undefined;
  /** Arguments of the expression's function, as Nix expressions (`--arg`). */
  readonly args?: Readonly<Record<string, string>> | undefined;
  /** The same, as strings (`--argstr`). */
  readonly strings?: Readonly<Record<string, string>> | undefined;
};

export function programPath(nix: NixProgram, name: string): string {
  return join(nix.bin, name);
}

/** The expression and its arguments as the classic commands (`nix-build`, `nix-instantiate`) take them. */
export function sourceArguments(source: NixSource, options: NixArguments): string[] {
  return [
    "file" in source ? source.file : "-",
    ...(options.attr === undefined ? [] : ["--attr", options.attr]),
    ...Object.entries(options.args ?? {}).flatMap(([name, value]) => ["--arg", name, value]),
    ...Object.entries(options.strings ?? {}).flatMap(([name, value]) => ["--argstr", name, value]),
  ];
}

/** What every run of a Nix program shares. Killing it by signal lets Nix stop its builders; then by force. */
export function executionOptions(source: NixSource, options: NixRunOptions) {
  return {
    ...("text" in source ? { input: source.text } : { stdin: "ignore" as const }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    env: {
      ...(options.nixPath === undefined ? {} : { NIX_PATH: options.nixPath.join(":") }),
      ...options.env,
    },
    reject: false as const,
    forceKillAfterDelay: 10_000,
  } satisfies Options;
}
