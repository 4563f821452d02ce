/**
 * A text without the spaces, tabs and line breaks at its end. `trimEnd` would also take what only JavaScript calls
 * white space, a byte order mark among it, out of the end of somebody's comment.
 */
export function withoutSpaceAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && " \t\r\n".includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}
