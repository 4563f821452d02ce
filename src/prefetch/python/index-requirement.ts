/** Longer ones are no requirements, and would be slow to look at. */
const LONGEST = 1000;

/** Name, extras, versions and marker of PEP 508. */
const FORM =
  /^\s*[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?\s*(?:\[[\w\s.,-]*\]\s*)?(?:\(?\s*[<>=!~][\w\s<>=!~.,*+-]*\)?\s*)?(?:;[^\\$#@]*)?$/;

/** What lists of requirements have beyond PEP 508: more lines, and options of a line. */
const MORE = /[\r\n]|\s--?\w/;

/**
 * Whether a requirement can only be answered by an index. What packages say of themselves goes to uv and pip as a list of
 * requirements, in whose language addresses, folders, options and other files could run code or show files of this machine.
 *
 * Source: PEP 508; pip's documentation, "Requirements File Format".
 */
export function isIndexRequirement(text: string): boolean {
  return text.length <= LONGEST && FORM.test(text) && !MORE.test(text);
}
