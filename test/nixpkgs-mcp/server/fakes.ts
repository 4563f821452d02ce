import type {
  Catalog,
  CatalogPackage,
  CatalogSource,
  CatalogState,
  SearchHit,
} from "../../../src/nixpkgs-mcp/catalog/types.ts";
import type {
  ExecutionRequest,
  ExecutionResult,
  Executor,
  Output,
  Run,
  ShellRequest,
} from "../../../src/nixpkgs-mcp/execution/types.ts";
import type { Registry } from "../../../src/nixpkgs-mcp/registry/registry.ts";

/** A registry that stays empty. */
export function emptyRegistry(): Registry {
  return {
    list: async () => [],
    install: async () => {},
    uninstall: async () => false,
    onChanged: () => {},
    close: () => {},
  };
}

/** A package of a catalog, with as little as there can be. */
export function fakePackage(attr: string, more: Partial<CatalogPackage> = {}): CatalogPackage {
  return {
    attr,
    pname: attr,
    version: "1.0",
    description: `The ${attr} program`,
    homepages: [],
    licenses: [],
    maintainers: [],
    platforms: ["x86_64-linux"],
    position: null,
    mainProgram: null,
    outputs: ["out"],
    vulnerabilities: [],
    marks: { unfree: false, broken: false, insecure: false, unsupported: false },
    set: null,
    category: "tools",
    ...more,
  };
}

const facts = {
  origin: "test",
  packages: 0,
  etag: null,
  sha256: "",
  fetchedAt: "2026-01-01T00:00:00Z",
  revision: null,
};

/** A catalog that finds by what attributes contain. */
export function fakeCatalog(packages: readonly CatalogPackage[]): Catalog {
  const hit = ({
    attr,
    pname,
    version,
    description,
    mainProgram,
    marks,
    set,
  }: CatalogPackage): SearchHit => ({
    attr,
    pname,
    version,
    description,
    mainProgram,
    marks,
    set,
  });
  return {
    facts: { ...facts, packages: packages.length },
    package: (attr) => packages.find((each) => each.attr === attr) ?? null,
    search: ({ text, limit, offset }) => {
      const found = packages.filter(({ attr }) => attr.includes(text));
      const close = found.length === 0 ? packages.slice(0, 1).map(hit) : [];
      return {
        total: found.length,
        results: found.slice(offset, offset + limit).map(hit),
        close,
        unknown: [],
      };
    },
    categories: () => [{ category: "tools", packages: packages.length }],
    setCounts: () => [{ set: "python3Packages", packages: 1 }],
    similar: (attr, limit) =>
      packages
        .map((each) => each.attr)
        .filter((each) => each[0] === attr[0])
        .slice(0, limit),
    close: () => {},
  };
}

/** A source whose catalog is there, or which says that there is none. */
export function fakeSource(catalog: Catalog | Error): CatalogSource & { replaced(): void } {
  const listeners: (() => void)[] = [];
  const state: CatalogState =
    catalog instanceof Error
      ? { kind: "absent", reason: catalog.message, hint: "" }
      : { kind: "ready", facts: catalog.facts, stale: false };
  return {
    state: () => state,
    catalog: async () => {
      if (catalog instanceof Error) throw catalog;
      return catalog;
    },
    onReplaced: (listener) => listeners.push(listener),
    close: async () => {},
    replaced: () => {
      for (const listener of listeners) listener();
    },
  };
}

export const textOutput = (text: string, more: Partial<Output> = {}): Output => ({
  text,
  bytes: Buffer.byteLength(text),
  cut: false,
  binary: false,
  ...more,
});

/** What a program that went well left. */
export function finished(attr: string, stdout: string, more: Partial<ExecutionResult> = {}): ExecutionResult {
  return {
    attr,
    command: [attr],
    exitCode: 0,
    signal: null,
    timedOut: false,
    cancelled: false,
    durationMs: 1.2,
    stdout: textOutput(stdout),
    stderr: textOutput(""),
    ...more,
  };
}

export interface FakeExecutor extends Executor {
  readonly requests: ExecutionRequest[];
  readonly shells: ShellRequest[];
  readonly runs: Run[];
  readonly prewarmed: string[];
}

/** Keeps what it was asked, and answers with `answer`. */
export function fakeExecutor(
  answer: (request: ExecutionRequest, run: Run) => Promise<ExecutionResult>,
): FakeExecutor {
  const [requests, shells, runs, prewarmed]: [ExecutionRequest[], ShellRequest[], Run[], string[]] = [
    [],
    [],
    [],
    [],
  ];
  return {
    requests,
    shells,
    runs,
    prewarmed,
    execute: (request, run) => {
      requests.push(request);
      runs.push(run);
      return answer(request, run);
    },
    shell: async (request, run) => {
      shells.push(request);
      runs.push(run);
      return finished(request.attrs.join("+"), request.command.join(" "));
    },
    resolve: async (attr) => ({
      attr,
      storePath: `/nix/store/x-${attr}`,
      program: attr,
      programs: [attr],
      closureBytes: 1,
    }),
    check: async () => {},
    known: () => null,
    prewarm: (attrs) => prewarmed.push(...attrs),
    output: async () => null,
    close: async () => {},
  };
}
