import { clientById } from "../clients/clients.ts";
import type { Client, JsonValue } from "../clients/types.ts";
import { ConfigSyntaxError } from "../deploy/edit/syntax-error.ts";
import { UserError } from "../errors.ts";
import { readConfigData } from "./config-data.ts";
import { clientByContent, clientByPath, entriesOf, formatOf } from "./containers.ts";
import type { FoundServer, ReadFile, UnreadEntry } from "./found.ts";

export interface ConfigFile {
  readonly path: string;
  /** What a person is told: `~/.cursor/mcp.json`. */
  readonly shown: string;
  readonly text: string;
  /** undefined: it is to be found out, by the path and by what stands in the file. */
  readonly client?: Client | undefined;
}

/**
 * The servers that a file of some client has.
 *
 * @throws UserError `E_IMPORT_SYNTAX` with line and column; `E_IMPORT_FORMAT` where the client is not given and the
 * file has no form that is known
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
  const reader = client ?? clientById("mcp-json");
  const found: FoundServer[] = [];
  const unread: UnreadEntry[] = [];
  for (const { path, name, entry } of entriesOf(reader, data)) {
    const place = `${file.shown}:${lineOf(path)}`;
    const id = client?.id ?? null;
    const read = reader.read(entry as JsonValue);
    if ("problem" in read) unread.push({ client: id, place, name, reason: read.problem });
    else found.push({ client: id, place, name, ...read });
  }
  return { found, unread };
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
