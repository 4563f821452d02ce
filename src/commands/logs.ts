import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { xdgFolders } from "../config/xdg.ts";
import { UserError } from "../errors.ts";
import type { LogSource } from "../logs/sources.ts";
import { type Context, defineCommand } from "./command.ts";
import { manifestOption } from "./manifest-option.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description:
    "Shows what an installed server said on stderr: of an http server from systemd's journal (on macOS from launchd's file), of a stdio server from the file that its wrapper keeps ($XDG_STATE_HOME/mcp-nixgen/log). Clients keep logs of their own: those that are found are named, and shown with --all.",
  positionals: [{ name: "name", description: "The server.", required: true, complete: "installed" }],
  options: {
    follow: { type: "boolean", short: "f", description: "Go on with what is added, until interrupted." },
    lines: {
      type: "integer",
      short: "n",
      value: "N",
      default: 50,
      description: "How many of the last lines.",
    },
    all: { type: "boolean", description: "Also the logs that clients keep of this server." },
    ...manifestOption,
  },
  examples: [
    ["logs firecrawl", "the last lines"],
    ["logs browser --follow", "and what comes"],
    ["logs firecrawl --all -n 200", "with what clients wrote down"],
  ],
  async run(context, { options, positionals }) {
    if (options.follow && (context.json || options.all)) {
      throw usageError(`--follow and ${context.json ? "--json" : "--all"} exclude each other`);
    }
    const [{ installedServer, manifestPath, readPartialManifest }, { logSource }, { clientLogs }] =
      await Promise.all([
        import("../config/manifest.ts"),
        import("../logs/sources.ts"),
        import("../logs/client-logs.ts"),
      ]);
    const path = resolve(context.cwd, options.manifest ?? manifestPath(context.env));
    const { name } = positionals;
    const server = installedServer(await readPartialManifest(path, context.cwd), name);
    const folders = xdgFolders(context.env);
    const source = logSource(name, server, folders);
    const clients = await clientLogs(name, folders);
    if (options.follow) {
      await follow(context, source, options.lines);
      return { json: {} };
    }
    const own = await linesOf(context, source, options.lines);
    const theirs = options.all
      ? await linesOfClients(context, clients, options.lines)
      : clients.map((log) => ({ ...log, lines: null }));
    if (own === null && !(options.all && theirs.length > 0)) throw noLog(name, source, clients);
    if (!options.all) {
      for (const log of clients) context.ui.info(`${log.client} keeps ${log.path} (--all shows it, too)`);
    }
    const shown = [
      ...(own === null ? [] : [{ title: titleOf(source), lines: own }]),
      ...theirs.flatMap(({ client, path: file, lines }) =>
        lines === null ? [] : [{ title: `${client}: ${file}`, lines }],
      ),
    ];
    return {
      json: { server: name, source, lines: own ?? [], clients: theirs },
      text: shown
        .map(({ title, lines }) =>
          [
            ...(shown.length > 1 ? [context.ui.colors.bold(`==> ${title} <==`)] : []),
            ...lines.map(printable),
          ].join("\n"),
        )
        .join("\n\n"),
    };
  },
});

function titleOf(source: LogSource): string {
  return source.kind === "file" ? source.path : source.kind === "journal" ? source.unit : "";
}

/** null: there is none yet. */
async function linesOf(context: Context, source: LogSource, count: number): Promise<string[] | null> {
  if (source.kind === "none") return null;
  if (source.kind === "file") {
    const { lastLinesOfRotated } = await import("../logs/tail.ts");
    return lastLinesOfRotated(source.path, count);
  }
  const lines: string[] = [];
  await journal(context, source.unit, count, false, (line) => lines.push(line));
  return lines.length === 0 ? null : lines;
}

/** A client's log that cannot be read hides neither the server's own nor the others'. */
async function linesOfClients<L extends { readonly path: string }>(
  context: Context,
  logs: readonly L[],
  count: number,
) {
  const { lastLinesOf } = await import("../logs/tail.ts");
  return Promise.all(
    logs.map(async (log) => {
      const lines = await lastLinesOf(log.path, count).catch((error) => {
        if (!(error instanceof UserError)) throw error;
        context.ui.warn(`${log.path}: ${error.message}`);
        return null;
      });
      return { ...log, lines };
    }),
  );
}

async function follow(context: Context, source: LogSource, count: number): Promise<void> {
  const print = (line: string) => context.io.stdout(`${printable(line)}\n`);
  if (source.kind === "none") throw new UserError(source.reason, { code: "E_NO_LOG", hint: source.hint });
  if (source.kind === "journal") return journal(context, source.unit, count, true, print);
  const [{ lastLinesOfRotated }, { followFile }] = await Promise.all([
    import("../logs/tail.ts"),
    import("../logs/follow.ts"),
  ]);
  const from = (await stat(source.path).catch(() => null))?.size ?? 0;
  const before = await lastLinesOfRotated(source.path, count, from);
  if (before === null) context.ui.info(`${source.path} is not there yet; waiting for it`);
  for (const line of before ?? []) print(line);
  await followFile(source.path, { signal: context.signal, onLine: print, from });
}

async function journal(
  context: Context,
  unit: string,
  lines: number,
  isFollowing: boolean,
  onLine: (line: string) => void,
): Promise<void> {
  const [{ readJournal }, { sessionEnv }] = await Promise.all([
    import("../logs/journal.ts"),
    import("../doctor/user-manager.ts"),
  ]);
  await readJournal(unit, {
    lines,
    follow: isFollowing,
    env: await sessionEnv(context.env),
    signal: context.signal,
    onLine,
  });
}

function noLog(
  name: string,
  source: LogSource,
  clients: readonly { readonly client: string; readonly path: string }[],
): UserError {
  const theirs =
    clients.length === 0
      ? ""
      : ` ${clients.map(({ client }) => client).join(" and ")} has one: --all shows it.`;
  if (source.kind === "none")
    return new UserError(source.reason, { code: "E_NO_LOG", where: name, hint: source.hint + theirs });
  const hint =
    source.kind === "file"
      ? `It comes to be when a client starts the server and that says something on stderr.${theirs}`
      : `Was the service ever started (systemctl --user status ${source.unit})?${theirs}`;
  return new UserError(`there is no log of '${name}' yet`, {
    code: "E_NO_LOG",
    where: titleOf(source),
    hint,
  });
}

/** A server's text may hold codes that do things to a terminal. */
function printable(line: string): string {
  return stripVTControlCharacters(line).replace(/(?!\t)\p{Cc}/gu, "");
}
