import { ageText } from "./age.ts";
import type { Changed, ScriptChange, UpdateReport } from "./report.ts";

/** A line of a report; `warning`: somebody should look at it before they go on. */
export interface ReportLine {
  readonly text: string;
  readonly warning: boolean;
}

/**
 * A report in words, what needs a look first.
 *
 * @param now milliseconds since 1970; without it no age is told, as in what is kept
 */
export function reportLines(report: UpdateReport, now?: number): ReportLine[] {
  const { published, maintainers, publisher, provenance, license, engine, deprecated, changelog } = report;
  const warnings = [
    ...report.scripts.map(scriptText),
    ...(maintainers === null ? [] : [`maintainers: ${peopleText(maintainers)}`]),
    ...(publisher === null ? [] : [`published by ${publisher.after}, the one before by ${publisher.before}`]),
    ...(provenance === "lost"
      ? ["provenance lost: nothing signed tells any more where it was built, as it did of the one before"]
      : []),
    ...(license === null ? [] : [`licence: ${arrow(license, (text) => text ?? "none stated")}`]),
    ...(deprecated === null ? [] : [`deprecated: ${deprecated}`]),
  ];
  const facts = [
    ...(published === null
      ? []
      : [
          `published ${published.slice(0, 10)}${now === undefined ? "" : `, ${ageText(now - Date.parse(published))} ago`}`,
        ]),
    ...sizeTexts(report),
    ...dependenciesText(report.dependencies),
    ...(provenance === "gained" ? ["provenance gained: something signed tells where it was built"] : []),
    ...(engine === null ? [] : [`runs on: ${arrow(engine, (text) => text ?? "any")}`]),
    ...(changelog === null ? [] : [`changes: ${changelog}`]),
  ];
  return [
    ...warnings.map((text) => ({ text, warning: true })),
    ...facts.map((text) => ({ text, warning: false })),
  ];
}

function scriptText({ name, version, before, after, allowed }: ScriptChange): string {
  const commands = Object.entries(after).map(([event, command]) => `${event}: ${command}`);
  const what = before === null ? "new install script" : "other install script";
  const was = Object.entries(before ?? {}).map(([event, command]) => `${event}: ${command}`);
  return [
    `${what} of ${name}@${version} (${allowed ? "allowScripts lets it run" : "not run"})`,
    commands.length === 0 ? "" : `: ${commands.join("; ")}`,
    was.length === 0 ? "" : `; before: ${was.join("; ")}`,
  ].join("");
}

function peopleText({ added, removed }: NonNullable<UpdateReport["maintainers"]>): string {
  return [...added.map((name) => `+${name}`), ...removed.map((name) => `-${name}`)].join(", ");
}

function sizeTexts({ size }: UpdateReport): string[] {
  const texts = (["download", "unpacked"] as const).flatMap((key) => {
    const { before, after } = size[key];
    if (after === null) return [];
    if (before === null || before === after) return [`${bytesText(after)} ${words[key]}`];
    return [`${bytesText(before)} → ${bytesText(after)} ${words[key]}`];
  });
  return texts.length === 0 ? [] : [`size: ${texts.join(", ")}`];
}

const words = { download: "to download", unpacked: "unpacked" } as const;

function dependenciesText({ before, after }: Changed<number | null>): string[] {
  if (after === null) return [];
  const isSame = before === null || before === after;
  return [`dependencies: ${isSame ? after : `${before} → ${after}`}`];
}

function arrow<Value>({ before, after }: Changed<Value>, text: (value: Value) => string): string {
  return `${text(before)} → ${text(after)}`;
}

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
