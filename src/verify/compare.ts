import type { Offer, OfferedTool } from "../config/lock-offer-schema.ts";
import { annotationChanges } from "./annotation-changes.ts";
import { byCodeUnits, canonical, type Json, shownJson } from "./json.ts";
import { kindsOf, type Part, textsInJson, withoutPictures } from "./offer-texts.ts";
import { renames } from "./renames.ts";
import { sameButForVersion, type Versions } from "./same-but-for-version.ts";
import { type Direction, schemaChanges } from "./schema-changes.ts";
import type { ChangeSeverity } from "./severity.ts";
import type { TextFinding } from "./suspicions/finding.ts";
import { grownFindings, textFindings } from "./suspicions/text-rules.ts";

export type ChangeKind =
  | "added"
  | "removed"
  | "renamed"
  | "description"
  | "title"
  | "annotations"
  | "input"
  | "output"
  | "details";

/** One way in which a server offers something else. Texts are the server's own: `changeText` makes them fit to be shown. */
export interface OfferChange {
  readonly kind: ChangeKind;
  readonly severity: ChangeSeverity;
  readonly part: Part;
  /** Of the tool or prompt, a resource's URI; null for instructions. */
  readonly name: string | null;
  /** `parameter 'options.path': is a new parameter`. */
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
  /** For input and output. */
  readonly direction?: Direction;
  /** What its new text has that its old one had not. */
  readonly findings: readonly TextFinding[];
}

/**
 * How what a server offers differs from what it offered, tool by tool; none where it is the same. The version of the
 * package does not count, nor do the order of tools, of keys, of a schema's lists.
 */
export function compareOffers(before: Offer, after: Offer): readonly OfferChange[] {
  const versions = { before: before.version, after: after.version };
  return [
    ...textChange("instructions", null, "description", before.instructions, after.instructions, versions),
    ...toolsChanges(before, after, versions),
    ...entriesChanges("prompt", before.prompts, after.prompts, versions, ({ arguments: list }) => list),
    ...entriesChanges("resource", before.resources, after.resources, versions, ({ name, mimeType }) => ({
      name,
      mimeType,
    })),
  ];
}

/** What kinds of changes are worth at least; findings make them a danger. */
const severities: Readonly<Record<ChangeKind, ChangeSeverity>> = {
  added: "warning",
  removed: "notice",
  renamed: "warning",
  description: "warning",
  title: "notice",
  annotations: "warning",
  input: "warning",
  output: "notice",
  details: "notice",
};

function change(
  kind: ChangeKind,
  part: Part,
  name: string | null,
  rest: Partial<OfferChange> & Pick<OfferChange, "what">,
): OfferChange {
  const findings = rest.findings ?? [];
  const isDanger = findings.some(({ severity }) => severity === "danger");
  return {
    kind,
    part,
    name,
    before: null,
    after: null,
    ...rest,
    findings,
    severity: isDanger ? "danger" : (rest.severity ?? severities[kind]),
  };
}

function toolsChanges(before: Offer, after: Offer, versions: Versions): OfferChange[] {
  const renamed = renames(before.tools, after.tools);
  const newNames = new Set(renamed.values());
  const changes: OfferChange[] = [];
  for (const [name, tool] of inOrder(before.tools)) {
    const now = renamed.get(name) ?? name;
    if (!Object.hasOwn(after.tools, now)) {
      changes.push(change("removed", "tool", name, { what: "is gone", before: tool.description }));
      continue;
    }
    if (now !== name) {
      const findings = nameFindings(now);
      changes.push(
        change("renamed", "tool", now, { what: "has another name", before: name, after: now, findings }),
      );
    }
    changes.push(...toolChanges(now, tool, after.tools[now]!, versions));
  }
  for (const [name, tool] of inOrder(after.tools)) {
    if (Object.hasOwn(before.tools, name) || newNames.has(name)) continue;
    changes.push(
      change("added", "tool", name, {
        what: "is new",
        after: tool.description,
        findings: [...nameFindings(name), ...entryFindings(tool)],
      }),
    );
  }
  return changes;
}

function toolChanges(
  name: string,
  before: OfferedTool,
  after: OfferedTool,
  versions: Versions,
): OfferChange[] {
  return [
    ...textChange("tool", name, "description", before.description, after.description, versions),
    ...textChange("tool", name, "title", before.title, after.title, versions),
    ...annotationChanges(before.annotations, after.annotations).map(({ what, severity }) =>
      change("annotations", "tool", name, {
        what,
        severity,
        findings: newFindings(before.annotations, after.annotations),
      }),
    ),
    ...schemasChanges("input", name, before.inputSchema, after.inputSchema, versions),
    ...schemasChanges("output", name, before.outputSchema, after.outputSchema, versions),
    ...otherChange("tool", name, before, after, versions),
  ];
}

function schemasChanges(
  kind: "input" | "output",
  name: string,
  before: Json,
  after: Json,
  versions: Versions,
): OfferChange[] {
  const word = kind === "input" ? "parameter" : "result";
  return schemaChanges(before, after).flatMap(({ direction, place, what, isOdd, was, is, ...shown }) => {
    if (direction === "text" && sameButForVersion(shown.before, shown.after, versions)) return [];
    const isMinor = !isOdd && (direction === "narrowed" || direction === "changed" || kind === "output");
    return [
      change(kind, "tool", name, {
        what: place === "" ? `${word}s: ${what}` : `${word} '${place}': ${what}`,
        ...shown,
        direction,
        findings: [...nameFindings(place), ...newFindings(was ?? null, is ?? null)],
        severity: isMinor ? "notice" : "warning",
      }),
    ];
  });
}

/** What an entry says of itself that has no rule of its own: `_meta`, `icons`, a prompt's `title`. */
function otherChange(
  part: Part,
  name: string,
  before: { readonly other?: Json | undefined },
  after: { readonly other?: Json | undefined },
  versions: Versions,
): OfferChange[] {
  const [was, is] = [before.other ?? null, after.other ?? null];
  const texts = { before: shownJson(was), after: shownJson(is) };
  if (canonical(was) === canonical(is) || sameButForVersion(texts.before, texts.after, versions)) return [];
  const findings = newFindings(withoutPictures(was), withoutPictures(is));
  return [
    change("details", part, name, { what: "has other details", ...texts, findings, severity: "warning" }),
  ];
}

function textChange(
  part: Part,
  name: string | null,
  kind: "description" | "title",
  before: string | null,
  after: string | null,
  versions: Versions,
): OfferChange[] {
  if (sameButForVersion(before, after, versions)) return [];
  const findings = grownFindings(before ?? "", after ?? "", "prose");
  const label = part === "instructions" ? "instructions" : kind;
  const isBlank = squeezed(before) === squeezed(after);
  const how = before === null ? "is new" : after === null ? "is gone" : "is another one";
  return [
    change(kind, part, name, {
      what: isBlank
        ? `${label}: only blanks differ`
        : `${label} ${label === "instructions" ? how.replace("is", "are").replace("another one", "others") : how}`,
      before,
      after,
      findings,
      ...(isBlank ? { severity: "notice" as const } : {}),
    }),
  ];
}

function squeezed(text: string | null): string {
  return (text ?? "").replace(/\s+/g, " ").trim();
}

/** Prompts and resources, which differ only in what they have beside a description. */
function entriesChanges<T extends { readonly description: string | null; readonly other?: Json | undefined }>(
  part: "prompt" | "resource",
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  versions: Versions,
  details: (entry: T) => Json,
): OfferChange[] {
  const changes: OfferChange[] = [];
  for (const [name, entry] of inOrder(before)) {
    if (!Object.hasOwn(after, name)) {
      changes.push(change("removed", part, name, { what: "is gone", before: entry.description }));
      continue;
    }
    const now = after[name]!;
    changes.push(...textChange(part, name, "description", entry.description, now.description, versions));
    changes.push(...otherChange(part, name, entry, now, versions));
    const [was, is] = [details(entry), details(now)];
    if (canonical(was) === canonical(is)) continue;
    const what = part === "prompt" ? "takes other arguments" : "has another name or type";
    const texts = { before: shownJson(was), after: shownJson(is) };
    if (sameButForVersion(texts.before, texts.after, versions)) continue;
    changes.push(change("details", part, name, { what, ...texts, findings: newFindings(was, is) }));
  }
  for (const [name, entry] of inOrder(after)) {
    if (Object.hasOwn(before, name)) continue;
    const findings = [...nameFindings(name), ...entryFindings(entry)];
    changes.push(change("added", part, name, { what: "is new", after: entry.description, findings }));
  }
  return changes;
}

/** The names of our own members are no texts of the server's, and harmless. */
function entryFindings(entry: object & { readonly other?: Json | undefined }): TextFinding[] {
  return findingsIn({ ...entry, other: withoutPictures(entry.other ?? null) } as Json);
}

function nameFindings(name: string): TextFinding[] {
  return kindsOf(name).flatMap((kind) => textFindings(name, kind));
}

function findingsIn(value: Json): TextFinding[] {
  return [...textsInJson(value)].flatMap(({ text, kind }) => textFindings(text, kind));
}

/** What is suspicious in some JSON, in its keys too, and was not before. */
function newFindings(before: Json, after: Json): TextFinding[] {
  if (typeof after === "string" && (before === null || typeof before === "string"))
    return grownFindings(before ?? "", after, "prose");
  const known = new Set(findingsIn(before).map(({ what, excerpt }) => `${what} ${excerpt}`));
  return findingsIn(after).filter(({ what, excerpt }) => !known.has(`${what} ${excerpt}`));
}

function inOrder<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => byCodeUnits(a, b));
}
