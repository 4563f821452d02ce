import { resolve } from "node:path";
import type { Project } from "../config/load.ts";
import { locksPath, type Offers, readLocks, readOffers } from "../config/lock.ts";
import { findServer } from "../config/names.ts";
import { withProjectLock } from "../config/project-lock.ts";
import { UserError } from "../errors.ts";
import type { Task, Tasks } from "../ui/progress.ts";
import { openRepository } from "../update/git.ts";
import { type Outcome, type UpdateEvent, updateServers } from "../update/update.ts";
import type { UpdateServerOptions } from "../update/update-server.ts";
import { nixpkgsOption, timeoutOption } from "./build-options.ts";
import { type Context, defineCommand } from "./command.ts";
import { fetching } from "./fetching.ts";
import { generatePlaces } from "./generate-places.ts";
import { indexUrlOf, indexUrlOption } from "./index-url.ts";
import { outcomeJson } from "./update-json.ts";
import { wishFlags, wishOptions } from "./update-options.ts";
import { updateText } from "./update-text.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description:
    "Takes the newest version that the source's range, the policy (`update` in servers.yaml) and the flags allow, of servers from every kind of source. Each is resolved and hashed, generated and built with Nix in a folder of its own, started in a sandbox without network, asked over MCP, and compared with what it offered when it was last verified; only then are its lock, its package and, for an exact version, servers.yaml written, all or none of them. What fails stays as it was, and the others go on. It never goes back to an older version.",
  positionals: [
    {
      name: "server",
      description: "Servers to update. Default: all but those whose policy is none.",
      required: false,
      variadic: true,
      complete: "server",
    },
  ],
  options: {
    ...wishOptions,
    accept: {
      type: "boolean",
      description: "Take versions that offer other tools than were verified, too.",
    },
    commit: {
      type: "boolean",
      description: "Make one git commit a server, of the files of its update alone.",
    },
    "no-build": {
      type: "boolean",
      description: "Write without building or starting anything, as on a machine without Nix.",
    },
    "dry-run": {
      type: "boolean",
      short: "n",
      description: "Resolve and report; build nothing and write nothing.",
    },
    "no-sandbox": {
      type: "boolean",
      description: "Start what was built with your rights and with network.",
    },
    nixpkgs: nixpkgsOption,
    timeout: timeoutOption,
    jobs: {
      type: "integer",
      short: "j",
      value: "N",
      default: 4,
      description: "Servers that are resolved at a time.",
    },
    "index-url": indexUrlOption,
  },
  examples: [
    ["update --dry-run", "what would change, with sizes, scripts and people"],
    ["update", "all servers, each built before it is written"],
    ["update context7-mcp --policy major", "one server, as far as it goes"],
    ["update --policy minor --min-age 7d --commit", "weekly, in CI"],
  ],
  async run(context, { options, positionals }) {
    if (options["dry-run"] && options.commit) throw usageError("--dry-run and --commit exclude each other");
    if (options["no-build"] && options.accept)
      throw usageError(
        "--accept and --no-build exclude each other",
        "What it offers is known once it is built.",
      );
    const flags = wishFlags(options);
    const indexUrl = indexUrlOf(options["index-url"]);
    const { root } = await context.project();
    const repository = options.commit ? await openRepository(root, context.env) : null;
    const dryRun = options["dry-run"];
    // What a killed run has left is put back before anything is read.
    if (!dryRun) await withProjectLock(root, async () => {}, { signal: context.signal });
    const project = await context.project();
    const names = positionals.server.map((query) => findServer(project.servers, query).name);
    const path = locksPath(root);
    const [locks, offers] = await Promise.all([readLocks(path, context.cwd), readOffers(path, context.cwd)]);
    const fetch = fetching(context, root, indexUrl ?? project.settings.pythonIndex);
    const build = dryRun || options["no-build"] ? null : await builder(context, project, options, offers);
    const now = Date.now();
    const tasks = context.ui.tasks();
    let outcomes: Outcome[];
    try {
      outcomes = await updateServers(project, locks, {
        names: names.length === 0 ? undefined : names,
        flags,
        askKept: false,
        fetchers: fetch,
        places: await generatePlaces(fetch),
        build,
        repository,
        offers,
        accept: options.accept,
        dryRun,
        concurrency: Math.max(1, options.jobs),
        now,
        signal: context.signal,
        onEvent: progressOf(tasks),
      });
    } finally {
      tasks.stop();
    }
    context.signal.throwIfAborted();
    const built = !dryRun && !options["no-build"];
    return {
      json: { dryRun, built, servers: outcomes.map((outcome) => outcomeJson(outcome)) },
      text: updateText(context, outcomes, { dryRun, built, now }),
      errors: [...errorsOf(outcomes), ...unlockedErrors(outcomes, names)],
    };
  },
});

async function builder(
  context: Context,
  project: Project,
  options: {
    readonly nixpkgs: string | undefined;
    readonly timeout: number;
    readonly "no-sandbox": boolean;
  },
  offers: Offers,
): Promise<UpdateServerOptions["build"]> {
  const { stagedBuilder } = await import("./staged-build.ts");
  return stagedBuilder(context, project, {
    nixpkgs: options.nixpkgs && resolve(context.cwd, options.nixpkgs),
    timeoutMs: Math.max(1, options.timeout) * 1000,
    noSandbox: options["no-sandbox"],
    offers,
  });
}

function progressOf(tasks: Tasks): (event: UpdateEvent) => void {
  const running = new Map<string, Task>();
  return (event) => {
    if (event.type === "start") running.set(event.server, tasks.start(event.server, "asking"));
    const task = running.get(event.server);
    if (task === undefined) return;
    if (event.type === "step") {
      const { text, done, total, unit } = event.step;
      task.update(text, done, total, unit);
    } else if (event.type === "end") {
      const { outcome } = event;
      if (outcome.state === "updated") task.done(`${outcome.from} → ${outcome.to}`);
      else if (outcome.state === "refused") task.fail(outcome.error.message);
    }
  };
}

function errorsOf(outcomes: readonly Outcome[]): UserError[] {
  return outcomes.flatMap((one) => (one.state === "failed" || one.state === "refused" ? [one.error] : []));
}

/** Of all servers, those without a lock are only told; who names one wants it. */
function unlockedErrors(outcomes: readonly Outcome[], names: readonly string[]): UserError[] {
  return outcomes.flatMap((one) =>
    one.state === "unlocked" && names.includes(one.server.name)
      ? [
          new UserError(`there is nothing to update from: ${one.reason}`, {
            code: "E_STALE",
            where: one.server.name,
            hint: "Run mcp-nixgen prefetch.",
          }),
        ]
      : [],
  );
}
