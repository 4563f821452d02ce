import type { Colors } from "../ui/colors.ts";
import { reportLines } from "../update/report-text.ts";
import type { Outcome } from "../update/update.ts";
import { OfferRefused } from "../update/update-server.ts";
import { changeText } from "../verify/change-text.ts";
import type { OfferChange } from "../verify/compare.ts";
import type { Suspicion } from "../verify/suspicions/suspicions.ts";
import type { Context } from "./command.ts";
import { suspicionLine } from "./verify-text.ts";

interface Setting {
  readonly dryRun: boolean;
  readonly built: boolean;
  /** Servers that the user named. */
  readonly named: readonly string[];
  /** Versions that are locked, by server. */
  readonly locked: (name: string) => string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a person reads of an update: each server with its report, what was kept back, and what to do next. */
export function updateText(context: Context, outcomes: readonly Outcome[], setting: Setting): string {
  const { colors } = context.ui;
  const blocks = outcomes.flatMap((outcome) => blockOf(context, outcome, setting));
  const count = (state: Outcome["state"]) => outcomes.filter((one) => one.state === state).length;
  const updated = count("updated");
  const isCommitted = outcomes.some((one) => one.state === "updated" && one.written?.commit != null);
  const ungenerated = outcomes.flatMap((one) =>
    one.state === "updated" && one.written?.ungenerated ? [one.server.name] : [],
  );
  const recorded = outcomes.flatMap((one) =>
    one.state === "updated" && one.recorded ? [one.server.name] : [],
  );
  const unlocked = outcomes.flatMap((one) =>
    one.state === "unlocked" ? [`${one.server.name}: ${one.reason}; run mcp-nixgen prefetch`] : [],
  );
  const keptByName = outcomes.flatMap(({ state, server: { name } }) =>
    state === "kept" && setting.named.includes(name)
      ? [
          `${colors.bold(name)}: stays at ${setting.locked(name)}: its policy is none; by name --policy goes before that: mcp-nixgen update ${name} --policy major`,
        ]
      : [],
  );
  const uncommitted = new Set(outcomes.flatMap((one) => (one.state === "current" ? one.uncommitted : [])));
  const verb = setting.dryRun ? "would be updated" : isCommitted ? "updated and committed" : "updated";
  return [
    ...blocks,
    ...keptByName,
    ...unlocked.map((line) => colors.dim(line)),
    ...(ungenerated.length > 0
      ? [`locked, but not generated before: ${ungenerated.join(", ")}; run mcp-nixgen generate`]
      : []),
    `${updated} ${verb}, ${count("current")} up to date${countText(count("kept"), "kept by policy")}${countText(count("refused") + count("failed"), "failed")}`,
    ...(uncommitted.size > 0
      ? [
          `up to date, but not committed: ${[...uncommitted].sort().join(", ")}; changes of yours, or of a run that was ended: look, and commit them`,
        ]
      : []),
    ...(updated > 0 && !setting.dryRun && !setting.built
      ? ["Nothing was built or started (--no-build): mcp-nixgen build does that."]
      : []),
    ...(recorded.length > 0
      ? [
          `never verified before: ${recorded.join(", ")}; what they offer is recorded, and from now on a difference is told`,
        ]
      : []),
    ...(updated > 0 && setting.dryRun ? ["Next: mcp-nixgen update"] : []),
  ].join("\n");
}

function countText(count: number, word: string): string {
  return count === 0 ? "" : `, ${count} ${word}`;
}

function blockOf({ ui: { colors } }: Context, outcome: Outcome, { now }: Setting): string[] {
  if (outcome.state === "unlocked" || outcome.state === "kept" || outcome.state === "failed") return [];
  const { published, choice } = outcome.asked;
  const { shown } = published;
  const heldBack = choice.heldBack
    .filter(({ obstacle }) => obstacle !== "prerelease" && obstacle !== "not-latest")
    .map(({ version, why }) => colors.dim(`  not ${shown(version)}: ${why}`));
  const name = colors.bold(outcome.server.name);
  if (outcome.state === "current")
    return heldBack.length === 0 ? [] : [`${name}: stays at ${shown(published.current)}`, ...heldBack];
  if (outcome.state === "refused") {
    const { error } = outcome;
    const refused = error instanceof OfferRefused ? error : error.cause;
    const lines =
      refused instanceof OfferRefused ? offerLines(refused.changes, refused.suspicions, colors) : [];
    return [`${name}: ${colors.red("stays")} at ${shown(published.current)}`, ...lines];
  }
  const { from, to, report, source, offerChanges, suspicions, built, written, notes } = outcome;
  const lines = reportLines(report, now).map(({ text, warning }) =>
    warning ? `  ${colors.yellow("!")} ${text}` : `  ${text}`,
  );
  return [
    `${name}: ${from} → ${colors.green(to)}`,
    ...lines,
    ...offerLines(offerChanges, suspicions, colors),
    ...(source === null ? [] : [`  servers.yaml: ${source}`]),
    ...(built === null ? [] : [`  built: ${built.outPath}`]),
    ...(written?.commit == null ? [] : [`  commit ${written.commit.slice(0, 12)}`]),
    ...notes.map((note) => `  note: ${note}`),
    ...heldBack,
  ];
}

function offerLines(
  changes: readonly OfferChange[],
  suspicions: readonly Suspicion[],
  colors: Colors,
): string[] {
  return [
    ...changes.map((change) => changeText(change, colors)),
    ...suspicions.map((suspicion) => suspicionLine(suspicion, colors)),
  ].flatMap(indented);
}

function indented(text: string): string[] {
  return text.split("\n").map((line) => `  ${line}`);
}
