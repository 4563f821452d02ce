import { locksPath, readLocks } from "../config/lock.ts";
import { findServer } from "../config/names.ts";
import { table } from "../ui/table.ts";
import { ageText } from "../update/age.ts";
import { type Answer, type AskedServer, askServers } from "../update/ask.ts";
import type { Candidate } from "../update/policy.ts";
import { type Context, defineCommand } from "./command.ts";
import { fetching } from "./fetching.ts";
import { indexUrlOf, indexUrlOption } from "./index-url.ts";
import { wishFlags, wishOptions } from "./update-options.ts";

export const command = defineCommand({
  description:
    "Asks where each server comes from for newer versions, and writes nothing. Wanted is what `update` would take: the newest version that the source's range, the policy (`update` in servers.yaml) and the flags allow. Latest is the newest release, whatever they say.",
  positionals: [
    {
      name: "server",
      description: "Servers to ask for. Default: all.",
      required: false,
      variadic: true,
      complete: "server",
    },
  ],
  options: {
    ...wishOptions,
    all: { type: "boolean", description: "List also those that are up to date." },
    "exit-code": { type: "boolean", description: "Exit code 1 when `update` would change something." },
    "index-url": indexUrlOption,
  },
  examples: [
    ["outdated", "what there is newer, and what update would take"],
    ["outdated --policy patch --min-age 7d", "what a careful update would take"],
    ["outdated --exit-code --json", "for a script"],
  ],
  async run(context, { options, positionals }) {
    const flags = wishFlags(options);
    const indexUrl = indexUrlOf(options["index-url"]);
    const project = await context.project();
    const names = positionals.server.map((query) => findServer(project.servers, query).name);
    const locks = await readLocks(locksPath(project.root), context.cwd);
    const tasks = context.ui.tasks();
    let answers: Answer[];
    try {
      const task = tasks.start("asking for versions");
      let done = 0;
      const total = names.length || project.servers.size;
      answers = await askServers(project, locks, {
        names: names.length === 0 ? undefined : names,
        flags,
        askKept: true,
        fetchers: fetching(context, project.root, indexUrl ?? project.settings.pythonIndex),
        now: Date.now(),
        signal: context.signal,
        onAnswer: ({ server }) => task.update(server.name, ++done, total),
      });
      task.done(`${total} asked`);
    } finally {
      tasks.stop();
    }
    const asked = answers.filter((one): one is AskedServer => one.state === "asked");
    const isOutdated = asked.some(({ choice }) => choice.target !== null);
    return {
      json: { outdated: isOutdated, servers: answers.map(jsonOf) },
      text: textOf(context, answers, options.all),
      ok: !(options["exit-code"] && isOutdated),
      errors: answers.flatMap((one) => (one.state === "failed" ? [one.error] : [])),
    };
  },
});

function jsonOf(answer: Answer): Record<string, unknown> {
  const { name, source } = answer.server;
  if (answer.state === "kept") return { name, source, state: "kept" };
  if (answer.state === "unlocked") return { name, source, state: "unlocked", reason: answer.reason };
  if (answer.state === "failed") return { name, source, state: "failed", error: answer.error.toJSON() };
  const { published, choice, wish } = answer;
  const { shown } = published;
  const wanted = choice.target ?? published.current;
  return {
    name,
    source,
    state: choice.target === null ? "current" : "outdated",
    policy: wish.policy,
    current: shown(published.current),
    wanted: shown(wanted),
    latest: shown(choice.latest),
    published: dateOf(answer, wanted),
    latestPublished: dateOf(answer, choice.latest),
    heldBack: choice.heldBack.map((one) => ({ ...one, version: shown(one.version) })),
  };
}

/** ISO 8601; null: not known. */
function dateOf({ published }: AskedServer, version: string): string | null {
  const time = candidateOf(published.versions, version)?.published ?? null;
  return time === null ? null : new Date(time).toISOString();
}

function candidateOf(versions: readonly Candidate[], version: string): Candidate | undefined {
  return versions.find((one) => one.version === version);
}

function textOf(context: Context, answers: readonly Answer[], all: boolean): string {
  if (answers.length === 0) return "servers.yaml lists no servers yet. Add one: mcp-nixgen add npm:NAME";
  const { colors } = context.ui;
  const asked = answers.filter((one): one is AskedServer => one.state === "asked");
  const shown = asked.filter(({ published, choice }) => all || choice.latest !== published.current);
  const rows = shown.map((answer) => rowOf(answer, context));
  const columns = ["server", "current", "wanted", "latest", "age", "why not taken"].map((title) => ({
    title,
  }));
  const unlocked = answers.flatMap((one) =>
    one.state === "unlocked" ? [`${one.server.name}: ${one.reason}; run mcp-nixgen prefetch`] : [],
  );
  const news = asked.filter(({ choice }) => choice.target !== null).length;
  const current = asked.length - shown.length;
  return [
    ...(rows.length === 0 ? [] : [table(columns, rows, { header: colors.bold })]),
    ...(current === 0
      ? []
      : [current === 1 ? "1 server is the newest" : `${current} servers are the newest`]),
    ...unlocked.map((line) => colors.dim(line)),
    ...(news === 0 ? [] : ["Next: mcp-nixgen update"]),
  ].join("\n");
}

function rowOf(answer: AskedServer, { ui: { colors } }: Context): string[] {
  const { server, published, choice, wish } = answer;
  const { shown, current } = published;
  const wanted = choice.target ?? current;
  const time = candidateOf(published.versions, choice.latest)?.published ?? null;
  const reason = choice.heldBack.find(({ version }) => version === choice.latest)?.why ?? "";
  return [
    server.name,
    shown(current),
    wanted === current ? shown(current) : colors.green(shown(wanted)),
    choice.latest === wanted ? shown(choice.latest) : colors.yellow(shown(choice.latest)),
    time === null ? "" : ageText(wish.now - time),
    reason,
  ];
}
