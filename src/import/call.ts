/** A program that some entry starts. Words are as the entry has them: no shell has seen them. */
export interface Call {
  /** As written: a name or a path, of any system. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What recognising may look at of the machine, since a path says little. */
export interface World {
  /** Absolute. */
  readonly home: string;
  /** A file's text; null where it cannot be read. */
  readonly readText: (path: string) => string | null;
}

/** A package of a source of servers.yaml. */
export interface FoundPackage {
  readonly kind: "package";
  readonly source: string;
  readonly bin?: string | undefined;
  readonly python?: string | undefined;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What is lost on the way, or guessed. */
  readonly notes: readonly string[];
}

/** A server that some program of its own, or somebody else's machine, runs. */
export interface FoundRemote {
  readonly kind: "remote";
  /** The program that stands before it. */
  readonly by?: string;
  readonly url: string;
  readonly transport: "http" | "sse";
  /** `Name: value`, as far as the program was told. */
  readonly headers: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** mcp-remote, as a source with its version, where that stands before it. */
  readonly bridge?: string;
  /** What mcp-remote was told besides. */
  readonly told?: BridgeWords;
}

/** mcp-remote's arguments besides the address and headers. */
export interface BridgeWords {
  /** Of the answer from the browser; it comes right after the address. */
  readonly port?: string | undefined;
  readonly options: readonly { readonly name: string; readonly value?: string }[];
  /** How many words nobody knows. */
  readonly unknown: number;
}

export type Outcome =
  | FoundPackage
  | FoundRemote
  /** A wrapper around another program; `through` is what a person calls it. */
  | {
      readonly kind: "call";
      readonly call: Call;
      readonly through: string;
      readonly notes?: readonly string[];
    }
  /** mcp-nixgen's own, from a deploy. */
  | { readonly kind: "ours" }
  /** Neither reason nor hint quotes an argument: it may be a key. */
  | { readonly kind: "left"; readonly reason: string; readonly hint?: string };

/** What one program's arguments mean; null: it is not for this launcher. */
export type Launcher = (call: Call, world: World) => Outcome | null;

/** `C:\\Program Files\\nodejs\\npx.cmd` → `npx`, `/usr/bin/python3.12` → `python3.12`. */
export function programOf(command: string): string {
  const last = command.replaceAll("\\", "/").split("/").at(-1) ?? "";
  return last.replace(/\.(?:cmd|exe|bat|ps1)$/i, "");
}

export function left(reason: string, hint?: string): Outcome {
  return { kind: "left", reason, ...(hint === undefined ? {} : { hint }) };
}
