/**
 * What a server needs and does, as its published code says it. Nothing of that code was run, so everything here is
 * a reading: what a program computes at run time (names put together, tools fetched from an API) is not in it.
 */
export interface ServerFacts {
  readonly package: string;
  readonly version: string;
  readonly language: "javascript" | "python" | "go";
  /** By name. */
  readonly environment: readonly EnvironmentFact[];
  /** By name. */
  readonly flags: readonly FlagFact[];
  /** stdio first. */
  readonly transports: readonly TransportFact[];
  /** In the order of the code. */
  readonly tools: readonly ToolFact[];
  /** By host. */
  readonly hosts: readonly HostFact[];
  readonly childProcesses: readonly EffectFact[];
  readonly fileWrites: readonly EffectFact[];
  /** Of the server's own package: preinstall, install, postinstall → command. */
  readonly installScripts: Readonly<Record<string, string>>;
  readonly meta: MetaFacts;
  /** What could not be read, and why: files too large, texts that do not parse. */
  readonly unread: readonly { readonly file: string; readonly reason: string }[];
}

/** What the code itself says; its meta is in manifests and documents, which are not code. */
export type CodeFacts = Omit<ServerFacts, "meta">;

/** Where in the package: a path inside it, and a line that counts from 1. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
}

/** An environment variable that the server's own code reads. */
export interface EnvironmentFact {
  readonly name: string;
  /** It does not start, or no tool works, without it. */
  readonly required: boolean;
  /** Its name or its use says that it holds a key, a token or a password. */
  readonly secret: boolean;
  /** What the code takes in its place, as text; null: nothing that could be read. */
  readonly default: string | null;
  /** The error or help text that names it; null: none does. */
  readonly message: string | null;
  readonly places: readonly CodePlace[];
}

/** A command-line flag. */
export interface FlagFact {
  /** `--port`. */
  readonly name: string;
  /** `-p`. */
  readonly short: string | null;
  readonly takesValue: boolean;
  readonly required: boolean;
  readonly default: string | null;
  readonly description: string | null;
  /** What its value may be, where the code lists it. */
  readonly choices: readonly string[];
  readonly places: readonly CodePlace[];
}

/** A transport that the server can speak, and how it is told to. */
export interface TransportFact {
  readonly transport: "stdio" | "http" | "sse";
  /** It is what the server speaks when it is told nothing. */
  readonly isDefault: boolean;
  /** Arguments that choose it: `--transport http --port {port}`, in servers.yaml's words; null: not known. */
  readonly args: readonly string[] | null;
  /** Variables that choose it, in the same words. */
  readonly env: Readonly<Record<string, string>>;
  /** The endpoint's path (`/mcp`) and port where the code says them. */
  readonly path: string | null;
  readonly port: number | null;
}

/** A tool that the server registers. */
export interface ToolFact {
  readonly name: string;
  readonly description: string | null;
  readonly place: CodePlace;
}

/** A host that addresses in the code name; those of documentation and of schemas are left out. */
export interface HostFact {
  readonly host: string;
  readonly places: readonly CodePlace[];
}

/** Something that the code does to the machine. */
export interface EffectFact {
  /** The function: `execFile`, `subprocess.run`, `os.WriteFile`. */
  readonly via: string;
  /** The program or the path where it is written there; null: it is computed. */
  readonly what: string | null;
  readonly place: CodePlace;
}

/** What a server's manifest says of it. */
export interface MetaFacts {
  /** Where the manifest has none, the README's first words. */
  readonly description: string | null;
  readonly homepage: string | null;
  /** SPDX, as the manifest or a licence's file says. */
  readonly license: string | null;
}
