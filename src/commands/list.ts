import type { LockedServer } from "../config/lock-schema.ts";
import type { ServerSpec } from "../config/servers-schema.ts";
import type { Colors } from "../ui/colors.ts";
import { table } from "../ui/table.ts";
import { type Context, defineCommand } from "./command.ts";

type State = "locked" | "stale" | "missing";

interface Row {
  readonly name: string;
  readonly source: string;
  readonly state: State;
  /** Why it is not locked. */
  readonly reason: string | null;
  readonly package: string | null;
  readonly version: string | null;
  readonly mainProgram: string | null;
  readonly dependencies: number | null;
  readonly license: string | null;
  /** The version whose offer is recorded; null: it was never verified. */
  readonly verified: string | null;
}

export const command = defineCommand({
  description:
    "State tells whether servers.lock.json answers servers.yaml: locked; stale, when the entry changed since; missing, before the first prefetch. Verified tells whether what it offers is recorded, and of which version.",
  positionals: [
    { name: "name", description: "Only these servers.", required: false, variadic: true, complete: "server" },
  ],
  options: {},
  examples: [
    ["list", "every server with its version and state"],
    ["list --json", "the same for a script"],
  ],
  async run(context, { positionals }) {
    const rows = await rowsOf(context, positionals.name);
    return { json: { servers: rows }, text: rows.length === 0 ? noServers : text(context, rows) };
  },
});

const noServers = "servers.yaml lists no servers yet. Add one: mcp-nixgen add npm:NAME";

async function rowsOf(context: Context, queries: readonly string[]): Promise<Row[]> {
  const [{ locksPath, readLocks, readOffers }, { findServer }, { staleReason }, { recipeOf }] =
    await Promise.all([
      import("../config/lock.ts"),
      import("../config/names.ts"),
      import("../project/stale.ts"),
      import("../project/recipes.ts"),
    ]);
  const project = await context.project();
  const path = locksPath(project.root);
  const [locks, offers] = await Promise.all([readLocks(path, context.cwd), readOffers(path, context.cwd)]);
  const wanted = new Set(queries.map((query) => findServer(project.servers, query).name));
  const shown = [...project.servers.values()].filter(
    (server) => wanted.size === 0 || wanted.has(server.name),
  );
  return shown.map((server) => {
    const locked = locks.get(server.name);
    const dependencies = locked === undefined ? null : recipeOf(locked).dependencies(locked);
    const reason = staleReason(server, locked, project.settings.style);
    return rowOf(server, locked, dependencies, reason, offers.get(server.name)?.version ?? null);
  });
}

function rowOf(
  server: ServerSpec,
  locked: LockedServer | undefined,
  dependencies: number | null,
  reason: string | null,
  verified: string | null,
): Row {
  return {
    name: server.name,
    source: server.source,
    state: locked === undefined ? "missing" : reason === null ? "locked" : "stale",
    reason,
    package: locked?.package ?? null,
    version: locked?.version ?? null,
    mainProgram: locked?.mainProgram ?? null,
    dependencies,
    license: locked?.meta.license ?? null,
    verified,
  };
}

function text(context: Context, rows: readonly Row[]): string {
  const { colors } = context.ui;
  const titles = ["NAME", "VERSION", "STATE", "VERIFIED", "SOURCE"];
  const columns = titles.map((title) => ({ title }));
  const lines = rows.map((row) => [
    colors.bold(row.name),
    row.version ?? "-",
    stateText(row, colors),
    verifiedText(row, colors),
    row.source,
  ]);
  const width = context.io.stdoutIsTerminal ? context.io.columns : undefined;
  const behind = rows.filter((row) => row.state !== "locked").length;
  const hint = behind === 0 ? [] : ["", `${behind} to be locked: mcp-nixgen prefetch`];
  return [table(columns, lines, { width, header: colors.dim }), ...hint].join("\n");
}

function verifiedText({ verified, version }: Row, colors: Colors): string {
  if (verified === null) return colors.dim("-");
  return verified === version ? colors.green("yes") : colors.yellow(`at ${verified}`);
}

function stateText(row: Row, colors: Colors): string {
  if (row.state === "locked") return colors.green("locked");
  return row.state === "stale" ? colors.yellow(`stale (${row.reason})`) : colors.red("missing");
}
