/**
 * What the printer lays out: text, gaps that may or may not break, and groups that are tried on one
 * line first. After Wadler, "A prettier printer", with the additions of nixfmt (RFC 166): a `priority`
 * group may break while all around it stays on its line; a `see-through` group lends its priority
 * groups to the group around it.
 */

/** Gaps by strength; of two side by side the stronger counts. `newlines` is the strongest. */
export const GAP = {
  softBreak: 0,
  break: 1,
  space: 2,
  softLine: 3,
  line: 4,
  hardline: 5,
  blank: 6,
} as const;

export type Gap = { readonly t: "gap"; readonly strength: number; readonly newlines: number };
export type Text = {
  readonly t: "text";
  readonly text: string;
  /** Printed only where the group is broken: the comma after a last formal. */
  readonly onlyBroken: boolean;
  readonly nest: number;
  readonly offset: number;
};
export type Group = { readonly t: "group"; readonly mood: Mood; readonly body: readonly Piece[] };
type Mood = "plain" | "priority" | "see-through";
export type Piece = Gap | Text | Group;

type Nest = { readonly t: "nest"; readonly by: number; readonly offset: number; readonly body: Doc };
type OpenGroup = { readonly t: "open"; readonly mood: Mood; readonly body: Doc };
export type Doc = string | Gap | Text | Nest | OpenGroup | readonly Doc[];

const gap = (strength: number, newlines = 0): Gap => ({ t: "gap", strength, newlines });

/** Nothing, or a line break if what follows would not fit. */
export const softBreak = gap(GAP.softBreak);
/** Nothing, or a line break where the group is broken. */
export const breakable = gap(GAP.break);
/** Always a space. */
export const space = gap(GAP.space);
/** A space, or a line break if what follows would not fit. */
export const softLine = gap(GAP.softLine);
/** A space, or a line break where the group is broken. */
export const line = gap(GAP.line);
export const hardline = gap(GAP.hardline);
/** A blank line. */
export const blank = gap(GAP.blank);
/** A line break of a `''` string: several in a row all count. */
export const newline = gap(7, 1);

export const group = (...body: Doc[]): Doc => ({ t: "open", mood: "plain", body });
export const priority = (...body: Doc[]): Doc => ({ t: "open", mood: "priority", body });
export const seeThrough = (...body: Doc[]): Doc => ({ t: "open", mood: "see-through", body });
export const nest = (...body: Doc[]): Doc => ({ t: "nest", by: 1, offset: 0, body });
/** Columns added to the lines that break inside, for splices in an indented line of a string. */
export const offset = (columns: number, ...body: Doc[]): Doc => ({ t: "nest", by: 0, offset: columns, body });
export const onlyBroken = (text: string): Doc => ({ t: "text", text, onlyBroken: true, nest: 0, offset: 0 });

/** `docs` with `between` between each two. */
export function joined(docs: readonly Doc[], between: Doc): Doc {
  return docs.flatMap((doc, index) => (index === 0 ? [doc] : [between, doc]));
}

/**
 * `doc` forced on one line: its soft gaps are settled and its groups dissolved. null where a gap in it
 * always breaks, or where it is wider than `limit` columns.
 */
export function compact(doc: Doc, limit = Number.POSITIVE_INFINITY): Doc | null {
  let left = limit;
  const flat = (part: Doc): Doc | null => {
    if (typeof part === "string") {
      left -= widthOf(part);
      return part;
    }
    if (isDocs(part)) {
      const docs = part.map(flat);
      return docs.includes(null) ? null : (docs as Doc[]);
    }
    if (part.t === "open") return flat(part.body);
    if (part.t === "nest") {
      const body = flat(part.body);
      return body === null ? null : { ...part, body: [body] };
    }
    if (part.t === "text") return part;
    if (part.strength >= GAP.hardline) return null;
    if (part.strength < GAP.space) return [];
    left -= 1;
    return space;
  };
  const whole = flat(doc);
  return left < 0 ? null : whole;
}

/** The gap that two gaps side by side make. */
export function mergeGaps(a: Gap, b: Gap): Gap {
  const [low, high] = a.strength <= b.strength ? [a, b] : [b, a];
  if (high.newlines > 0) {
    if (low.newlines > 0) return gap(high.strength, low.newlines + high.newlines);
    const more = low.strength === GAP.blank ? 2 : low.strength === GAP.space ? 0 : 1;
    return gap(high.strength, high.newlines + more);
  }
  if (low.strength === GAP.break && (high.strength === GAP.softLine || high.strength === GAP.space))
    return line;
  if (low.strength === GAP.softBreak && high.strength === GAP.space) return softLine;
  return high;
}

function isHard(piece: Piece | undefined): piece is Gap {
  return piece?.t === "gap" && (piece.strength === GAP.space || piece.strength >= GAP.hardline);
}

/** Columns: Unicode scalars, as nixfmt counts them. */
export function widthOf(text: string): number {
  let width = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) width--;
  }
  return width;
}

/**
 * The pieces of a document, ready for layout: nesting written into each text, gaps and texts side by
 * side joined, hard gaps at a group's edges moved out of it (they would keep it from its one line).
 */
export function settle(doc: Doc): Piece[] {
  return settlePieces(flatten(doc, 0, 0, []));
}

type Flat = Gap | Text | { readonly t: "group"; readonly mood: Mood; readonly body: readonly Flat[] };

function flatten(doc: Doc, level: number, columns: number, out: Flat[]): Flat[] {
  if (typeof doc === "string") {
    if (doc !== "") out.push({ t: "text", text: doc, onlyBroken: false, nest: level, offset: columns });
  } else if (isDocs(doc)) {
    for (const part of doc) flatten(part, level, columns, out);
  } else if (doc.t === "nest") {
    flatten(doc.body, level + doc.by, columns + doc.offset, out);
  } else if (doc.t === "open") {
    out.push({ t: "group", mood: doc.mood, body: flatten(doc.body, level, columns, []) });
  } else if (doc.t === "text") {
    out.push({ ...doc, nest: level, offset: columns });
  } else out.push(doc);
  return out;
}

function isDocs(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}

function settlePieces(flat: readonly Flat[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of flat) {
    if (piece.t === "group") settleGroup(piece.mood, piece.body, out);
    else append(out, piece);
  }
  return out;
}

function append(out: Piece[], piece: Piece): void {
  const last = out.at(-1);
  if (piece.t === "gap" && last?.t === "gap") out[out.length - 1] = mergeGaps(last, piece);
  else if (piece.t === "text" && last?.t === "text" && piece.onlyBroken === last.onlyBroken) {
    out[out.length - 1] = { ...last, text: last.text + piece.text };
  } else out.push(piece);
}

function settleGroup(mood: Mood, flat: readonly Flat[], out: Piece[]): void {
  const before = out.at(-1);
  const pulled = before?.t === "gap" && before.strength === GAP.space;
  // A space before a group joins the gap that opens the group, so that the stronger wins.
  if (pulled) out.pop();
  const body = settlePieces(pulled ? [before, ...flat] : flat);
  let from = 0;
  while (from < body.length && isHard(body[from])) from++;
  let to = body.length;
  while (to > from && isHard(body[to - 1])) to--;
  for (const piece of body.slice(0, from)) append(out, piece);
  const core = body.slice(from, to);
  const only = core[0];
  if (core.length === 1 && only?.t === "group" && only.mood === mood) out.push(only);
  else if (core.length > 0) out.push({ t: "group", mood, body: core });
  for (const piece of body.slice(to)) append(out, piece);
}
