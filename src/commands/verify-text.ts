import type { Offer } from "../config/lock-offer-schema.ts";
import type { Colors } from "../ui/colors.ts";
import { changeText } from "../verify/change-text.ts";
import type { Suspicion } from "../verify/suspicions/suspicions.ts";
import type { Answered } from "../verify/verdict.ts";
import { visibleLine } from "../verify/visible.ts";
import type { VerifiedServer } from "./verify-servers.ts";

interface Shown {
  readonly servers: readonly VerifiedServer[];
  /** Those whose offers were written. */
  readonly saved: ReadonlySet<string>;
  readonly dryRun: boolean;
}

/** What `verify` prints: a paragraph a server. */
export function verificationText({ servers, saved, dryRun }: Shown, colors: Colors): string {
  if (servers.length === 0) return "servers.yaml lists no servers yet. Add one: mcp-nixgen add npm:NAME";
  return servers
    .flatMap(({ name, verdict }) => {
      if (verdict.state === "failed") return [];
      const body = [
        ...changeLines(verdict, colors),
        ...verdict.suspicions.map((suspicion) => suspicionLine(suspicion, colors)),
        ...verdict.problems.map((problem) => `${colors.yellow("odd")}: ${visibleLine(problem)}`),
        ...(verdict.varies.length === 0
          ? []
          : [
              `${colors.dim("notice")}: differs from start to start: ${visibleLine(verdict.varies.join(", "))}`,
            ]),
        ...nextLines(name, verdict, saved.has(name), dryRun),
      ];
      const head = `${colors.bold(name)}: ${headText(verdict, saved.has(name), colors)}`;
      return [head, ...body.flatMap((text) => text.split("\n").map((line) => `  ${line}`))];
    })
    .join("\n");
}

function headText(verdict: Answered, isSaved: boolean, colors: Colors): string {
  const { offer, dummies } = verdict;
  const made = dummies.length === 0 ? "" : `, given made-up ${visibleLine(dummies.join(", "))}`;
  const what = `${offer.version} offers ${countsText(offer)}${made}`;
  if (verdict.state === "unchanged")
    return `${colors.green("unchanged")} since ${verdict.before.version}; ${what}`;
  if (verdict.state === "changed") {
    const word = isSaved ? colors.green("accepted") : colors.red("changed");
    return `${word} since ${verdict.before.version}; ${what}`;
  }
  if (isSaved) return `${colors.green("recorded")}; ${what}`;
  return verdict.state === "suspicious"
    ? `${colors.red("suspicious")}; ${what}`
    : `not recorded yet; ${what}`;
}

function countsText({ tools, prompts, resources }: Offer): string {
  const counts = (
    [
      ["tool", tools],
      ["prompt", prompts],
      ["resource", resources],
    ] as const
  ).map(([word, record]) => ({ word, count: Object.keys(record).length }));
  return counts
    .filter(({ word, count }) => count > 0 || word === "tool")
    .map(({ word, count }) => `${count} ${word}${count === 1 ? "" : "s"}`)
    .join(", ");
}

function changeLines(verdict: Answered, colors: Colors): string[] {
  return verdict.state === "changed" ? verdict.changes.map((change) => changeText(change, colors)) : [];
}

/** What is suspicious, for a person: the server's words made visible. */
export function suspicionLine(
  { severity, part, name, place, what, excerpt }: Suspicion,
  colors: Colors,
): string {
  const word = severity === "danger" ? colors.red("danger") : colors.dim("notice");
  const subject = name === null ? "" : `${part} ${colors.bold(visibleLine(name, 80))}, `;
  const quoted = excerpt === "" ? "" : `: “${visibleLine(excerpt)}”`;
  return `${word}: ${subject}${visibleLine(place, 80)}: ${visibleLine(what, 300)}${quoted}`;
}

function nextLines(name: string, verdict: Answered, isSaved: boolean, dryRun: boolean): string[] {
  if (verdict.state === "unchanged") return [];
  if (isSaved)
    return verdict.state === "changed" ? [] : ["Its first use is trusted; from now on a difference is told."];
  if (verdict.state === "new") return dryRun ? [`To record it: mcp-nixgen verify ${name}`] : [];
  return [`Nothing was written. Where you trust it: mcp-nixgen verify ${name} --accept`];
}

/** The same for scripts; texts are the server's own, as it sent them. */
export function verificationJson({ servers, saved }: Shown): Record<string, unknown>[] {
  return servers.map(({ name, verdict }) => {
    if (verdict.state === "failed") return { name, state: "failed", error: verdict.error.toJSON() };
    const { state, offer, suspicions, problems, varies, dummies, milliseconds } = verdict;
    const [tools, prompts, resources] = [offer.tools, offer.prompts, offer.resources].map((all) =>
      Object.keys(all),
    );
    return {
      name,
      version: offer.version,
      state,
      written: saved.has(name),
      recordedVersion: state === "changed" || state === "unchanged" ? verdict.before.version : null,
      tools,
      prompts,
      resources,
      changes: state === "changed" ? verdict.changes : [],
      suspicions,
      problems,
      varies,
      dummies,
      milliseconds,
    };
  });
}
