import type { JsonValue } from "../../clients/types.ts";
import type { Change } from "./container-data.ts";
import type { ConfigDocument, EditedDocument } from "./document.ts";
import { type Elided, elide, expand, isIntact, type Run, reveal } from "./elision.ts";
import { ConfigSyntaxError } from "./syntax-error.ts";

/** A file that is parsed, and what its format knows of it. */
interface Whole {
  /** Edits the whole file, and checks each edit. */
  readonly document: ConfigDocument;
  /** What may be left out; servers are named. */
  readonly runs: () => readonly Run[];
  /** Opens the file without some of it; it is written as the whole is. ConfigSyntaxError. */
  readonly openShort: (text: string) => ConfigDocument;
  /** ConfigSyntaxError where a text is not this file with those changes and nothing else. */
  readonly verify: (text: string, changes: readonly Change[]) => void;
  /** Another text's document that edits all of it, as `document` does. */
  readonly openWhole: (text: string) => ConfigDocument;
}

interface State {
  readonly whole: Whole;
  readonly elided: Elided;
  /** Of the short text. */
  readonly short: ConfigDocument;
  readonly changes: readonly Change[];
  readonly names: readonly string[];
}

/**
 * A file that is parsed once for a chain of edits, and once more for its result: the edits are made in a short
 * text that has only what they touch. The second time is when `text` is asked for.
 */
export function longDocument(whole: Whole): ConfigDocument {
  const { document } = whole;
  let opened: ConfigDocument | undefined;
  const editable = () => {
    opened ??= opening(whole) ?? document;
    return opened;
  };
  return {
    text: document.text,
    draft: document.text,
    names: () => document.names(),
    count: (name) => document.count(name),
    get: (name) => document.get(name),
    set: (name, entry) => editable().set(name, entry),
    remove: (name, undo) => editable().remove(name, undo),
  };
}

function opening(whole: Whole): ConfigDocument | undefined {
  const runs = whole.runs();
  const elided = elide(whole.document.text, runs, lastName(runs));
  const short = attempt(() => whole.openShort(elided.text));
  if (short === undefined) return undefined;
  return stateDocument({ whole, elided, short, changes: [], names: whole.document.names() });
}

/** New entries come after the last of those that are there, so it has to be seen. */
function lastName(runs: Iterable<Run>): string | undefined {
  const named = [...runs].flatMap(({ passages }) => passages).filter(({ name }) => name !== undefined);
  return named.sort((a, b) => a.start - b.start).at(-1)?.name;
}

function stateDocument(state: State): ConfigDocument {
  const { whole, elided, short, changes, names } = state;
  let draft: string | undefined;
  let checked = changes.length === 0;
  const drafted = () => {
    draft ??= changes.length === 0 ? elided.source : expand(elided, short.text);
    return draft;
  };
  const verified = () => {
    if (!checked) whole.verify(drafted(), changes);
    checked = true;
    return drafted();
  };
  const edit = (change: Change, work: (document: ConfigDocument) => EditedDocument): EditedDocument => {
    const quick = attempt(() => quickly(state, change, work));
    if (quick === "unchanged") return document;
    return quick ?? work(changes.length === 0 ? whole.document : whole.openWhole(verified()));
  };
  const touched = new Set(changes.map(({ name }) => name));
  const document: ConfigDocument = {
    get text() {
      return verified();
    },
    get draft() {
      return drafted();
    },
    names: () => names,
    count: (name) => (touched.has(name) ? short.count(name) : whole.document.count(name)),
    get: (name) => (touched.has(name) ? short.get(name) : whole.document.get(name)),
    set: (name, entry) => edit({ name, entry }, (each) => each.set(name, entry)),
    remove: (name, undo) => edit({ name, entry: undefined }, (each) => each.remove(name, undo)),
  };
  return document;
}

/** undefined: it cannot be done in the short text. */
function quickly(
  state: State,
  change: Change,
  work: (document: ConfigDocument) => EditedDocument,
): EditedDocument | "unchanged" | undefined {
  const { elided, short, changes, names, whole } = state;
  const { name, entry } = change;
  if (JSON.stringify([name, entry]).includes(elided.word)) return undefined;
  const named = reveal(elided, short.text, name);
  // What is there may go, and be the last.
  const last = names.includes(name) ? lastName(named.hidden.values()) : undefined;
  const shown = last === undefined ? named : reveal(named, named.text, last);
  const before = shown.text === short.text ? short : whole.openShort(shown.text);
  const after = work(before);
  if (after.text === before.text) return "unchanged";
  if (!isIntact(shown, after.text)) return undefined;
  const others = names.filter((each) => each !== name);
  const document = stateDocument({
    whole,
    elided: shown,
    short: after,
    changes: [...changes, change],
    names: entry === undefined ? others : names.includes(name) ? names : [...names, name],
  });
  return after.undo === undefined ? document : withUndo(document, after.undo);
}

/** `Object.assign` on a document keeps its getters. */
function withUndo(document: ConfigDocument, undo: JsonValue): EditedDocument {
  return Object.assign(document, { undo });
}

/** undefined: refused, for a reason and at a place of the short text. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ConfigSyntaxError || error instanceof RangeError)) throw error;
    return undefined;
  }
}
