import type { Ranked } from "../search/rank.ts";
import type { Colors } from "../ui/colors.ts";
import { oneLine } from "../ui/progress-lines.ts";
import { table } from "../ui/table.ts";

export interface FoundServer extends Ranked {
  /** What `add` takes. */
  readonly spec: string;
  /** Its name in servers.yaml; null: it is not there. */
  readonly usedAs: string | null;
}

interface Look {
  readonly colors: Colors;
  /** Columns of the terminal; undefined: it is none, and nothing is shortened. */
  readonly width: number | undefined;
}

/** A line a server, best first, and how to go on. */
export function searchText(query: string, servers: readonly FoundServer[], { colors, width }: Look): string {
  if (servers.length === 0) {
    return [
      `no MCP server found for '${oneLine(query)}'`,
      "Try other words, or fewer of them. A server of GitHub or Go is added by its address: mcp-nixgen add github:OWNER/REPO",
    ].join("\n");
  }
  const counted = servers.some((one) => one.downloads !== null);
  const columns = [
    { title: "SOURCE" },
    { title: "VERSION" },
    { title: "UPDATED" },
    ...(counted ? [{ title: "A WEEK", align: "right" as const }] : []),
    { title: "NOTE" },
    { title: "DESCRIPTION" },
  ];
  const rows = servers.map((one) => [
    colors.bold(oneLine(one.spec)),
    oneLine(one.version ?? "-"),
    one.published === null ? "-" : oneLine(one.published.slice(0, 10)),
    ...(counted ? [one.downloads === null ? "-" : String(one.downloads)] : []),
    noteText(one, colors),
    oneLine(one.description) || "-",
  ]);
  const next = servers.find((one) => one.usedAs === null);
  return [
    table(columns, rows, { header: colors.dim, width }),
    ...(next === undefined ? [] : ["", `Next: mcp-nixgen add ${oneLine(next.spec)}`]),
  ].join("\n");
}

function noteText({ usedAs, known }: FoundServer, colors: Colors): string {
  if (usedAs !== null) return colors.green(`is ${oneLine(usedAs)}`);
  return known ? colors.cyan("well-known") : "-";
}
