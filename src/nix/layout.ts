import { GAP, type Gap, type Group, mergeGaps, type Piece, space, type Text, widthOf } from "./doc.ts";

/**
 * Pieces → text. Greedy, as nixfmt lays out: a group goes on one line if it fits there together with
 * what must follow on that line; else one of its priority groups is broken and the rest kept on its
 * line; else all its gaps break. Indentation does not count towards the width, and grows by one step
 * a line however many nestings that line opens.
 */

const WIDTH = 100;
const STEP = 2;

/** What comes after the piece at hand, without copying lists. */
interface Rest {
  readonly list: readonly Piece[];
  readonly from: number;
  readonly then: Rest | null;
}

interface Indent {
  readonly columns: number;
  readonly nest: number;
}

interface State {
  out: string;
  /** Columns used on the line, its indentation not counted; 0 at a line's start. */
  column: number;
  indents: Indent[];
}

const restOf = (list: readonly Piece[], then: Rest | null, from = 0): Rest => ({ list, from, then });

/** Lays out the settled pieces of one document; no line break at the end. */
export function layOut(pieces: readonly Piece[]): string {
  const state: State = { out: "", column: 0, indents: [{ columns: 0, nest: 0 }] };
  renderGroup(state, { t: "group", mood: "plain", body: pieces }, null);
  return state.out;
}

function renderAll(state: State, list: readonly Piece[], rest: Rest | null): void {
  list.forEach((piece, index) => {
    const after = restOf(list, rest, index + 1);
    if (piece.t === "text") renderText(state, piece);
    else if (piece.t === "group") renderGroup(state, piece, after);
    else renderGap(state, piece, after);
  });
}

function renderText(state: State, piece: Text): void {
  const top = indentFor(state, piece.nest);
  if (state.column === 0) state.out += " ".repeat(top.columns + piece.offset);
  state.out += piece.text;
  state.column += widthOf(piece.text);
}

/** Moves the stack of indentations to `nest` and gives its top. */
function indentFor(state: State, nest: number): Indent {
  const { indents } = state;
  let top = indents.at(-1) as Indent;
  while (nest < top.nest) {
    indents.pop();
    top = indents.at(-1) as Indent;
  }
  if (nest > top.nest) {
    top = { columns: top.columns + (state.column === 0 ? STEP : 0), nest };
    indents.push(top);
  }
  return top;
}

function renderGap(state: State, piece: Gap, rest: Rest): void {
  // The next text writes the indentation, so nothing else may stand at a line's start.
  if (state.column === 0) return;
  const breaks = piece.newlines > 0 ? piece.newlines : breaksOf(state, piece, rest);
  if (breaks > 0) {
    state.out += "\n".repeat(breaks);
    state.column = 0;
  } else if (piece.strength !== GAP.softBreak) {
    state.out += " ";
    state.column += 1;
  }
}

function breaksOf(state: State, piece: Gap, rest: Rest): number {
  switch (piece.strength) {
    case GAP.space:
      return 0;
    case GAP.blank:
      return 2;
    case GAP.softBreak:
      return firstLineFits(WIDTH - state.column, rest) ? 0 : 1;
    case GAP.softLine:
      return firstLineFits(Math.max(0, WIDTH - state.column - 1), rest) ? 0 : 1;
    default:
      return 1;
  }
}

function renderGroup(state: State, piece: Group, rest: Rest | null): void {
  if (renderFlat(state, [piece.body], rest)) return;
  if (piece.mood !== "see-through" && renderAroundPriority(state, piece.body, rest)) return;
  renderAll(state, piece.body, rest);
}

/** Breaks one priority group, the last that can be, and leaves all else of `body` on its line. */
function renderAroundPriority(state: State, body: readonly Piece[], rest: Rest | null): boolean {
  const runs = runsOf(body);
  for (let at = runs.length - 1; at >= 0; at--) {
    const run = runs[at];
    if (!run?.priority) continue;
    const saved = { ...state, indents: [...state.indents] };
    const before = runs.slice(0, at).map((other) => other.list);
    const after = runs.slice(at + 1).map((other) => other.list);
    const afterRest = after.reduceRight<Rest | null>((then, list) => restOf(list, then), rest);
    if (renderFlat(state, before, restOf(run.list, afterRest))) {
      renderAll(state, run.list, restOf(after.flatMap(unbroken), rest));
      if (renderFlat(state, after, rest)) return true;
    }
    Object.assign(state, saved);
  }
  return false;
}

interface Run {
  readonly priority: boolean;
  readonly list: readonly Piece[];
}

/** `body` cut at its priority groups, see-through groups opened. */
function runsOf(body: readonly Piece[]): Run[] {
  const runs: Run[] = [];
  let plain: Piece[] = [];
  const flush = () => {
    if (plain.length > 0) runs.push({ priority: false, list: plain });
    plain = [];
  };
  for (const piece of body) {
    if (piece.t !== "group" || piece.mood === "plain") {
      plain.push(piece);
      continue;
    }
    flush();
    if (piece.mood === "priority") runs.push({ priority: true, list: piece.body });
    else runs.push(...runsOf(piece.body));
  }
  flush();
  return runs;
}

/** The gaps of `list` itself (not of groups in it) as they are on one line. */
function unbroken(list: readonly Piece[]): Piece[] {
  return list.flatMap((piece): Piece[] => {
    if (piece.t !== "gap") return [piece];
    if (piece.strength === GAP.line || piece.strength === GAP.softLine) return [space];
    return piece.strength === GAP.break || piece.strength === GAP.softBreak ? [] : [piece];
  });
}

/** Writes `lists` on the line at hand if they fit with what must follow; else changes nothing. */
function renderFlat(state: State, lists: readonly (readonly Piece[])[], rest: Rest | null): boolean {
  let chain: Rest | null = lists.reduceRight<Rest | null>(
    (then, list) => (list.length === 0 ? then : restOf(list, then)),
    null,
  );
  if (chain === null) return true;
  const budget = WIDTH - state.column - firstLineWidth(rest);
  if (state.column === 0) chain = withoutFirstGap(chain);
  const flat = flatText(chain, budget);
  if (flat === null) return false;
  const first = firstText(chain);
  if (first !== null) {
    const top = state.column === 0 ? indentFor(state, first.nest) : null;
    if (top !== null) state.out += " ".repeat(top.columns + first.offset);
  }
  state.out += flat;
  state.column += widthOf(flat);
  return true;
}

/** A gap that opens a line is dropped, also where it opens the group that opens the line. */
function withoutFirstGap(chain: Rest): Rest {
  const first = chain.list[chain.from];
  const next = restOf(chain.list, chain.then, chain.from + 1);
  if (first?.t === "gap") return next;
  return first?.t === "group" ? withoutFirstGap(restOf(first.body, next)) : chain;
}

function firstText(chain: Rest | null): Text | null {
  for (const piece of walk(chain)) if (piece.t === "text") return piece;
  return null;
}

/** All texts and gaps of a chain in order, groups opened. */
function* walk(chain: Rest | null): Generator<Text | Gap> {
  for (let at = chain; at !== null; at = at.then) {
    for (let index = at.from; index < at.list.length; index++) {
      const piece = at.list[index] as Piece;
      if (piece.t === "group") yield* walk(restOf(piece.body, null));
      else yield piece;
    }
  }
}

/** The chain on one line, or null if a gap in it always breaks or it is wider than `budget`. */
function flatText(chain: Rest | null, budget: number): string | null {
  if (budget < 0) return null;
  let left = budget;
  let out = "";
  let pending: Gap | null = null;
  const settleGap = (): boolean => {
    if (pending === null) return true;
    if (pending.strength >= GAP.hardline) return false;
    if (pending.strength >= GAP.space) {
      out += " ";
      left -= 1;
    }
    pending = null;
    return left >= 0;
  };
  for (const piece of walk(chain)) {
    if (piece.t === "gap") {
      pending = pending === null ? piece : mergeGaps(pending, piece);
      continue;
    }
    if (!settleGap()) return null;
    if (piece.onlyBroken) continue;
    out += piece.text;
    left -= widthOf(piece.text);
    if (left < 0) return null;
  }
  return settleGap() ? out : null;
}

/** Columns up to the first gap that may break. */
function firstLineWidth(rest: Rest | null): number {
  let width = 0;
  let pending: Gap | null = null;
  for (const piece of walk(rest)) {
    if (piece.t === "gap") {
      pending = pending === null ? piece : mergeGaps(pending, piece);
      continue;
    }
    if (pending !== null) {
      if (pending.strength !== GAP.space) return width;
      width += 1;
      pending = null;
    }
    width += widthOf(piece.text);
  }
  return width;
}

/** Whether `rest`, its groups on one line where they can be, reaches a break within `target` columns. */
function firstLineFits(target: number, rest: Rest | null): boolean {
  let left = WIDTH;
  let pending: Gap | null = null;
  let at = rest;
  while (at !== null) {
    if (left < 0) return false;
    const piece: Piece | undefined = at.list[at.from];
    const next: Rest | null = piece === undefined ? at.then : restOf(at.list, at.then, at.from + 1);
    at = next;
    if (piece === undefined) continue;
    if (piece.t === "gap") {
      pending = pending === null ? piece : mergeGaps(pending, piece);
      continue;
    }
    if (pending !== null) {
      if (pending.strength !== GAP.space) return WIDTH - left <= target;
      left -= 1;
      pending = null;
      if (left < 0) return false;
    }
    if (piece.t === "text") {
      if (!piece.onlyBroken) left -= widthOf(piece.text);
      continue;
    }
    const flat = flatText(restOf(piece.body, null), left - firstLineWidth(next));
    if (flat === null) at = restOf(piece.body, next);
    else left -= widthOf(flat);
  }
  return left >= 0 && WIDTH - left <= target;
}
