import type { Marks } from "../marks.ts";

/** A stream of a finished tool. */
export interface Output {
  /** UTF-8, cut in the middle when too long. */
  readonly text: string;
  readonly bytes: number;
  readonly cut: boolean;
  readonly binary: boolean;
  /** `nixpkgs://output/…` where it can be read, when cut, binary, or no UTF-8. */
  readonly resource?: string;
  /** How many bytes from the start can be read there; absent: all. */
  readonly saved?: number;
}

/** Bytes of a saved output. */
export interface OutputPart {
  readonly bytes: Uint8Array;
  readonly binary: boolean;
  /** How many there are in all. */
  readonly total: number;
}

/** Which bytes of a saved output: `most` of them, from `offset` on. Default: a page from the start. */
export interface OutputRange {
  readonly offset?: number;
  readonly most?: number;
}

export interface ExecutionResult {
  readonly attr: string;
  /** Program and arguments, as run. */
  readonly command: readonly string[];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly cancelled: boolean;
  readonly durationMs: number;
  readonly stdout: Output;
  readonly stderr: Output;
}

export type ExecutionProgress = {
  readonly kind: "resolve" | "download" | "build" | "run";
  readonly message: string;
  readonly done?: number;
  readonly total?: number;
};

export interface ExecutionRequest {
  readonly attr: string;
  /** A flake reference other than the configured one (nixpkgs_versions). */
  readonly flake?: string;
  readonly program?: string;
  readonly args: readonly string[];
  readonly stdin?: Uint8Array;
  /** Absolute; default: the first root. */
  readonly cwd?: string;
  readonly timeoutMs: number;
  /** Bytes of one stream in the result, where that is less than usual. */
  readonly outputBytes?: number;
  /** Files of this server that the tool may read, also in the sandbox; absolute. */
  readonly readable?: readonly string[];
}

export interface ShellRequest {
  readonly attrs: readonly string[];
  readonly command: readonly string[];
  readonly stdin?: Uint8Array;
  readonly cwd?: string;
  readonly timeoutMs: number;
}

export interface Resolved {
  readonly attr: string;
  readonly storePath: string;
  readonly program: string | null;
  readonly programs: readonly string[];
  readonly closureBytes: number | null;
}

/** What somebody knows of a package that is perhaps not built. */
export interface KnownFacts {
  readonly pname?: string;
  readonly marks?: Marks;
}

/** What the client of this session can be asked and allows. */
export interface Caller {
  /** Tells sessions apart: for "always", and for taking turns. Without it, the object itself does. */
  readonly session?: string;
  /** Absolute folders, from MCP roots; empty: the server's own configured roots. */
  readonly roots: readonly string[];
  /** Why the client, which was asked for its folders, has none to run in: the server's own are not for it then. */
  readonly rootsProblem?: string;
  /** MCP elicitation; undefined where the client has none. */
  readonly ask?: (question: string) => Promise<"yes" | "no" | "always">;
}

export interface Run {
  readonly caller: Caller;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExecutionProgress) => void;
}

export interface Executor {
  execute(request: ExecutionRequest, run: Run): Promise<ExecutionResult>;
  shell(request: ShellRequest, run: Run): Promise<ExecutionResult>;
  resolve(attr: string, run: Run & { readonly flake?: string }): Promise<Resolved>;
  /**
   * Holds a package to the policy as far as that can be told without building it; what would be asked about passes.
   *
   * @throws UserError `E_ATTR`, `E_DENIED`; `E_PROGRAM` where it is built and has no such program
   */
  check(attr: string, facts: KnownFacts, program?: string): Promise<void>;
  /** What is built already, without building. */
  known(attr: string): Resolved | null;
  /** Builds in the background; what cannot be built, or needs a permission, is told to `onFailed`. */
  prewarm(attrs: readonly string[], onFailed: (attr: string, error: unknown) => void): void;
  /** Null: there is none of this name (any more). No bytes: it ends before `offset`. */
  output(id: string, range?: OutputRange): Promise<OutputPart | null>;
  close(): Promise<void>;
}
