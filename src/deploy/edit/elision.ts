/**
 * A long text cut short: what no edit touches gives way to stand-ins, and comes back afterwards. Parsing takes
 * nearly all of an edit's time in TOML and YAML, and a chain of edits parses the text again and again.
 */

/** An item of a collection, a table: a part of the text that can go as a whole. */
export interface Passage {
  readonly start: number;
  readonly end: number;
  /** The server that it belongs to. */
  readonly name?: string | undefined;
}

/** Neighbours of one kind; what is between two of them may go with them. */
export interface Run {
  readonly passages: readonly Passage[];
  /** What can stand there in their place. `word`: letters and digits that are nowhere else in the text. */
  readonly standIn: (word: string) => string;
}

export interface Elided {
  readonly source: string;
  readonly text: string;
  /** Stand-in → what it stands for. */
  readonly hidden: ReadonlyMap<string, Run>;
  /** What all stand-ins have in them, and nothing else in the text has. */
  readonly word: string;
  /** How many stand-ins there have been. */
  readonly count: number;
}

/** `runs`: in the text's order. The passages of `shown` stay. */
export function elide(source: string, runs: readonly Run[], shown: string | undefined): Elided {
  const word = freeWord(source, "gap");
  const hidden = new Map<string, Run>();
  let text = "";
  let at = 0;
  let count = 0;
  for (const run of runs) {
    const { start, end } = boundsOf(run);
    const short = shortened({ source, word, count }, run, shown);
    text += source.slice(at, start) + short.text;
    for (const [standIn, part] of short.hidden) hidden.set(standIn, part);
    count += short.hidden.length;
    at = end;
  }
  return { source, text: text + source.slice(at), hidden, word, count };
}

/** `text`: the short one as it is by now. The result's text has all passages of that name in full. */
export function reveal(elided: Elided, text: string, name: string): Elided {
  const hidden = new Map(elided.hidden);
  let { count } = elided;
  let shown = text;
  for (const [standIn, run] of elided.hidden) {
    if (!run.passages.some((each) => each.name === name)) continue;
    hidden.delete(standIn);
    const short = shortened({ ...elided, count }, run, name);
    shown = shown.replace(standIn, () => short.text);
    for (const [key, part] of short.hidden) hidden.set(key, part);
    count += short.hidden.length;
  }
  return { ...elided, text: shown, hidden, count };
}

/** The whole text of a short one. */
export function expand({ source, hidden, word }: Elided, text: string): string {
  if (!text.includes(word)) return text;
  return text.replace(standIns(hidden), (standIn) => sourceOf(source, hidden.get(standIn)!));
}

/** Whether each stand-in is in the text once. */
export function isIntact({ hidden, word }: Elided, text: string): boolean {
  const found = hidden.size === 0 ? [] : (text.match(standIns(hidden)) ?? []);
  const words = text.split(word).length - 1;
  return found.length === hidden.size && new Set(found).size === hidden.size && words === hidden.size;
}

function standIns(hidden: ReadonlyMap<string, Run>): RegExp {
  return new RegExp([...hidden.keys()].map((each) => each.replace(/[[\]]/g, "\\$&")).join("|"), "g");
}

function boundsOf({ passages }: Run): { start: number; end: number } {
  return { start: passages[0]!.start, end: passages.at(-1)!.end };
}

function sourceOf(source: string, run: Run): string {
  const { start, end } = boundsOf(run);
  return source.slice(start, end);
}

function shortened(
  { source, word, count }: Pick<Elided, "source" | "word" | "count">,
  run: Run,
  shown: string | undefined,
): { text: string; hidden: [string, Run][] } {
  const hidden: [string, Run][] = [];
  let text = "";
  let at = boundsOf(run).start;
  let gone: Passage[] = [];
  const hide = () => {
    const [first, last] = [gone[0], gone.at(-1)];
    if (first === undefined || last === undefined) return;
    const standIn = run.standIn(`${word}${count + hidden.length}x`);
    const isLonger = standIn.length >= last.end - first.start;
    if (!isLonger) hidden.push([standIn, { ...run, passages: gone }]);
    text += source.slice(at, first.start) + (isLonger ? source.slice(first.start, last.end) : standIn);
    at = last.end;
    gone = [];
  };
  for (const passage of run.passages) {
    if (passage.name === undefined || passage.name !== shown) gone.push(passage);
    else {
      hide();
      text += source.slice(at, passage.end);
      at = passage.end;
    }
  }
  hide();
  return { text, hidden };
}

/** A word that is nowhere in the text. */
export function freeWord(text: string, stem: string): string {
  for (let count = 0; ; count++) {
    const word = `${stem}${count === 0 ? "" : count}x`;
    if (!text.includes(word)) return word;
  }
}
