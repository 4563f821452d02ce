import { dirname } from "node:path";
import { clientById } from "../clients/clients.ts";
import type { Client, JsonValue } from "../clients/types.ts";
import { ConfigSyntaxError } from "../deploy/edit/syntax-error.ts";
import { UserError } from "../errors.ts";
import { type ProjectSwitches, projectSwitches } from "./claude-projects.ts";
import { readConfigData } from "./config-data.ts";
import { clientByContent, clientByPath, entriesOf, type FoundEntry, formatOf } from "./containers.ts";
import type { FoundServer, ReadFile, UnreadEntry } from "./found.ts";

export interface ConfigFile {
  readonly path: string;
  /** What a person is told: `~/.cursor/mcp.json`. */
  readonly shown: string;
  readonly text: string;
  /** undefined: it is to be found out, by the path and by what stands in the file. */
  readonly client?: Client | undefined;
  /** Whose home folders are shown by. */
  readonly home?: string;
  /** The project whose file it is. */
  readonly project?: string | undefined;
  /** Whether it is the file that a deploy to this client writes. */
  readonly isOwn?: (client: Client) => boolean;
}

/**
 * The servers that a file of some client has.
 *
 * @throws UserError `E_IMPORT_SYNTAX` with line and column; `E_IMPORT_FORMAT` where the client is not given and the
 * file has no form that is known, or plainly another's
 */
export function readClientFile(file: ConfigFile): ReadFile {
  const { data, lineOf } = parsed(file);
  const byPath = file.client ?? clientByPath(file.path);
  // A file that is named like one client's may have been copied from another.
  const here = byPath === undefined || entriesOf(byPath, data).length === 0;
  const client = here && file.client === undefined ? (clientByContent(data) ?? byPath) : byPath;
  if (client === undefined && clientByContent(data) !== null) {
    if (data === undefined || data === null) return { found: [], unread: [] };
    throw new UserError("no servers are in it, in no form of a client that is known", {
      code: "E_IMPORT_FORMAT",
      where: file.shown,
      hint: "Say whose file it is with --client.",
    });
  }
  if (file.client !== undefined && here) refuseOthers(file.client, data, file.shown);
  const reader = client ?? clientById("mcp-json");
  const found: FoundServer[] = [];
  const unread: UnreadEntry[] = [];
  const switches = client?.id === "claude-code" ? projectSwitches(data) : undefined;
  for (const one of entriesOf(reader, data)) {
    const { path, name, entry } = one;
    const place = `${file.shown}:${lineOf(path)}`;
    const id = client?.id ?? null;
    const read = reader.read(entry as JsonValue);
    if ("problem" in read) unread.push({ client: id, place, name, reason: read.problem });
    else found.push({ client: id, place, name, ...read, ...scopeOf(file, client, one, switches) });
  }
  const declined = [...(switches?.declined ?? [])].map(
    ([project, names]) => [folderShown(project, file.home), names] as const,
  );
  return { found, unread, declined: new Map(declined) };
}

/** Whom an entry is for: everybody, or one project; and what is said of that elsewhere in the file. */
function scopeOf(
  { path: file, home, isOwn, project: ofFile }: ConfigFile,
  client: Client | undefined,
  { path, name }: FoundEntry,
  switches: ProjectSwitches | undefined,
): Pick<FoundServer, "project" | "own" | "offIn"> & Partial<Pick<FoundServer, "disabled" | "disabledBy">> {
  const inEntry = switches !== undefined && path[0] === "projects" ? String(path[1]) : undefined;
  const inFile = /(?:^|\/)\.mcp\.json$/.test(file) && client?.id === "claude-code" ? dirname(file) : ofFile;
  const project = inEntry ?? inFile;
  const off = [...(switches?.off ?? [])].flatMap(([folder, names]) => (names.includes(name) ? [folder] : []));
  const isOff = inEntry !== undefined && off.includes(inEntry);
  return {
    ...(project === undefined ? {} : { project: folderShown(project, home) }),
    ...(client === undefined || isOwn === undefined
      ? {}
      : { own: isOwn(client) && client.container.path.every((key, index) => path[index] === key) }),
    ...(isOff ? { disabled: true, disabledBy: "disabledMcpServers" } : {}),
    ...(project !== undefined || off.length === 0 ? {} : { offIn: off.map((one) => folderShown(one, home)) }),
  };
}

function folderShown(path: string, home: string | undefined): string {
  if (home === undefined) return path;
  return path === home ? "~" : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** The file was said to be a client's, has none of its servers, and has another's. */
function refuseOthers(client: Client, data: unknown, shown: string): void {
  const other = clientByContent(data);
  if (other === undefined || other?.id === client.id) return;
  if (entriesOf(other ?? clientById("mcp-json"), data).length === 0) return;
  throw new UserError(
    `there are no servers in it where ${client.title} has them, but ${other === null ? "under 'mcpServers', as many clients have theirs" : `where ${other.title} has them`}`,
    {
      code: "E_IMPORT_FORMAT",
      where: shown,
      hint: other === null ? "Leave --client out." : `Leave --client out, or say --client ${other.id}.`,
    },
  );
}

function parsed({ path, shown, text }: ConfigFile) {
  try {
    return readConfigData(formatOf(path), text);
  } catch (error) {
    if (!(error instanceof ConfigSyntaxError)) throw error;
    throw new UserError(error.message, {
      code: "E_IMPORT_SYNTAX",
      where: `${shown}:${error.line}:${error.column}`,
      hint: "Mend the file, or leave it out; the others are read all the same.",
    });
  }
}
