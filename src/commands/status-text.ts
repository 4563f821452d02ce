import type { ClientStatus, ServerState } from "../deploy/status.ts";
import type { Colors } from "../ui/colors.ts";
import type { Io } from "../ui/io.ts";
import { table } from "../ui/table.ts";
import { shortPath } from "./deploy-report.ts";

export { leftUndone } from "./deploy-report.ts";

/** What `status` shows people: a table of the clients, then each server that is not as it should be. */
export function statusText(statuses: readonly ClientStatus[], home: string, colors: Colors, io: Io): string {
  if (statuses.length === 0) return "No client is enabled, and none has a file.";
  const columns = ["CLIENT", "STATE", "OURS", "OTHERS", "FILE"].map((title) => ({
    title,
    align: title === "OURS" || title === "OTHERS" ? ("right" as const) : ("left" as const),
  }));
  const rows = statuses.map((status) => [
    colors.bold(status.client),
    stateOf(status, colors),
    String(status.servers.filter(({ state }) => isThere.has(state)).length),
    String(status.others.length),
    shortPath(status.file, home),
  ]);
  const width = io.stdoutIsTerminal ? io.columns : undefined;
  const odd = statuses.flatMap((status) =>
    status.servers
      .filter(({ state }) => state !== "ours")
      .map(({ name, state, by }) => {
        const text = state === "covered" ? `started from the file of ${by}` : explanations[state];
        return `${paint(state, colors)} ${colors.bold(status.client)}: ${name}: ${text}`;
      }),
  );
  return [table(columns, rows, { width, header: colors.dim }), ...(odd.length > 0 ? ["", ...odd] : [])].join(
    "\n",
  );
}

const isThere: ReadonlySet<ServerState> = new Set(["ours", "outdated", "drifted", "leftover"]);

const explanations: Readonly<Record<Exclude<ServerState, "covered">, string>> = {
  ours: "as it is wanted",
  outdated: "deploy brings it up to date",
  drifted: "changed since it was deployed; --adopt replaces it",
  missing: "deploy writes it",
  leftover: "wanted no more; deploy takes it out",
  conflict: "the client has its own of this name; --adopt replaces it",
  same: "the client has its own of this name, just as ours would be",
  impossible: "this client cannot have it; deploy says why",
};

/** The worst of its servers. */
const worst: readonly ServerState[] = [
  "conflict",
  "drifted",
  "impossible",
  "missing",
  "outdated",
  "leftover",
];

function stateOf(status: ClientStatus, colors: Colors): string {
  if (status.problem !== undefined) return colors.red("unreadable");
  const found = worst.find((state) => status.servers.some((server) => server.state === state));
  const installed = status.installed ? "" : colors.dim(", not installed");
  if (found !== undefined) return `${paint(found, colors)}${installed}`;
  if (!status.enabled) return colors.dim("not enabled");
  return `${colors.green("ok")}${installed}`;
}

function paint(state: ServerState, colors: Colors): string {
  if (state === "ours" || state === "covered" || state === "same") return colors.dim(state);
  return state === "conflict" || state === "drifted" || state === "impossible"
    ? colors.red(state)
    : colors.yellow(state);
}
