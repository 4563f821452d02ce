import type { Project } from "../config/load.ts";
import { searchedSources, specOf } from "../search/candidate.ts";
import type { SearchEvent } from "../search/search.ts";
import { usedPackages } from "../search/used.ts";
import type { Task, Tasks } from "../ui/progress.ts";
import { type Context, defineCommand } from "./command.ts";
import { fetching } from "./fetching.ts";
import { indexUrlOf, indexUrlOption } from "./index-url.ts";
import { type FoundServer, searchText } from "./search-text.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description: [
    "Looks for MCP servers in npm's registry and among Python projects, each as npm, pip and uv are configured, and lists them in one order: by how well they match, whether they look like a server (clients, SDKs and libraries do not), how much they are downloaded and how fresh they are.",
    "npm's registry is asked for a search; a mirror that has none is asked for well-known servers and a few likely names. Indexes of Python projects have no search: their list of all names is read (some forty megabytes from PyPI, once a day) and the best names are asked about.",
    "That nothing matches is no failure: the exit code is 0, as with npm search. It is 1 when a registry could not be asked.",
  ].join("\n\n"),
  positionals: [
    {
      name: "query",
      description: "Words: what it is to do, or a part of its name.",
      required: true,
      variadic: true,
    },
  ],
  options: {
    source: {
      type: "string",
      choices: searchedSources,
      description: "Look there alone.",
    },
    limit: { type: "integer", short: "n", value: "N", default: 10, description: "List at most so many." },
    "index-url": indexUrlOption,
  },
  examples: [
    ["search firecrawl", "on npm and PyPI"],
    ["search postgres database --source pypi", "in Python alone"],
    ["search github --limit 30 --json", "for a script"],
  ],
  async run(context, { options, positionals }) {
    const query = positionals.query.join(" ").trim();
    if (!/[\p{L}\p{N}]/u.test(query))
      throw usageError("what is to be looked for?", "As in: mcp-nixgen search firecrawl");
    const project = await projectIfAny(context);
    const indexUrl = indexUrlOf(options["index-url"]) ?? project?.settings.pythonIndex;
    const tasks = context.ui.tasks();
    const { search } = await import("../search/search.ts");
    const result = await search(query, {
      sources: options.source === undefined ? searchedSources : [options.source],
      limit: Math.max(1, options.limit),
      fetchers: fetching(context, project?.root ?? context.cwd, indexUrl),
      signal: context.signal,
      onEvent: progressOf(tasks),
    }).finally(() => tasks.stop());
    const used = usedPackages(project?.servers.values() ?? []);
    const servers = result.servers.map(
      (one): FoundServer => ({ ...one, spec: specOf(one), usedAs: used.get(specOf(one)) ?? null }),
    );
    for (const note of result.notes) context.ui.info(note);
    return {
      json: { query, servers, notes: result.notes },
      text: searchText(query, servers, {
        colors: context.ui.colors,
        width: context.io.stdoutIsTerminal ? context.io.columns : undefined,
      }),
      errors: result.errors,
    };
  },
});

/** It is looked for what to add; there need be no servers.yaml yet. One that was named has to be there. */
async function projectIfAny(context: Context): Promise<Project | undefined> {
  const { findServersFile } = await import("../config/load.ts");
  if (context.file === undefined && (await findServersFile(context.cwd)) === undefined) return undefined;
  return context.project();
}

/** A line a registry. */
export function progressOf(tasks: Tasks): (event: SearchEvent) => void {
  const running = new Map<string, Task>();
  return (event) => {
    if (event.type === "start") running.set(event.source, tasks.start(event.source, "searching"));
    const task = running.get(event.source);
    if (event.type === "step") task?.update(event.text, event.done, event.total, event.unit);
    else if (event.type === "done") task?.done(`${event.candidates} candidates`);
    else if (event.type === "fail") task?.fail(event.error.message);
  };
}
