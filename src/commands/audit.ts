import { levels } from "../audit/advisory.ts";
import type { AuditEvent } from "../audit/audit.ts";
import type { Project } from "../config/load.ts";
import type { Task, Tasks } from "../ui/progress.ts";
import { auditText, countsOf } from "./audit-text.ts";
import { type Context, defineCommand } from "./command.ts";
import { fetching } from "./fetching.ts";
import { indexUrlOf, indexUrlOption } from "./index-url.ts";

export const command = defineCommand({
  description: [
    "Asks the registries' own advisories about everything that is locked: of npm and of what is built with npm, pnpm or yarn, every package of the lockfile; of Python, every file of the closure; of Go, the modules of go.mod. Nothing is resolved and nothing is changed.",
    "npm's advisories come from the configured registry's bulk advisory endpoint (as for npm audit), Python's from the index's JSON API, Go's from the Go vulnerability database (GOVULNDB names another one). A registry that tells none is an error, and the others are asked all the same. What nixpkgs provides (strategy nixpkgs, Go's own library) is nixpkgs' matter and not asked for.",
    "Python's and Go's advisories state no severity: such a one counts at every --level. The exit code is 1 when something at or over the level was found, or somebody could not be asked. What does not concern you is passed over with --ignore or, with its reason, in servers.yaml: audit: { ignore: { GHSA-…: why } }, where { reason: why, until: 2026-12-31 } has an end.",
  ].join("\n\n"),
  positionals: [
    { name: "name", description: "Only these servers.", required: false, variadic: true, complete: "server" },
  ],
  options: {
    level: {
      type: "string",
      choices: levels,
      default: "low",
      description: "Leave out what is less severe.",
    },
    ignore: {
      type: "string",
      value: "ID",
      multiple: true,
      description: "Pass over this advisory (GHSA-…, CVE-…, PYSEC-…, GO-…) or alias.",
    },
    "index-url": indexUrlOption,
  },
  examples: [
    ["audit", "every server"],
    ["audit firecrawl-mcp --level high", "one server; the exit code is 1 for what is high or critical"],
    ["audit --ignore GHSA-xxxx-xxxx-xxxx", "without an advisory that was looked into"],
    ["audit --json", "for a script: advisories, chains and remedies"],
  ],
  async run(context, { options, positionals }) {
    const project = await context.project();
    const [{ ignoreList }, { readOpened }] = await Promise.all([
      import("../audit/ignore.ts"),
      import("./audit-servers.ts"),
    ]);
    const fetchers = fetching(
      context,
      project.root,
      indexUrlOf(options["index-url"]) ?? project.settings.pythonIndex,
    );
    const { servers, errors } = await readOpened(context, project, positionals.name, fetchers);
    const today = new Date().toISOString().slice(0, 10);
    const ignore = ignoreList(project.shared.audit?.ignore, options.ignore, today);
    const tasks = context.ui.tasks();
    const { audit } = await import("../audit/audit.ts");
    const report = await audit(servers, {
      fetchers,
      env: context.env as NodeJS.ProcessEnv,
      signal: context.signal,
      ignore,
      onEvent: progressOf(tasks),
    }).finally(() => tasks.stop());
    warnOfIgnored(context, project, ignore, positionals.name.length === 0);
    const counts = countsOf(report, options.level);
    return {
      json: { level: options.level, summary: counts, servers: report.servers },
      text: auditText(report, options.level, {
        colors: context.ui.colors,
        width: context.io.stdoutIsTerminal ? context.io.columns : undefined,
      }),
      ok: counts.counted === 0,
      errors: [...errors, ...report.errors],
    };
  },
});

function warnOfIgnored(
  context: Context,
  project: Project,
  ignore: ReturnType<typeof import("../audit/ignore.ts").ignoreList>,
  isWhole: boolean,
): void {
  const file = `${project.file.slice(project.root.length + 1)}: audit.ignore`;
  for (const { id, until } of ignore.expired)
    context.ui.warn(`${file}: ${id} was passed over until ${until}; it counts again`);
  // Of some servers only, nobody can say what the others would have hit.
  if (isWhole)
    for (const id of ignore.unused()) context.ui.info(`${file}: ${id} was not found; the entry can go`);
}

/** A line a source of advisories. */
function progressOf(tasks: Tasks): (event: AuditEvent) => void {
  const running = new Map<string, Task>();
  return (event) => {
    if (event.type === "start")
      running.set(event.source, tasks.start(event.source, `asking about ${event.total} packages`));
    const task = running.get(event.source);
    if (event.type === "step") task?.update("asking for advisories", event.done, event.total, "packages");
    else if (event.type === "done") task?.done(`${event.total} packages, ${event.hits} advisories`);
    else if (event.type === "fail") task?.fail(event.error.message);
  };
}
