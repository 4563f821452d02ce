import { access, readFile } from "node:fs/promises";
import { writeIfChanged } from "../config/atomic-write.ts";
import type { Project } from "../config/load.ts";
import { locksPath, readLocks, writeLocks } from "../config/lock.ts";
import { withProjectLock } from "../config/project-lock.ts";
import { UserError } from "../errors.ts";
import {
  applyGenerate,
  type Change,
  type GeneratePlaces,
  type GeneratePlan,
  planGenerate,
} from "../project/generate.ts";
import { homeToRemember } from "../project/home-file.ts";
import { fileDiff } from "../ui/diff.ts";
import { type CommandResult, type Context, defineCommand } from "./command.ts";
import { fetching } from "./fetching.ts";
import { generatePlaces } from "./generate-places.ts";
import { prefetchInto } from "./prefetch-servers.ts";
import { usageError } from "./usage-error.ts";

export const command = defineCommand({
  description:
    "Writes the Nix of every server below settings.output: packages/NAME/package.nix with its package.json and package-lock.json, and an overlay that gives them as pkgs.mcpServers.NAME. Servers that are not locked yet are prefetched first; with complete locks nothing is asked of the network. A second run changes nothing.",
  positionals: [],
  options: {
    check: {
      type: "boolean",
      description: "Write nothing; exit code 1 and a diff when files or locks are stale (for CI).",
    },
    "dry-run": { type: "boolean", short: "n", description: "Show the diff and write nothing." },
    offline: { type: "boolean", description: "Do not prefetch; servers without a lock are an error." },
  },
  examples: [
    ["generate", "bring all files up to date"],
    ["generate --check", "in CI"],
  ],
  async run(context, { options }) {
    if (options.check && options["dry-run"]) throw usageError("--check and --dry-run exclude each other");
    const project = await context.project();
    const fetch = fetching(context, project.root);
    const places = await generatePlaces(fetch);
    if (options.check || options["dry-run"]) {
      const plan = await planGenerate(project, await readLocks(locksPath(project.root), context.cwd), places);
      return shown(context, plan, options.check);
    }
    const errors: UserError[] = [];
    let plan = await planAndApply(context, project, places, { unlessStale: !options.offline });
    if (plan.stale.size > 0 && !options.offline) {
      const locks = await readLocks(locksPath(project.root), context.cwd);
      errors.push(...(await prefetchInto(context, fetch, project, locks, {})).errors);
      context.signal.throwIfAborted();
      plan = await planAndApply(context, project, places, { unlessStale: false });
    }
    if (errors.length === 0) errors.push(...staleErrors(plan));
    return { ...written(context, plan), errors };
  },
});

/** @param unlessStale write nothing when something is to be prefetched first */
async function planAndApply(
  context: Context,
  project: Project,
  places: GeneratePlaces,
  { unlessStale }: { readonly unlessStale: boolean },
): Promise<GeneratePlan> {
  const { root, file, text } = project;
  return withProjectLock(
    root,
    async () => {
      // Read under the lock: another run may have written meanwhile.
      const changed = (await readFile(file, "utf8").catch(() => null)) !== text;
      const current = changed ? await context.project() : project;
      const locks = await readLocks(locksPath(root), context.cwd);
      const plan = await planGenerate(current, locks, places);
      if (unlessStale && plan.stale.size > 0) return plan;
      await applyGenerate(current, plan, context.signal);
      const kept = new Map([...locks].filter(([name]) => current.servers.has(name)));
      await writeLocks(locksPath(root), kept, homeToRemember(current));
      await refreshSchema(root);
      return plan;
    },
    { signal: context.signal, onWait: ({ pid }) => context.ui.info(`waiting for process ${pid}`) },
  );
}

/** The editor's copy of the schema that `init` wrote; whoever removed it does not want it. */
async function refreshSchema(root: string): Promise<void> {
  const { schemaCopyPath, serversJsonSchemaText } = await import("../config/json-schema.ts");
  const path = schemaCopyPath(root);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) await writeIfChanged(path, serversJsonSchemaText());
}

/** What `--check` and `--dry-run` print: a diff of what would be written. */
function shown(context: Context, plan: GeneratePlan, check: boolean): CommandResult {
  const current = plan.changes.length === 0 && plan.stale.size === 0;
  const diffs = plan.changes.map((change) =>
    fileDiff(change.path, change.before, change.after, context.ui.colors),
  );
  const stale = [...plan.stale].map(([name, reason]) => `${name} is to be prefetched: ${reason}`);
  const end = current ? "everything is up to date" : `run mcp-nixgen generate: ${countChanges(plan)}`;
  return {
    json: { ...facts(plan), [check ? "check" : "dryRun"]: true },
    text: [...diffs, ...stale, end].join("\n"),
    ok: !check || current,
  };
}

function written(context: Context, plan: GeneratePlan): CommandResult {
  const { colors } = context.ui;
  const lines = plan.changes.map((change) => `${verbOf(change, colors)} ${change.path}`);
  const same = plan.unchanged > 0 ? [`${plan.unchanged} unchanged`] : [];
  return { json: facts(plan), text: [...lines, ...same].join("\n") };
}

function facts(plan: GeneratePlan): CommandResult["json"] {
  const paths = (test: (change: Change) => boolean) => plan.changes.filter(test).map(({ path }) => path);
  return {
    created: paths((change) => change.before === null),
    changed: paths((change) => change.before !== null && change.after !== null),
    removed: paths((change) => change.after === null),
    unchanged: plan.unchanged,
    stale: Object.fromEntries(plan.stale),
  };
}

function countChanges({ changes, stale }: GeneratePlan): string {
  const parts = [
    ...(changes.length > 0 ? [`${changes.length} ${changes.length === 1 ? "file" : "files"} to write`] : []),
    ...(stale.size > 0 ? [`${stale.size} to prefetch`] : []),
  ];
  return parts.join(", ");
}

function verbOf(change: Change, colors: Context["ui"]["colors"]): string {
  if (change.after === null) return colors.red("removed");
  return change.before === null ? colors.green("wrote") : colors.yellow("changed");
}

/** Without the network (`--offline`) what is not locked cannot be written; the others have been. */
function staleErrors(plan: GeneratePlan): UserError[] {
  return [...plan.stale].map(
    ([name, reason]) =>
      new UserError(`${name} has no lock that can be used: ${reason}`, {
        code: "E_STALE",
        where: name,
        hint: "Run mcp-nixgen prefetch.",
      }),
  );
}
