import type { JsonObject, JsonValue } from "../clients/types.ts";
import type { Hunk, ServerChange } from "./changes.ts";
import type { Wish } from "./client-servers.ts";
import type { ConfigDocument } from "./edit/document.ts";
import { entryDigest } from "./entry-digest.ts";
import { hunkBetween } from "./hunk.ts";
import type { OwnedServer } from "./state-schema.ts";

type Owned = Readonly<Record<string, OwnedServer>>;

interface ServersQuestion {
  readonly document: ConfigDocument;
  readonly wishes: ReadonlyMap<string, Wish>;
  readonly owned: Owned;
  /** From an earlier plan of this file. */
  readonly undo: JsonValue | undefined;
  /** What a list's entries carry their name under; the document adds it. */
  readonly nameKey: string | undefined;
  /** Whether the user gives this one up. */
  readonly takeOver: (name: string) => boolean;
  readonly hunks: boolean;
}

interface ServersPlan {
  readonly text: string;
  readonly owned: Owned;
  readonly undo: JsonValue | undefined;
  readonly changes: readonly ServerChange[];
  readonly hunks: readonly Hunk[];
  /** Servers of the file that are not ours, by name. */
  readonly others: readonly string[];
  /** Whether something of the user's goes: a copy of the file is kept then. */
  readonly overwrites: boolean;
}

/** Our entries in one file's text: what is added, replaced whole, taken out, and what is left alone. Pure. */
export function planServers(question: ServersQuestion): ServersPlan {
  const { document, wishes, owned } = question;
  const present = new Set(document.names());
  const names = [...new Set([...Object.keys(owned), ...wishes.keys()])].sort();
  const decisions = names.map((name) => decide(name, question, present));
  const edited = edit(question, decisions, present);
  return {
    ...edited,
    overwrites: decisions.some(({ users }) => users === true),
    others: [...present].filter((name) => !Object.hasOwn(owned, name) && !Object.hasOwn(edited.owned, name)),
  };
}

interface Decision {
  readonly change: ServerChange;
  /** What it is to become. */
  readonly entry?: JsonObject;
  /** It is ours no more; what stands there goes. */
  readonly out?: true;
  /** What stands there is the user's, in whole or in part, and they give it up. */
  readonly users?: true;
}

function decide(name: string, question: ServersQuestion, present: ReadonlySet<string>): Decision {
  const { document, wishes, owned: records, takeOver, nameKey } = question;
  const wish = wishes.get(name);
  const record = Object.hasOwn(records, name) ? records[name] : undefined;
  const base = { name, owned: record !== undefined };
  const current = present.has(name) ? entryDigest(document.get(name) ?? null) : undefined;
  const isOurs =
    record !== undefined &&
    current !== undefined &&
    [record.digest, ...(record.also ?? [])].includes(current);
  // Of entries with one name only one can be ours, and an edit takes out all of them.
  const isAlone = document.count(name) <= 1;
  if (wish?.kind !== "entry") {
    const changed = record !== undefined && current !== undefined && !(isOurs && isAlone);
    if (changed && !takeOver(name)) {
      return { change: { ...base, kind: "conflict", reason: "changed", wanted: false } };
    }
    const users = changed ? ({ users: true } as const) : {};
    const out = record === undefined ? {} : ({ out: true, ...users } as const);
    if (wish?.kind === "problem") {
      return { change: { ...base, kind: "problem", message: wish.message, hint: wish.hint }, ...out };
    }
    if (wish?.kind === "covered") return { change: { ...base, kind: "covered", by: wish.by }, ...out };
    return { change: { ...base, kind: current === undefined ? "forget" : "remove" }, ...out };
  }
  const { entry, notes } = wish;
  const wanted = entryDigest(nameKey === undefined ? entry : { ...entry, [nameKey]: name });
  const write = (kind: "add" | "replace" | "unchanged" | "adopt") => ({
    change: { ...base, kind, notes },
    entry,
  });
  if (current === undefined) return write("add");
  if (record !== undefined && current === wanted && isAlone) return write("unchanged");
  if (isOurs && isAlone) return write("replace");
  if (takeOver(name)) return { ...write("adopt"), users: true };
  if (record === undefined && current === wanted) return { change: { ...base, kind: "same", notes } };
  const reason = record === undefined ? "foreign" : "changed";
  return { change: { ...base, kind: "conflict", reason, wanted: true } };
}

/** Carries out the decisions, one edit after the other. Additions first: a container that stays is not made anew. */
function edit(
  question: ServersQuestion,
  decisions: readonly Decision[],
  present: ReadonlySet<string>,
): Omit<ServersPlan, "others" | "overwrites"> {
  const owned = new Map(Object.entries(question.owned));
  const changes: ServerChange[] = [];
  const hunks: Hunk[] = [];
  let { document, undo } = question;

  const become = (name: string, next: ConfigDocument, foreign: boolean) => {
    const hunk = question.hunks ? hunkBetween(name, document.draft, next.draft) : null;
    if (hunk !== null) hunks.push(foreign ? { ...hunk, foreign } : hunk);
    document = next;
  };
  for (const { change, entry, out, users = false } of [...decisions].sort(
    (a, b) => Number(!!a.out) - Number(!!b.out),
  )) {
    changes.push(change);
    if (out) {
      // What somebody else took out is none of our business any more, nor is what they left of its surroundings.
      if (present.has(change.name)) become(change.name, document.remove(change.name, undo), users);
      owned.delete(change.name);
    } else if (entry !== undefined) {
      const next = document.set(change.name, entry);
      // A format that cannot say all of an entry gives it back a little different.
      if (change.kind === "replace" && next.draft === document.draft) {
        changes[changes.length - 1] = { ...change, kind: "unchanged" };
      }
      become(change.name, next, users);
      undo = next.undo ?? undo;
      owned.set(change.name, { digest: entryDigest(document.get(change.name) ?? null) });
    }
  }
  return {
    text: document.text,
    owned: Object.fromEntries(owned),
    undo: owned.size === 0 ? undefined : undo,
    changes: changes.sort((a, b) => (a.name < b.name ? -1 : 1)),
    hunks,
  };
}
