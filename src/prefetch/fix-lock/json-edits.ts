import type { Node } from "jsonc-parser";

/** Replace `length` characters at `offset` by `text`. */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** A member of a JSON object: its key's and its value's nodes. */
interface Member {
  readonly key: string;
  readonly property: Node;
  readonly value: Node;
}

/** The members of an object node in the order of the text; none for other nodes. */
export function membersOf(node: Node | undefined): Member[] {
  if (node?.type !== "object") return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key === undefined || value === undefined ? [] : [{ key: String(key.value), property, value }];
  });
}

/** The value of an object's member when it is a string. The last of repeated keys counts, as in JSON.parse. */
export function stringMember(node: Node, key: string): string | undefined {
  const value = membersOf(node).findLast((member) => member.key === key)?.value;
  return value?.type === "string" ? (value.value as string) : undefined;
}

/** Whether an object's member is `true`. */
export function isTrue(node: Node, key: string): boolean {
  return membersOf(node).findLast((member) => member.key === key)?.value.value === true;
}

/**
 * Adds string members after the one named `after`, in the shape that one has: the same white space
 * before the key and around the colon, so that any indent and line ending is kept.
 */
export function insertAfter(
  text: string,
  object: Node,
  after: string,
  added: readonly (readonly [string, string])[],
): Edit {
  const members = membersOf(object);
  const index = members.findIndex((member) => member.key === after);
  const anchor = members[index];
  if (anchor === undefined) throw new RangeError(`no member ${after}`);
  const before = members[index - 1];
  const opening = before === undefined ? object.offset + 1 : text.indexOf(",", endOf(before.property)) + 1;
  const space = text.slice(opening, anchor.property.offset);
  const colon = text.slice(endOf(anchor.property.children?.[0] as Node), anchor.value.offset);
  return {
    offset: endOf(anchor.property),
    length: 0,
    text: added
      .map(([key, value]) => `,${space}${JSON.stringify(key)}${colon}${JSON.stringify(value)}`)
      .join(""),
  };
}

/** Removes a member together with the comma and white space that bind it to its neighbour. */
export function removeMember(object: Node, key: string): Edit | undefined {
  const members = membersOf(object);
  const index = members.findIndex((member) => member.key === key);
  const member = members[index];
  if (member === undefined) return undefined;
  const before = members[index - 1];
  const next = members[index + 1];
  const start = before === undefined ? member.property.offset : endOf(before.property);
  const end = before === undefined && next !== undefined ? next.property.offset : endOf(member.property);
  return { offset: start, length: end - start, text: "" };
}

/** The text with non-overlapping edits made; several at one place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const edit of edits.toSorted((a, b) => a.offset - b.offset)) {
    parts.push(text.slice(position, edit.offset), edit.text);
    position = edit.offset + edit.length;
  }
  parts.push(text.slice(position));
  return parts.join("");
}

function endOf(node: Node): number {
  return node.offset + node.length;
}
