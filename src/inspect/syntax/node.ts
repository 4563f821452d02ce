import type { Parser } from "@lezer/common";
import type { CodePlace } from "../facts.ts";

/**
 * A node of a parsed file. Lezer's own nodes are made anew at each visit; these are the same objects every time, so that what is
 * found out about one can be kept by it.
 */
export interface SyntaxNode {
  /** The grammar's name: `CallExpression`; a keyword or an operator's kind by itself: `from`, `AssignOp`. */
  readonly type: string;
  readonly from: number;
  readonly to: number;
  readonly file: ParsedFile;
  readonly parent: SyntaxNode | null;
  readonly children: readonly SyntaxNode[];
}

/** A file as it was parsed. */
export interface ParsedFile {
  readonly path: string;
  readonly text: string;
  readonly root: SyntaxNode;
  /**
   * Line, from 1, of the first place that the grammar does not know, where there are many; null where a place or two are all:
   * a grammar of Lezer gives up here and there in sound code, and goes on with the next statement.
   */
  readonly brokenAt: number | null;
}

/** Brackets and commas say nothing that the nodes around them do not. */
const LEFT_OUT = new Set(["(", ")", "[", "]", "{", "}", ",", ";", "Comment", "LineComment", "BlockComment"]);

/** Sound code has an error of the grammar in ten lines at the very most. */
const LINES_AN_ERROR = 6;

/** Nor is more than this part of it passed over. */
const PARTS_SKIPPED = 20;

/** Parses a file. Lezer's parsers read every text: what they do not know becomes a node `⚠`. */
export function parseFile(parser: Parser, path: string, text: string): ParsedFile {
  const file: { -readonly [Key in keyof ParsedFile]: ParsedFile[Key] } = {
    path,
    text,
    root: null as unknown as SyntaxNode,
    brokenAt: null,
  };
  const cursor = parser.parse(text).cursor();
  const errors: number[] = [];
  let skipped = 0;
  type Growing = { -readonly [Key in keyof SyntaxNode]: SyntaxNode[Key] } & { children: SyntaxNode[] };
  const make = (parent: Growing | null): Growing => {
    const node: Growing = {
      type: cursor.name,
      from: cursor.from,
      to: cursor.to,
      file,
      parent,
      children: [],
    };
    if (cursor.type.isError) {
      errors.push(cursor.from);
      skipped += cursor.to - cursor.from;
    } else if (!LEFT_OUT.has(node.type)) parent?.children.push(node);
    return node;
  };
  // Written out, as generated code nests deeper than the stack goes.
  let current = make(null);
  file.root = current;
  for (;;) {
    if (cursor.firstChild()) {
      current = make(current);
      continue;
    }
    while (!cursor.nextSibling()) {
      if (!cursor.parent()) {
        const isBroken =
          errors.length * LINES_AN_ERROR > text.split("\n").length || skipped * PARTS_SKIPPED > text.length;
        if (isBroken) file.brokenAt = lineAt(text, errors[0]!);
        return file;
      }
      current = current.parent as Growing;
    }
    current = make(current.parent as Growing);
  }
}

export function textOf(node: SyntaxNode): string {
  return node.file.text.slice(node.from, node.to);
}

/** The first child of a type. */
export function childOf(node: SyntaxNode, type: string): SyntaxNode | undefined {
  return node.children.find((child) => child.type === type);
}

export function childrenOf(node: SyntaxNode, type: string): SyntaxNode[] {
  return node.children.filter((child) => child.type === type);
}

/** Every node below and with this one, parents before their children. */
export function* descendants(node: SyntaxNode): Generator<SyntaxNode> {
  const stack = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    yield next;
    for (let index = next.children.length - 1; index >= 0; index--) stack.push(next.children[index]!);
  }
}

/** The nearest node around this one that is of one of the types. */
export function ancestorOf(node: SyntaxNode, ...types: readonly string[]): SyntaxNode | null {
  let above = node.parent;
  while (above !== null && !types.includes(above.type)) above = above.parent;
  return above;
}

export function placeOf(node: SyntaxNode): CodePlace {
  return { file: node.file.path, line: lineAt(node.file.text, node.from) };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
